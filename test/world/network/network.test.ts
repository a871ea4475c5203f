/** A station on the isolated network: address, names, model servers, refusals, and what the trace gets of it. */
import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import test from "ava";
import { decode, encode, RECURSION_DESIRED } from "dns-packet";
import { TICKS_PER_SECOND } from "../../../src/chip/time.js";
import { formatIpv4, parseIpv4 } from "../../../src/world/network/addresses.js";
import { httpFetch } from "../../../src/world/network/clients/http-client.js";
import { tcpScript, udpClient } from "../../../src/world/network/clients/raw-client.js";
import type { IpHost } from "../../../src/world/network/ip/ip-host.js";
import { tcpEcho, udpEcho } from "../../../src/world/network/servers/echo.js";
import { generatedBytes } from "../../../src/world/network/servers/generated.js";
import { httpServer, redirect } from "../../../src/world/network/servers/http.js";
import type { HttpMessage } from "../../../src/world/network/servers/http-message.js";
import { Lab } from "./lab.js";

const GATEWAY = parseIpv4("10.0.2.2")!;

test("a station gets an address, the mask and the router", (t) => {
	const lab = new Lab();
	const station = lab.station();
	t.is(formatIpv4(station.address), "10.0.2.15");
	t.is(formatIpv4(station.addressing!.router!), "10.0.2.2");
	t.is(formatIpv4(station.addressing!.subnet.mask), "255.255.255.0");
	t.deepEqual(lab.topics(), [
		'net/network {"mode":"isolated","subnet":"10.0.2.0/24"}',
		'net/lease {"mac":"02:00:00:00:00:77","address":"10.0.2.15"}',
	]);
	t.is(formatIpv4(lab.station(0x02_00_00_00_00_78).address), "10.0.2.16", "the next one gets the next");
	t.is(lab.network.gateway!.dhcp.latest, parseIpv4("10.0.2.16"));
});

/** Asks the gateway for a name; the answer as dns-packet reads it. */
function resolve(lab: Lab, station: IpHost, name: string, type: "A" | "AAAA" = "A") {
	let answer: Uint8Array | undefined;
	const client = udpClient(station, (_from, payload) => {
		answer = payload;
	})!;
	const query = encode({ type: "query", id: 7, flags: RECURSION_DESIRED, questions: [{ type, name }] });
	client.send({ address: GATEWAY, port: 53 }, query);
	lab.runUntil(() => answer !== undefined, 5);
	const { id, flag_qr, rcode, answers } = decode(Buffer.from(answer!)) as unknown as {
		id: number;
		flag_qr: boolean;
		rcode: string;
		answers: { data: string }[];
	};
	assert(id === 7 && flag_qr);
	return { rcode, addresses: answers.map(({ data }) => data) };
}

test("names: model servers, the host, none", (t) => {
	const lab = new Lab();
	const station = lab.station();
	t.is(lab.network.server({ names: ["example.test", "www.example.test"] }), "198.51.100.10");
	t.is(lab.network.server({ names: ["other.test"], address: "192.0.2.7" }), "192.0.2.7");
	t.deepEqual(resolve(lab, station, "example.test"), { rcode: "NOERROR", addresses: ["198.51.100.10"] });
	t.deepEqual(resolve(lab, station, "WWW.Example.Test"), { rcode: "NOERROR", addresses: ["198.51.100.10"] });
	t.deepEqual(resolve(lab, station, "other.test"), { rcode: "NOERROR", addresses: ["192.0.2.7"] });
	t.deepEqual(resolve(lab, station, "example.test", "AAAA"), { rcode: "NOERROR", addresses: [] });
	t.deepEqual(resolve(lab, station, "host.internal"), { rcode: "NOERROR", addresses: ["10.0.2.2"] });
	t.deepEqual(resolve(lab, station, "nowhere.test"), { rcode: "NXDOMAIN", addresses: [] });
	t.throws(() => lab.network.server({ names: ["other.test"] }), { message: /named other.test/ });
});

test("echo requests reach the gateway and model servers, nobody else", (t) => {
	const lab = new Lab();
	const station = lab.station();
	lab.network.server({ names: ["a.test"] });
	const answers = ["10.0.2.2", "198.51.100.10", "198.51.100.11", "10.0.2.99"].map((address) => {
		let result: number | undefined | "none" = "none";
		station.icmp.ping(station.address, parseIpv4(address)!, (ticks) => {
			result = ticks;
		});
		lab.runUntil(() => result !== "none", 20);
		return result !== undefined;
	});
	t.deepEqual(answers, [true, true, false, false]);
});

test("a web page, a large body in chunks, a redirect, 404", (t) => {
	const lab = new Lab();
	const station = lab.station();
	const body = generatedBytes(100_000);
	const site = {
		"/": { body: "hello\n" },
		"/large": { body, chunked: true },
		"/slow": { body: "0123456789", rate: 50 },
		"/moved": redirect("/"),
	};
	const address = parseIpv4(lab.network.server({ names: ["web.test"], tcp: { 80: httpServer(site) } }))!;
	const fetch = (path: string): HttpMessage => {
		let response: HttpMessage | undefined;
		httpFetch(station, { address, port: 80 }, { path }, (got) => {
			response = got;
		});
		lab.runUntil(() => response !== undefined);
		return response!;
	};
	t.is(Buffer.from(fetch("/").body).toString(), "hello\n");
	const sha256 = (bytes: Uint8Array) => createHash("sha256").update(bytes).digest("hex");
	t.is(sha256(fetch("/large").body), sha256(body));
	const before = lab.now;
	t.is(Buffer.from(fetch("/slow").body).toString(), "0123456789");
	t.true(lab.now - before > 0.15 * TICKS_PER_SECOND);
	t.is(fetch("/moved").headers.get("location"), "/");
	t.is(fetch("/nothing").status, 404);
});

test("what is nowhere is refused at once", (t) => {
	const lab = new Lab();
	const station = lab.station();
	lab.network.server({ names: ["a.test"], tcp: { 7: tcpEcho() } });
	for (const address of ["10.0.2.2", "198.51.100.10", "8.8.8.8"]) {
		let reason: string | undefined;
		const before = lab.now;
		tcpScript(station, { address: parseIpv4(address)!, port: 81 }, [], (result) => {
			reason = result.reason;
		});
		lab.runUntil(() => reason !== undefined);
		t.is(reason, "refused", address);
		t.true(lab.now - before < 0.01 * TICKS_PER_SECOND);
	}
});

test("each byte of a conversation is in the trace once", (t) => {
	const lab = new Lab();
	const station = lab.station();
	lab.network.server({ names: ["echo.test"], tcp: { 7: tcpEcho() }, udp: { 7: udpEcho() } });
	const server = { address: parseIpv4("198.51.100.10")!, port: 7 };
	let done = false;
	tcpScript(station, server, [{ send: "hello" }, { expect: "hello" }, "end", "expect end"], (result) => {
		done = result.done;
	});
	lab.runUntil(() => done);
	let echoed = "";
	const client = udpClient(station, (_from, payload) => {
		echoed = Buffer.from(payload).toString();
	})!;
	client.send(server, Buffer.from("datagram"));
	lab.runUntil(() => echoed === "datagram");
	client.send(server, Buffer.from("again"));
	lab.runUntil(() => echoed === "again");
	const local = /"chip":"([^"]+)"/.exec(lab.topics()[2])![1];
	t.deepEqual(lab.topics().slice(2), [
		`net/open {"id":0,"protocol":"tcp","chip":"${local}","world":"198.51.100.10:7","opener":"chip"}`,
		'net/data {"id":0,"from":"chip","length":5}',
		'net/data {"id":0,"from":"world","length":5}',
		'net/end {"id":0,"from":"chip"}',
		'net/end {"id":0,"from":"world"}',
		'net/close {"id":0,"reason":"closed"}',
		`net/open {"id":1,"protocol":"udp","chip":"10.0.2.15:${client.port}","world":"198.51.100.10:7","opener":"chip"}`,
		'net/data {"id":1,"from":"chip","length":8}',
		'net/data {"id":1,"from":"world","length":8}',
		'net/data {"id":1,"from":"chip","length":5}',
		'net/data {"id":1,"from":"world","length":5}',
	]);
	t.is(Buffer.from((lab.inputs[3].data as { bytes: Uint8Array }).bytes).toString(), "hello");
});
