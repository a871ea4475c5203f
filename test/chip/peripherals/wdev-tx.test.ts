import test from "ava";
import { ackRate, ackTimeUs, airTimeUs } from "../../../src/chip/peripherals/wdev-rates.js";
import { SECOND, US } from "../harness.js";
import {
	AP,
	BROADCAST,
	CHANNEL,
	DRAM,
	dataFrame,
	INT_CLR,
	INT_RAW,
	OTHER,
	OWN_ADDRESS,
	plcp0,
	TX_DONE,
	TX_RING,
	TX_STARTED,
	TX_STATUS,
	WdevBench,
} from "./wdev-bench.js";

const START = 0xc0000000;
const DIFS = 50;
const SLOT = 20;
const SIFS = 10;
const ACK = [0xd4, 0, 0, 0, ...OWN_ADDRESS];

test("a frame is put together from its descriptors, without its FCS room", (t) => {
	const data = Array.from({ length: 300 }, (_, i) => (i * 3) & 0xff);
	for (const chunk of [1000, 100, 7]) {
		const b = new WdevBench();
		b.prepare(data, chunk);
		b.transmit(2, 304);
		b.run(10_000 * US);
		const lengths = chunk === 7 ? 64 * 7 - 4 : 300;
		t.is(b.out.frames.length, 1);
		t.deepEqual([...b.out.frames[0].bytes], data.slice(0, Math.min(300, lengths)));
		t.is(b.out.frames[0].channel, CHANNEL);
	}
});

test("the frame ends with the descriptor that says so, whatever hangs behind it", (t) => {
	const data = Array.from({ length: 60 }, (_, i) => i);
	const b = new WdevBench();
	b.prepare(data, 20);
	const second = b.chip.bus.load(TX_RING + 12, 4);
	b.word(TX_RING + 12, second | (1 << 30));
	b.transmit(2, 40);
	b.run(10_000 * US);
	t.deepEqual([...b.out.frames[0].bytes], data.slice(0, 36));
});

test("a transmission waits for the free channel, takes the frame's air time, and ends with both bits at once", (t) => {
	for (const [rate, length, us] of [
		[0, 100, 192 + 800],
		[1, 100, 192 + 400],
		[2, 100, 192 + 146],
		[3, 100, 192 + 73],
		[7, 100, 96 + 73],
		[11, 100, 20 + 4 * 35 + 6],
		[12, 100, 20 + 4 * 4 + 6],
	]) {
		const b = new WdevBench();
		b.prepare([1, 2, 3]);
		const start = b.tick;
		b.transmit(0, length, { rate });
		b.run((DIFS + us) * US - 2);
		t.is(b.read(INT_RAW), 0, `rate ${rate}`);
		b.run(2);
		t.is(b.read(INT_RAW), TX_STARTED | TX_DONE);
		t.is(b.out.frames[0].tick - start, DIFS * US, "stamped with the start of its preamble");
		t.is(b.out.frames[0].rate, rate);
		t.is(b.read(plcp0(0)) >>> 30, 0);
		t.is(b.read(TX_STATUS), 0);
	}
});

test("backoff is counted in slots", (t) => {
	const b = new WdevBench();
	b.prepare([1]);
	const start = b.tick;
	b.transmit(0, 10, { backoff: 7 });
	b.run(SECOND);
	t.is(b.out.frames[0].tick - start, (DIFS + 7 * SLOT) * US);
});

test("a carrier stops the backoff, which goes on when the channel is free again", (t) => {
	const b = new WdevBench();
	b.prepare([1]);
	const start = b.tick;
	b.transmit(0, 10, { backoff: 7 });
	b.run((DIFS + 3 * SLOT + 5) * US);
	b.begin([0x80, 0, 0, 0, ...BROADCAST, ...OTHER, ...OTHER, 0, 0]);
	const busy = airTimeUs(28, 0);
	b.run(SECOND);
	t.is(b.out.frames[0].tick - start, (DIFS + 3 * SLOT + 5 + busy + DIFS + 4 * SLOT) * US);
});

test("a reservation between others keeps the channel taken", (t) => {
	const b = new WdevBench();
	b.prepare([1]);
	const start = b.tick;
	b.begin([0x08, 0x01, 44, 1, ...AP, ...OTHER, ...AP, 0, 0]);
	b.transmit(0, 10);
	b.run(SECOND);
	t.is(b.out.frames[0].tick - start, (airTimeUs(28, 0) + 300 + DIFS) * US);
});

test("without an ACK a frame that wants one ends in a time-out", (t) => {
	const b = new WdevBench();
	b.prepare([1]);
	b.transmit(2, 10, { ack: true });
	b.run((DIFS + airTimeUs(10, 0) + SIFS + SLOT) * US - 2);
	t.is(b.read(INT_RAW), 0);
	b.run(2);
	t.is(b.read(TX_STATUS), ((5 << 28) | (2 << 12)) >>> 0);
});

test("an ACK that begins in time ends it well, at its own end", (t) => {
	for (const rate of [0, 3, 11, 12]) {
		const b = new WdevBench();
		b.prepare([1]);
		b.transmit(2, 10, { ack: true, rate });
		b.run((DIFS + airTimeUs(10, rate) + SIFS) * US);
		b.begin(ACK, { rate: ackRate(rate) });
		b.run(ackTimeUs(ackRate(rate)) * US - 2);
		t.is(b.read(INT_RAW), 0);
		b.run(2);
		t.is(b.read(INT_RAW), TX_STARTED | TX_DONE);
		t.is(b.read(TX_STATUS), 2 << 12);
	}
});

test("an ACK to somebody else, or too late, or spoilt, is none", (t) => {
	const timeout = ((5 << 28) | (2 << 12)) >>> 0;
	const end = DIFS + airTimeUs(10, 0);
	const answer = (delay: number, bytes: readonly number[], spoil = false): number => {
		const b = new WdevBench();
		b.prepare([1]);
		b.transmit(2, 10, { ack: true });
		b.run((end + delay) * US);
		b.begin(bytes);
		if (spoil) {
			b.run(10 * US);
			b.begin([0x80, 0, 0, 0, ...BROADCAST]);
		}
		b.run(10_000 * US);
		return b.read(TX_STATUS);
	};
	t.is(answer(SIFS, ACK), 2 << 12);
	t.is(answer(SIFS, [0xd4, 0, 0, 0, ...OTHER]), timeout);
	t.is(answer(SIFS + SLOT + 1, ACK), timeout);
	t.is(answer(-1, ACK), timeout, "the antenna was still sending");
	t.is(answer(SIFS, ACK, true), timeout);
});

test("slots that are started together go one after another, each when the one before was taken note of", (t) => {
	const b = new WdevBench();
	const one = DIFS + airTimeUs(10, 0);
	b.prepare([1]);
	for (const slot of [10, 3, 0]) b.transmit(slot, 10);
	b.run(one * US);
	t.is(b.read(TX_STATUS) >>> 12, 10, "the first was already under way");
	b.run(SECOND);
	t.is(b.out.frames.length, 2);
	t.is(b.read(TX_STATUS) >>> 12, 10, "the second's end waits");
	b.write(INT_CLR, TX_DONE | TX_STARTED);
	t.is(b.read(TX_STATUS) >>> 12, 0);
	t.is(b.read(INT_RAW), TX_STARTED | TX_DONE);
	b.write(INT_CLR, TX_DONE | TX_STARTED);
	b.run(one * US);
	t.is(b.read(TX_STATUS) >>> 12, 3);
	b.write(INT_CLR, TX_DONE | TX_STARTED);
	b.run(SECOND);
	t.is(b.out.frames.length, 3);
	t.is(b.read(INT_RAW), 0);
});

test("a slot taken back before it is on the air is not sent", (t) => {
	const b = new WdevBench();
	b.prepare([1]);
	b.transmit(0, 10);
	b.transmit(2, 10);
	b.write(plcp0(0), TX_RING & 0x3ffff);
	b.run(SECOND);
	t.is(b.out.frames.length, 1);
	t.is(b.read(TX_STATUS), 2 << 12);
});

test("descriptors that lead nowhere or in a circle end in a short frame, not in a hang", (t) => {
	const b = new WdevBench();
	b.word(TX_RING, 0xfff << 12);
	b.word(TX_RING + 4, 0x3fff_ff00);
	b.word(TX_RING + 8, TX_RING);
	b.transmit(0, 10);
	b.run(1000 * US);
	b.write(INT_CLR, 0xffffffff);
	b.write(plcp0(0), START | 0x10);
	b.run(1000 * US);
	b.write(INT_CLR, 0xffffffff);
	t.deepEqual(
		b.out.frames.map(({ bytes }) => bytes.length),
		[0, 0],
	);
	b.word(TX_RING, 100 << 12);
	b.word(TX_RING + 4, DRAM);
	b.transmit(0, 10);
	b.run(1000 * US);
	t.is(b.out.frames[2].bytes.length, 4096);
});

test("a chip tuned to no channel is heard by nobody", (t) => {
	const b = new WdevBench();
	b.tune(-100);
	b.prepare([1]);
	b.transmit(0, 10);
	b.run(SECOND);
	t.is(b.out.frames.length, 0);
	t.is(b.read(INT_RAW), TX_STARTED | TX_DONE);
});

test("what is received for this chip alone is acknowledged, SIFS after its end", (t) => {
	for (const rate of [0, 3, 11, 12]) {
		const b = new WdevBench();
		const start = b.tick;
		const bytes = dataFrame(OWN_ADDRESS);
		b.hear(bytes, { rate });
		t.is(b.out.frames.length, 1);
		const [ack] = b.out.frames;
		t.deepEqual([...ack.bytes], [0xd4, 0, 0, 0, ...AP]);
		t.is(ack.tick - start, (airTimeUs(bytes.length + 4, rate) + SIFS) * US);
		t.is(ack.rate, ackRate(rate));
	}
	for (const to of [BROADCAST, OTHER]) {
		const b = new WdevBench();
		b.hear(dataFrame(to));
		t.is(b.out.frames.length, 0);
	}
});

test("light sleep stops the transmitter, and a pulse of the MAC's reset empties it", (t) => {
	const b = new WdevBench();
	b.prepare([1]);
	b.transmit(0, 100);
	b.sleepLightly(10_000);
	t.is(b.out.frames.length, 0);
	b.run(SECOND);
	t.is(b.out.frames.length, 1);
	b.write(INT_CLR, 0xffffffff);
	b.transmit(0, 100);
	b.write(0x3ff00018, 1 << 8);
	b.write(0x3ff00018, 0);
	b.run(SECOND);
	t.is(b.out.frames.length, 1);
	t.is(b.read(INT_RAW), 0);
});
