import test from "ava";
import fc from "fast-check";
import { FrameError } from "../../../src/world/air/dot11/bytes.js";
import { encodeFrame } from "../../../src/world/air/dot11/frame.js";
import type { EspNowMessage } from "../../../src/world/air/options.js";
import { decodeEspNow, encodeEspNow, MAX_ESP_NOW_DATA } from "../../../src/world/air/peer.js";
import { AirBench } from "./bench.js";

const ONE = "02:00:00:00:03:01";
const TWO = "02:00:00:00:03:02";
const NONCE = Uint8Array.of(1, 2, 3, 4);

test("messages go to one, which acknowledges, or to all, who do not", (t) => {
	const b = new AirBench();
	const inbox: EspNowMessage[] = [];
	const one = b.air.addPeer({ name: "one", mac: ONE, channel: 5 });
	b.air.addPeer({ name: "two", mac: TWO, channel: 5, onMessage: (message) => inbox.push(message) });
	b.air.addPeer({ name: "elsewhere", mac: "02:00:00:00:03:03", channel: 6, onMessage: () => t.fail() });
	b.run(1);
	const sent: boolean[] = [];
	one.send(Buffer.from("to you"), TWO, (_, ok) => sent.push(ok));
	one.send(Buffer.from("to all"));
	one.send(Buffer.from("to nobody"), "02:00:00:00:03:09", (_, ok) => sent.push(ok));
	b.run(100);
	t.deepEqual(
		inbox.map(({ from, toAll, data }) => ({ from, toAll, text: Buffer.from(data).toString() })),
		[
			{ from: ONE, toAll: false, text: "to you" },
			{ from: ONE, toAll: true, text: "to all" },
		],
	);
	t.deepEqual(sent, [true, false]);
	t.deepEqual(b.reports, []);
});

test("ESP-NOW as it stands on the air, and both ways", (t) => {
	t.is(
		Buffer.from(encodeEspNow(NONCE, Buffer.from("hi"))).toString("hex"),
		"18fe3401020304dd0718fe3404016869",
	);
	fc.assert(
		fc.property(fc.uint8Array({ maxLength: MAX_ESP_NOW_DATA }), (data) => {
			t.deepEqual(decodeEspNow(encodeEspNow(NONCE, data))?.slice(), data);
		}),
	);
	t.throws(() => encodeEspNow(NONCE, new Uint8Array(MAX_ESP_NOW_DATA + 1)), { instanceOf: FrameError });
	t.is(decodeEspNow(Uint8Array.of(0, 0x0f, 0xac, 1)), undefined);
	t.is(
		decodeEspNow(Uint8Array.of(0x18, 0xfe, 0x34, 1, 2, 3, 4, 0xdd, 5, 0x18, 0xfe, 0x34, 9, 1, 0)),
		undefined,
	);
});

test("raw bytes are sent once, in their turn, whatever they are", (t) => {
	const b = new AirBench();
	const peer = b.air.addPeer({ name: "one", mac: ONE, channel: 5 });
	b.run(1);
	const done: number[] = [];
	peer.sendRaw(Uint8Array.of(1, 2, 3), 11, (now) => done.push(now));
	peer.sendRaw(Uint8Array.of(0xd4, 0, 0, 0, 2, 0, 0, 0, 3, 2), 0, (now) => done.push(now));
	b.run(50);
	t.deepEqual(
		b.frames.map(({ bytes, rate }) => [bytes.length, rate]),
		[
			[3, 11],
			[10, 0],
		],
	);
	t.is(done.length, 2);
	t.is(b.inputs.length, 2);
});

test("broken messages are reported", (t) => {
	const b = new AirBench();
	b.air.addPeer({ name: "one", mac: ONE, channel: 5, onMessage: () => t.fail() });
	b.run(1);
	const send = (payload: Uint8Array): void => {
		b.send(
			encodeFrame({
				kind: "management",
				flags: 0,
				duration: 0,
				destination: ONE,
				source: TWO,
				bssid: ONE,
				sequence: payload.length,
				fragment: 0,
				body: { type: "action", category: 127, payload },
			}),
			5,
		);
		b.run(10);
	};
	send(Uint8Array.of(0x18, 0xfe, 0x34, 1, 2));
	send(Uint8Array.of(0x18, 0xfe, 0x34, 1, 2, 3, 4, 0xee, 0));
	send(Uint8Array.of(0x18, 0xfe, 0x34, 1, 2, 3, 4, 0xdd, 9, 0x18));
	t.deepEqual(
		b.reports.map(({ text }) => text),
		[
			`${TWO}: cut off in the ESP-NOW message`,
			`${TWO}: an ESP-NOW message without its element`,
			`${TWO}: cut off in the ESP-NOW message`,
		],
	);
});
