import test from "ava";
import { generate } from "mqtt-packet";
import { findPayloads } from "../../../src/regress/redact/find-payloads.js";
import { Secrets } from "../../../src/regress/redact/secrets.js";
import { findUnjudged } from "../../../src/regress/redact/unjudged.js";
import { conversation, inputsOf, typed } from "./session.js";

const connect = generate({
	cmd: "connect",
	clientId: "c",
	protocolId: "MQTT",
	protocolVersion: 4,
	keepalive: 0,
	clean: true,
});
const publish = (topic: string, payload: string) =>
	generate({ cmd: "publish", topic, payload, qos: 0, dup: false, retain: false });
const mqtt = conversation(
	0,
	"tcp",
	"198.51.100.10:1883",
	Buffer.concat([
		connect,
		publish("home/kitchen/temp", '{"celsius": 21.53, "room": "Kitchen", "n": 7}'),
		publish("status", "all is well"),
	]),
);
const http = conversation(
	1,
	"tcp",
	"198.51.100.11:80",
	"POST /in HTTP/1.0\r\nHost: x.test\r\n\r\nname=Somebody&x=1",
	"HTTP/1.0 200 OK\r\n\r\nfirst line\r\nsecond line\r\n",
);
const udp = conversation(2, "udp", "198.51.100.12:9", "a datagram", Uint8Array.of(0, 1, 2, 255));
const inputs = inputsOf([...mqtt, ...http, ...udp]);
const found = (...rules: Parameters<typeof findPayloads>[1][number][]) =>
	findPayloads(inputs.conversations, rules).secrets.map(({ text }) => text);

test("an MQTT message by its topic: of JSON the values, not the names", (t) => {
	t.deepEqual(found({ topic: "home/#" }), ["21.53", "Kitchen"]);
	t.deepEqual(found({ topic: "home/+/temp" }), ["21.53", "Kitchen"]);
	t.deepEqual(found({ topic: "+" }), ["all is well"]);
	t.deepEqual(found({ topic: "home" }), []);
});

test("the bodies of HTTP messages by place, whole or what matches", (t) => {
	t.deepEqual(found({ place: "198.51.100.11:80" }), ["name=Somebody&x=1", "first line", "second line"]);
	t.deepEqual(found({ place: ":80", matching: /name=(\w+)/g }), ["Somebody"]);
	t.deepEqual(found(), []);
});

test("what is no text stays, and is told", (t) => {
	const { secrets, binary } = findPayloads(inputs.conversations, [{ place: ":9" }]);
	t.deepEqual(secrets, [{ text: "a datagram", kind: "payload" }]);
	t.deepEqual(binary, [inputs.conversations[2]]);
});

test("what cannot be judged is told, and not shown", (t) => {
	const key = "9aF3kLm02PqRs7TuVwXyZ1b";
	const events = [
		...conversation(0, "tcp", "198.51.100.10:443", Uint8Array.of(0x16, 3, 1, 0, 200, 7), "answer"),
		...udp.map((event) => event),
		...typed(`k = '${key}'; a_long_name_of_a_function_here(1)\r`, 160_000_000),
	];
	const flash = [{ offset: 0x10_0000, bytes: Uint8Array.from({ length: 200 }, (_, i) => i) }];
	const lines = findUnjudged(inputsOf(events, { flash }), new Secrets([]), 2);
	t.deepEqual(lines, [
		"2 host names that the firmware has by itself: they stay",
		"tcp with 198.51.100.10:443 (at 0 ms): 12 bytes under TLS, which nobody can read",
		"udp with 198.51.100.12:9 (at 0 ms): 4 bytes that are no text; they were searched as they are",
		"flash from 0x100000: 200 bytes that are no text; they were searched as they are",
		"typed at 1 s: a word of 23 characters that looks like a key",
	]);
	const hidden = findUnjudged(inputsOf(events), new Secrets([{ text: key, kind: "named" }]), 0);
	t.false(hidden.some((line) => line.includes("looks like a key")));
});
