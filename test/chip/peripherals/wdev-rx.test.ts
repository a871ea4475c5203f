import test from "ava";
import fc from "fast-check";
import { airTimeUs } from "../../../src/chip/peripherals/wdev-rates.js";
import { SECOND, US } from "../harness.js";
import {
	AP,
	BROADCAST,
	CHANNEL,
	dataFrame,
	INT_CLR,
	INT_ENA,
	INT_RAW,
	OTHER,
	OWN_ADDRESS,
	RX_BUFFER,
	RX_DONE,
	RX_RING,
	RX_SIZE,
	WdevBench,
} from "./wdev-bench.js";

const RX_DESCRIPTOR = 0x3ff20008;
const RX_LAST = 0x3ff20014;
const RX_COUNT = 0x3ff20018;
const RX_FIRST = 0x3ff2001c;
const RX_TIME = 0x3ff210fc;
const MAC_TIME = 0x3ff21048;

const beacon = [0x80, 0, 0, 0, ...BROADCAST, ...AP, ...AP, 0x20, 0, ...Array(12).fill(7)];

const same = (a: Uint8Array, b: Uint8Array): boolean => Buffer.compare(a, b) === 0;

test("a frame fills the next descriptor when it has ended: RxControl, the frame, room for the FCS", (t) => {
	const b = new WdevBench();
	b.write(INT_ENA, RX_DONE);
	const bytes = dataFrame(OWN_ADDRESS, [9, 8, 7, 6]);
	b.begin(bytes, { rate: 11, rssi: -61 });
	const us = airTimeUs(bytes.length + 4, 11);
	b.run(us * US - 2);
	t.is(b.read(INT_RAW), 0);
	b.run(2);
	t.is(b.read(INT_RAW), RX_DONE);
	t.is(b.cpu.intLines & 1, 1);
	const { control, rx, bytes: got } = b.received(0);
	t.is(control, ((1 << 30) | ((bytes.length + 16) << 12) | RX_SIZE) >>> 0);
	t.deepEqual(got, bytes);
	t.is(rx & 0xff, -61 + 93);
	t.is((rx >>> 8) & 0xf, 11);
	t.is((rx >>> 16) & 0xfff, bytes.length + 4);
	t.is(rx >>> 28, 0b0101, "address and BSSID of the station interface");
	for (const register of [RX_LAST, RX_FIRST]) t.is(b.read(register), RX_RING);
	t.is(b.read(RX_COUNT), 1);
	t.is(b.read(RX_DESCRIPTOR), RX_RING + 12);
	t.is(b.read(RX_TIME), b.read(MAC_TIME));
});

test("frames come one after another, each when the one before was taken note of", (t) => {
	const b = new WdevBench();
	for (let i = 0; i < 3; i++) b.hear([...beacon, i]);
	t.is(b.received(1).bytes.length, 0, "the second waits, the third is lost");
	b.write(INT_CLR, RX_DONE);
	b.run(US);
	t.is(b.read(INT_RAW), RX_DONE);
	t.is(b.received(1).bytes.at(-1), 1);
	b.write(INT_CLR, RX_DONE);
	b.run(SECOND);
	t.is(b.read(INT_RAW), 0);
});

test("software gets at least 300 us from one frame to the next", (t) => {
	const b = new WdevBench();
	const short = dataFrame(OWN_ADDRESS, []);
	b.begin(short, { rate: 12 });
	b.run(airTimeUs(28, 12) * US);
	t.is(b.read(INT_RAW), RX_DONE);
	b.write(INT_CLR, RX_DONE);
	const first = b.tick;
	b.run(100 * US);
	b.begin(short, { rate: 12 });
	b.run(first + 300 * US - b.tick - 2);
	t.is(b.read(INT_RAW), 0);
	b.run(2);
	t.is(b.read(INT_RAW), RX_DONE);
});

test("without a descriptor to fill frames are lost: the last one of the list is never filled", (t) => {
	const b = new WdevBench(3);
	for (let i = 0; i < 4; i++) {
		b.hear([...beacon, i]);
		b.write(INT_CLR, RX_DONE);
	}
	t.is(b.received(0).bytes.at(-1), 0);
	t.is(b.received(1).bytes.at(-1), 1);
	t.is(b.received(2).control, ((1 << 31) | RX_SIZE) >>> 0);
	t.is(b.read(INT_RAW), 0);
	b.word(RX_RING + 24 + 8, RX_RING);
	b.word(RX_RING, (1 << 31) | RX_SIZE);
	b.hear([...beacon, 4]);
	t.is(b.received(2).bytes.at(-1), 4, "a list that goes on is filled again");
});

test("a frame larger than its buffer, a buffer or a descriptor outside the RAM: lost, nothing else is touched", (t) => {
	for (const spoil of [
		(b: WdevBench) => b.word(RX_RING, (1 << 31) | 40),
		(b: WdevBench) => b.word(RX_RING + 4, 0x3fffff00 + 0xf0),
		(b: WdevBench) => b.word(RX_RING + 4, 0x40100000),
		(b: WdevBench) => b.write(RX_DESCRIPTOR, 0x40000000),
		(b: WdevBench) => b.write(RX_DESCRIPTOR, 0x3ffffffc),
		(b: WdevBench) => b.write(RX_DESCRIPTOR, 0),
		(b: WdevBench) => b.word(RX_RING, RX_SIZE),
	]) {
		const b = new WdevBench();
		spoil(b);
		const before = b.chip.state.bytesOf("dram").slice();
		b.hear(beacon);
		t.is(b.read(INT_RAW), 0);
		t.true(same(b.chip.state.bytesOf("dram"), before));
	}
});

test("a deaf receiver: not enabled, on another channel, sending, asleep", (t) => {
	const off = new WdevBench();
	off.write(0x3ff20004, 0);
	off.hear(beacon);
	t.is(off.read(INT_RAW), 0);
	const elsewhere = new WdevBench();
	elsewhere.hear(beacon, { channel: CHANNEL + 1 });
	t.is(elsewhere.read(INT_RAW), 0);
	elsewhere.tune(CHANNEL + 1);
	elsewhere.hear(beacon, { channel: CHANNEL + 1 });
	t.is(elsewhere.read(INT_RAW), RX_DONE);
	const sending = new WdevBench();
	sending.prepare([1]);
	sending.transmit(0, 100);
	sending.run(60 * US);
	sending.hear(beacon);
	t.is(sending.read(INT_RAW) & RX_DONE, 0);
	const asleep = new WdevBench();
	asleep.begin(beacon);
	asleep.sleepLightly(1000);
	asleep.run(SECOND);
	t.is(asleep.read(INT_RAW), 0);
});

test("the RF PLL's divider tells all fourteen channels", (t) => {
	for (let channel = 1; channel <= 14; channel++) {
		const b = new WdevBench();
		b.tune(channel);
		b.hear(beacon, { channel });
		t.is(b.read(INT_RAW), RX_DONE, `channel ${channel}`);
	}
});

test("frames that overlap spoil each other", (t) => {
	const b = new WdevBench();
	b.begin(beacon);
	b.run(100 * US);
	b.begin(beacon);
	b.run(SECOND);
	t.is(b.read(INT_RAW), 0);
	t.is(b.out.frames.length, 0);
	b.hear(beacon);
	t.is(b.read(INT_RAW), RX_DONE);
});

test("a held frame and one that is coming in are part of the state", (t) => {
	const run = (b: WdevBench): unknown => {
		b.write(INT_CLR, RX_DONE);
		b.run(5000 * US);
		b.write(INT_CLR, RX_DONE);
		b.run(5000 * US);
		return [b.received(0), b.received(1), b.received(2)];
	};
	const one = new WdevBench();
	one.hear([...beacon, 1]);
	one.hear([...beacon, 2]);
	one.begin([...beacon, 3]);
	one.run(50 * US);
	const other = new WdevBench();
	other.chip.restore(one.chip.snapshot());
	t.deepEqual(run(other), run(one));
});

test("whatever is in the air, only the ring's buffers are written to", (t) => {
	const frame = fc.oneof(
		fc.uint8Array({ maxLength: 200 }),
		fc
			.tuple(
				fc.integer({ min: 0, max: 255 }),
				fc.constantFrom(OWN_ADDRESS, BROADCAST, OTHER),
				fc.uint8Array({ maxLength: 2000 }),
			)
			.map(([control, to, rest]) => Uint8Array.of(control, 0, 0, 0, ...to, ...AP, ...AP, ...rest)),
	);
	const b = new WdevBench();
	const dram = b.chip.state.bytesOf("dram");
	fc.assert(
		fc.property(
			fc.array(fc.tuple(frame, fc.nat({ max: 15 }), fc.nat({ max: 400 })), { maxLength: 12 }),
			(frames) => {
				b.ring(6);
				const before = dram.slice();
				for (const [bytes, rate, gap] of frames) {
					b.begin([...bytes], { rate });
					b.run(gap * US);
					b.write(INT_CLR, RX_DONE);
				}
				b.run(40_000 * US);
				b.write(INT_CLR, RX_DONE);
				b.run(1000 * US);
				b.write(INT_CLR, RX_DONE);
				const from = RX_RING - 0x3ffe8000;
				const to = RX_BUFFER + 6 * RX_SIZE - 0x3ffe8000;
				t.true(same(dram.subarray(0, from), before.subarray(0, from)));
				t.true(same(dram.subarray(to), before.subarray(to)));
			},
		),
		{ numRuns: 200 },
	);
});
