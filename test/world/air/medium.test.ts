/** Time on the air: contention, answers, retries, collisions. */
import test from "ava";
import fc from "fast-check";
import { ackRate, ackTimeUs, airTimeUs } from "../../../src/chip/peripherals/wdev-rates.js";
import { BROADCAST } from "../../../src/world/air/dot11/address.js";
import { encodeAck, encodeControlFrame } from "../../../src/world/air/dot11/control.js";
import { encodeFrame } from "../../../src/world/air/dot11/frame.js";
import { rateElements, ssidElement } from "../../../src/world/air/dot11/network-elements.js";
import { networkRates, rateCode, slowestCode } from "../../../src/world/air/rates.js";
import { AirBench, MS, US } from "./bench.js";

const AP = "02:00:00:00:00:01";
const CHIP = "5c:cf:7f:00:00:01";
const SIFS = 10 * US;
const RETRY = 0x08;

/** Without a name: any network should answer. */
function probe(sequence: number, name = ""): Uint8Array {
	return encodeFrame({
		kind: "management",
		flags: 0,
		duration: 0,
		destination: BROADCAST,
		source: CHIP,
		bssid: BROADCAST,
		sequence,
		fragment: 0,
		body: {
			type: "probe-request",
			elements: [ssidElement(Buffer.from(name)), ...rateElements(networkRates("bg"))],
		},
	});
}

function authentication(sequence: number, flags = 0): Uint8Array {
	return encodeFrame({
		kind: "management",
		flags,
		duration: 0,
		destination: AP,
		source: CHIP,
		bssid: AP,
		sequence,
		fragment: 0,
		body: { type: "authentication", algorithm: 0, transaction: 1, status: 0, elements: [] },
	});
}

const network = (b: AirBench) => b.air.addAccessPoint({ ssid: "net", bssid: AP, channel: 1, rssi: -42 });

test("frames on one channel never overlap, however many networks there are", (t) => {
	const b = new AirBench();
	for (let n = 1; n <= 12; n++) {
		b.air.addAccessPoint({ ssid: `net${n}`, bssid: `02:00:00:00:00:${10 + n}`, channel: 1 });
	}
	b.air.addAccessPoint({ ssid: "elsewhere", bssid: "02:00:00:00:00:99", channel: 2 });
	for (let n = 0; n < 20; n++) {
		b.run(50);
		b.send(probe(n), 1);
	}
	const frames = b.frames.filter(({ channel }) => channel === 1);
	t.true(frames.length > 300);
	for (let i = 1; i < frames.length; i++) {
		const { tick, bytes, rate } = frames[i - 1];
		// The test's own chip does not listen before it speaks.
		if (frames[i].from === "chip") continue;
		t.true(frames[i].tick >= tick + airTimeUs(bytes.length + 4, rate) * US);
	}
});

test("models' frames end at least 300 us apart, so that old SDKs can follow", (t) => {
	const b = new AirBench();
	for (let n = 1; n <= 12; n++) {
		const mode = n % 2 ? "g" : "bg";
		b.air.addAccessPoint({ ssid: `net${n}`, bssid: `02:00:00:00:00:${10 + n}`, channel: 1, mode });
	}
	b.run(500);
	b.send(probe(1), 1);
	b.run(500);
	const ends = b.frames
		.filter(({ from }) => from !== "chip")
		.map(({ tick, bytes, rate }) => tick + airTimeUs(bytes.length + 4, rate) * US);
	for (let i = 1; i < ends.length; i++) t.true(ends[i] - ends[i - 1] >= 300 * US - 1);
});

test("a frame for the access point is acknowledged SIFS after its end, at a rate of its kind", (t) => {
	for (const rate of [0, 1, 2, 3, 5, 8, 9, 10, 11, 12, 13, 14, 15]) {
		const b = new AirBench();
		network(b);
		b.run(10);
		const frame = authentication(1);
		b.send(frame, 1, rate);
		b.run(3);
		const [ack] = b.sent("net").filter(({ kind }) => kind === "control");
		const sent = b.frames.find(({ from }) => from === "chip")!;
		t.is(ack.tick, sent.tick + airTimeUs(frame.length + 4, rate) * US + SIFS);
		t.is(ack.rate, ackRate(rate));
		t.deepEqual(
			{ ...ack, tick: 0, rate: 0 },
			{
				kind: "control",
				control: "ack",
				flags: 0,
				duration: 0,
				receiver: CHIP,
				tick: 0,
				rate: 0,
			},
		);
	}
});

test("an answer is repeated until it is acknowledged, with the retry flag and one sequence number", (t) => {
	for (const acknowledgeAfter of [1, 3, 99]) {
		const b = new AirBench();
		network(b);
		b.run(10);
		b.send(authentication(1), 1);
		let heard = 0;
		b.air.listen({
			onFrame: ({ from, bytes, tick, rate }) => {
				if (from !== "net" || bytes[0] !== 0xb0 || ++heard < acknowledgeAfter) return;
				const end = tick + airTimeUs(bytes.length + 4, rate) * US;
				b.run((end + SIFS - b.now) / MS);
				b.send(encodeAck(AP), 1);
			},
		});
		b.run(90);
		const answers = b.management("net", "authentication");
		t.is(answers.length, Math.min(acknowledgeAfter, 7));
		t.is(new Set(answers.map((answer) => "sequence" in answer && answer.sequence)).size, 1);
		t.deepEqual(
			answers.map(({ flags }) => flags),
			answers.map((_, n) => (n === 0 ? 0 : RETRY)),
		);
	}
});

test("a repeated frame is acknowledged again, but counts once", (t) => {
	const b = new AirBench();
	network(b);
	b.run(10);
	b.send(authentication(5), 1);
	b.run(1);
	b.send(authentication(5, RETRY), 1);
	b.run(1);
	b.send(authentication(5), 1);
	b.run(80);
	t.is(b.sent("net").filter(({ kind }) => kind === "control").length, 3);
	t.is(new Set(b.management("net", "authentication").map((a) => "sequence" in a && a.sequence)).size, 2);
});

test("frames that overlap are lost, and so is what is sent to somebody who sends", (t) => {
	const b = new AirBench();
	network(b);
	b.run(10);
	b.send(authentication(1), 1);
	b.run(0.1);
	b.send(authentication(2), 1);
	b.run(80);
	t.deepEqual(
		b.sent("net").filter(({ kind }) => kind === "control"),
		[],
	);
});

test("a frame on another channel, or to somebody else, is nobody's business", (t) => {
	const b = new AirBench();
	network(b);
	b.run(10);
	b.send(authentication(1), 2);
	b.run(5);
	const other = authentication(2);
	other[9] ^= 1;
	b.send(other, 1);
	b.run(80);
	t.deepEqual(
		b.sent("net").filter(({ kind }) => kind === "control"),
		[],
	);
});

test("an RTS is answered with a CTS that reserves the rest", (t) => {
	const b = new AirBench();
	network(b);
	b.run(10);
	const rts = {
		kind: "control",
		control: "rts",
		flags: 0,
		duration: 1000,
		receiver: AP,
		transmitter: CHIP,
	} as const;
	b.send(encodeControlFrame(rts), 1, 3);
	b.run(5);
	const [cts] = b.sent("net").filter(({ kind }) => kind === "control");
	t.like(cts, { control: "cts", receiver: CHIP, duration: 1000 - 10 - ackTimeUs(3) });
});

test("the chip is given each frame at its preamble, as strong as its sender is", (t) => {
	const b = new AirBench();
	const ap = network(b);
	b.run(300);
	ap.setRssi(-77);
	b.run(300);
	const frames = b.frames.filter(({ from }) => from === "net");
	t.is(b.inputs.length, frames.length);
	for (const [i, { tick, bytes, channel, rate, rssi }] of frames.entries()) {
		t.deepEqual(b.inputs[i], { tick, input: { kind: "frame", bytes, channel, rate, rssi } });
	}
	t.deepEqual(new Set(frames.map(({ rssi }) => rssi)), new Set([-42, -77]));
});

test("two chips on one air hear each other, and each its own copy", (t) => {
	const b = new AirBench();
	const second = b.air.addChip({ name: "second", rssi: -33 });
	b.run(1);
	b.send(probe(1), 7, 5);
	t.is(second.next(), b.now);
	t.deepEqual(second.act(b.now), [
		{ kind: "input", input: { kind: "frame", bytes: probe(1), rssi: -50, channel: 7, rate: 5 } },
	]);
	second.onFrame(b.now + 500 * US, { bytes: probe(2), channel: 7, rate: 5 });
	b.run(1);
	t.is(b.inputs.length, 1);
	t.is(b.inputs[0].tick, 1 * MS + 500 * US);
	t.is(b.inputs[0].input.rssi, -33);
});

test("an RSSI, a loss, a silence: faults are in the trace", (t) => {
	const b = new AirBench();
	const ap = network(b);
	b.run(1);
	ap.setRssi(-70);
	ap.lose("sent", { probability: 1 });
	ap.disturb("heard", { delayUs: [1, 2], reorder: 0.5 });
	ap.deauthenticate(CHIP, 4);
	b.run(200);
	t.deepEqual(
		b.remarks.flatMap((remark) => (remark.kind === "world" ? [[remark.topic, remark.data]] : [])),
		[
			["air/access-point", { ssid: "net", bssid: AP, channel: 1, rssi: -42, name: "net" }],
			["air/fault", { node: "net", fault: "rssi", rssi: -70 }],
			["air/fault", { node: "net", fault: "loss", way: "sent", probability: 1 }],
			["air/fault", { node: "net", fault: "disturbance", way: "heard", reorder: 0.5, delayUs: [1, 2] }],
			["air/fault", { node: "net", fault: "deauthenticate", station: CHIP, reason: 4 }],
		],
	);
	t.true(b.frames.length > 0, "it sends");
	t.deepEqual(b.inputs, [], "and nobody hears it");
});

test("what the chip sends badly is reported, and harms nothing", (t) => {
	const b = new AirBench();
	network(b);
	b.run(1);
	b.send(Uint8Array.of(0x80, 0, 0, 0, 1, 2), 1);
	b.run(1);
	t.deepEqual(
		b.reports.map(({ node, text }) => ({ node, text })),
		[{ node: "chip", text: "sends a malformed frame: cut off in the management frame's header" }],
	);
	t.deepEqual(b.remarks.at(-1), {
		kind: "note",
		text: "air: chip: sends a malformed frame: cut off in the management frame's header",
	});
	const anything = fc.tuple(fc.uint8Array({ maxLength: 200 }), fc.integer({ min: 0, max: 15 }));
	fc.assert(
		fc.property(anything, ([bytes, rate]) => {
			// Half of it goes to the access point.
			if (bytes.length > 10 && bytes[6] & 1) bytes.set([2, 0, 0, 0, 0, 1], 4);
			b.send(bytes, 1, rate);
			b.run(10);
		}),
		{ numRuns: 500 },
	);
	t.true(b.reports.length > 100);
	const before = b.management("net", "beacon").length;
	b.run(1024);
	const beacons = b.management("net", "beacon").length - before;
	t.true(beacons >= 9 && beacons <= 10, `it beacons on: ${beacons}`);
});

test("rates: names, networks' lists, the slowest", (t) => {
	t.deepEqual(
		networkRates("b").map(({ halfMbps, basic }) => [halfMbps, basic]),
		[2, 4, 11, 22].map((rate) => [rate, true]),
	);
	t.is(networkRates("bg").length, 12);
	t.is(slowestCode(networkRates("bg")), 0);
	t.is(slowestCode(networkRates("g")), 11);
	t.is(rateCode(108), 12);
	t.is(rateCode(3), undefined);
});
