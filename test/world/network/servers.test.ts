/** Model servers, spoken to by a station. */

import test from "ava";
import { generate, type Packet, parser } from "mqtt-packet";
import { TICKS_PER_MS, TICKS_PER_SECOND } from "../../../src/chip/time.js";
import { type Endpoint, parseIpv4 } from "../../../src/world/network/addresses.js";
import { httpFetch } from "../../../src/world/network/clients/http-client.js";
import { tcpScript, udpClient } from "../../../src/world/network/clients/raw-client.js";
import type { IpHost } from "../../../src/world/network/ip/ip-host.js";
import type { ServerOptions } from "../../../src/world/network/network.js";
import { tcpDiscard, udpDiscard } from "../../../src/world/network/servers/echo.js";
import { tcpFlood, udpFlood } from "../../../src/world/network/servers/flood.js";
import { generatedBytes } from "../../../src/world/network/servers/generated.js";
import { httpServer } from "../../../src/world/network/servers/http.js";
import type { HttpMessage } from "../../../src/world/network/servers/http-message.js";
import { MqttBroker, topicMatches } from "../../../src/world/network/servers/mqtt.js";
import { ntpServer } from "../../../src/world/network/servers/ntp.js";
import {
	type ScriptResult,
	type ScriptStep,
	scriptServer,
} from "../../../src/world/network/servers/script.js";
import { Lab } from "./lab.js";

interface Place {
	readonly lab: Lab;
	readonly station: IpHost;
	readonly address: number;
}

function place(services: Omit<ServerOptions, "names">): Place {
	const lab = new Lab();
	const address = parseIpv4(lab.network.server({ names: ["server.test"], ...services }))!;
	return { lab, station: lab.station(), address };
}

function talk({ lab, station, address }: Place, port: number, steps: readonly ScriptStep[]): ScriptResult {
	let result: ScriptResult | undefined;
	tcpScript(station, { address, port }, steps, (got) => {
		result = got;
	});
	lab.runUntil(() => result !== undefined);
	return result!;
}

const text = (bytes: Uint8Array) => Buffer.from(bytes).toString("latin1");

test("NTP: the configured moment plus guest time, and the client's own time back", (t) => {
	const epoch = Date.UTC(2024, 1, 29, 12, 0, 0) / 1000;
	const where = place({ udp: { 123: ntpServer(epoch) } });
	where.lab.run(90 * TICKS_PER_SECOND);
	let answer: Buffer | undefined;
	const client = udpClient(where.station, (_from, payload) => {
		answer = Buffer.from(payload);
	})!;
	const request = Buffer.alloc(48);
	request[0] = 0x1b;
	request.write("mytime!!", 40, "latin1");
	client.send({ address: where.address, port: 123 }, request.subarray(0, 47));
	client.send({ address: where.address, port: 123 }, request);
	where.lab.runUntil(() => answer !== undefined);
	t.is(answer!.length, 48);
	t.is(answer![0], 0x1c, "version 3, server");
	t.is(answer!.toString("latin1", 24, 32), "mytime!!");
	const seconds = answer!.readUInt32BE(40) - 2_208_988_800 + answer!.readUInt32BE(44) / 2 ** 32;
	t.true(Math.abs(seconds - epoch - where.lab.now / TICKS_PER_SECOND) < 0.01);
});

test("HTTP: HEAD, POST, requests behind one another, a delay, a connection that breaks", (t) => {
	const site = {
		"/page": { body: "page", headers: { "Content-Type": "text/plain" } },
		"/post": ({ method, body }: HttpMessage) => ({ body: `${method} ${text(body)}` }),
		"/late": { body: "late", delay: 3 * TICKS_PER_SECOND },
		"/broken": { body: generatedBytes(5000), breaksAfter: 1000 },
	};
	const where = place({ tcp: { 80: httpServer(site) } });
	const head = talk(where, 80, [{ send: "HEAD /page HTTP/1.0\r\n\r\n" }, "expect end", "end"]);
	t.is(
		text(head.received),
		"HTTP/1.1 200 OK\r\nContent-Type: text/plain\r\nContent-Length: 4\r\nConnection: close\r\n\r\n",
	);
	const post = "POST /post HTTP/1.1\r\nHost: x\r\nContent-Length: 3\r\n\r\nabc";
	const page = "GET /page?query HTTP/1.1\r\nHost: x\r\n\r\n";
	const both = talk(where, 80, [
		{ send: post + page },
		{ expect: "POST abc" },
		{ expect: "\r\n\r\npage" },
		"end",
		"expect end",
	]);
	t.true(both.done);
	const before = where.lab.now;
	t.true(
		talk(where, 80, [{ send: "GET /late HTTP/1.0\r\n\r\n" }, { expect: "late" }, "expect end", "end"]).done,
	);
	t.true(where.lab.now - before >= 3 * TICKS_PER_SECOND);
	const broken = talk(where, 80, [{ send: "GET /broken HTTP/1.1\r\n\r\n" }, { expect: "never" }]);
	t.is(broken.reason, "reset");
	const garbage = talk(where, 80, [{ send: "\0\x01\x02 nonsense\r\n\r\n" }, "expect end", "end"]);
	t.regex(text(garbage.received), /^HTTP\/1.1 400 /);
});

test("the HTTP client reads chunks, and a body that ends with the connection", (t) => {
	const lab = new Lab();
	const station = lab.station();
	const answers = [
		"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n2\r\nde\r\n0\r\n\r\n",
		"HTTP/1.0 200 OK\r\n\r\nabcde",
	];
	for (const answer of answers) {
		const serve = scriptServer([{ expect: "\r\n\r\n" }, { send: answer }, "end"]);
		station.tcp.listen((request) => {
			request.accept(serve({ agenda: station.agenda, random: undefined as never }, request.remote)!);
		});
		let body: string | undefined;
		const server: Endpoint = { address: station.address, port: 80 };
		httpFetch(lab.network.gateway!.host, server, { path: "/" }, (response) => {
			body = response && text(response.body);
		});
		lab.runUntil(() => body !== undefined);
		t.is(body, "abcde");
	}
});

test("a script: expects, takes, waits, says", (t) => {
	const results: ScriptResult[] = [];
	const steps: ScriptStep[] = [
		{ expect: "hi" },
		{ wait: TICKS_PER_SECOND },
		{ send: "there" },
		{ take: 3 },
		"end",
	];
	const where = place({ tcp: { 9: scriptServer(steps, (result) => results.push(result)) } });
	const before = where.lab.now;
	const result = talk(where, 9, [
		{ send: "oh hi" },
		{ expect: "there" },
		{ send: "bye" },
		"expect end",
		"end",
	]);
	t.true(result.done);
	t.true(where.lab.now - before >= TICKS_PER_SECOND);
	where.lab.run(TICKS_PER_SECOND);
	t.deepEqual(
		results.map(({ done, received, reason }) => [done, text(received), reason]),
		[[true, "oh hibye", "closed"]],
	);
	t.false(talk(where, 9, [{ send: "hi" }, { wait: 2 * TICKS_PER_SECOND }, "abort"]).reason === "closed");
});

test("floods: as much as asked for, at the rate asked for; without a reader no more than the buffers", (t) => {
	const where = place({
		tcp: { 19: tcpFlood(), 20: tcpFlood({ total: 10_000 }), 9: tcpDiscard() },
		udp: { 19: udpFlood({ count: 20, size: 100, rate: 100 }), 9: udpDiscard() },
	});
	const { lab, station, address } = where;
	t.is(talk(where, 20, [{ take: 10_000 }, "expect end", "end"]).received.length, 10_000);
	t.true(talk(where, 9, [{ send: generatedBytes(100_000) }, "end", "expect end"]).done);
	const stream = station.tcp.connect(station.address, { address, port: 19 }, {})!;
	lab.run(100 * TICKS_PER_SECOND);
	t.is(stream.readable, 32 * 1024);
	const numbers: number[] = [];
	const client = udpClient(station, (_from, payload) => numbers.push(Buffer.from(payload).readUInt32BE()))!;
	const before = lab.now;
	client.send({ address, port: 19 }, Buffer.from("go"));
	lab.runUntil(() => numbers.length === 20);
	t.deepEqual(numbers, [...numbers.keys()]);
	t.true(Math.abs(lab.now - before - 190 * TICKS_PER_MS) < 5 * TICKS_PER_MS);
});

test("MQTT: connect, subscribe, publish with both qualities, ping; what was published is kept", (t) => {
	const broker = new MqttBroker();
	const where = place({ tcp: { 1883: broker.service } });
	const heard: Packet[] = [];
	const reader = parser({ protocolVersion: 4 });
	reader.on("packet", (packet) => heard.push(packet));
	const say = (packet: Packet): ScriptStep => ({ send: generate(packet) });
	const wait: ScriptStep = { wait: 100 * TICKS_PER_MS };
	const publish = { cmd: "publish", dup: false, retain: false } as const;
	const result = talk(where, 1883, [
		say({
			cmd: "connect",
			clientId: "umqtt",
			protocolId: "MQTT",
			protocolVersion: 4,
			clean: true,
			keepalive: 0,
		}),
		wait,
		say({ cmd: "subscribe", messageId: 1, subscriptions: [{ topic: "a/+", qos: 1 }] }),
		wait,
		say({ ...publish, topic: "a/b", payload: "zero", qos: 0 }),
		say({ ...publish, topic: "other", payload: "one", qos: 1, messageId: 2 }),
		say({ cmd: "pingreq" }),
		wait,
		say({ cmd: "disconnect" }),
		"expect end",
		"end",
	]);
	reader.parse(Buffer.from(result.received));
	t.deepEqual(
		heard.map(({ cmd }) => cmd),
		["connack", "suback", "publish", "puback", "pingresp"],
	);
	t.deepEqual(
		broker.published.map(({ client, topic, payload, qos }) => [client, topic, text(payload), qos]),
		[
			["umqtt", "a/b", "zero", 0],
			["umqtt", "other", "one", 1],
		],
	);
	t.is(talk(where, 1883, [say({ cmd: "pingreq" }), { expect: "never" }]).reason, "reset", "not connected");
	t.is(talk(where, 1883, [{ send: generatedBytes(5000) }, { expect: "never" }]).reason, "reset", "no MQTT");
	const large = Uint8Array.of(0x10, 0xff, 0xff, 0xff, 0x7f);
	t.is(
		talk(where, 1883, [{ send: large }, { send: new Uint8Array(200_000) }, { expect: "never" }]).reason,
		"reset",
	);
});

test("MQTT filters", (t) => {
	const matching = ["a/b", "a/+", "+/+", "#", "a/#", "+/b", "a/b/#"];
	for (const filter of matching) t.true(topicMatches(filter, "a/b"), filter);
	for (const filter of ["a", "a/b/c", "+", "b/#", "a/+/c", "A/b"])
		t.false(topicMatches(filter, "a/b"), filter);
	t.false(topicMatches("#", "$SYS/x"));
	t.true(topicMatches("$SYS/#", "$SYS/x"));
});
