import test from "ava";
import fc from "fast-check";
import { loadHash64 } from "../../../src/trace/hash64.js";
import type { Bench } from "../harness.js";
import {
	AUTO_WRBACK,
	CONF,
	CONF_CHAN,
	DSCR_EN,
	dividers,
	FIFO_CONF,
	I2sBench,
	INT_CLR,
	INT_ENA,
	INT_RAW,
	INT_ST,
	LINK_PARK,
	LINK_RESTART,
	LINK_START,
	LINK_STOP,
	MSB_RIGHT,
	RIGHT_FIRST,
	RX_DSCR_ERR,
	RX_EOF,
	RX_EOF_DES_ADDR,
	RX_LINK,
	RX_START,
	RXEOF_NUM,
	RXFIFO,
	SINGLE_DATA,
	SLC_CONF0,
	SLC_INT_CLR,
	SLC_INT_ENA,
	SLC_INT_RAW,
	SLC_INT_ST,
	TRANS_MSB_SHIFT,
	TX_DSCR_EMPTY,
	TX_EOF,
	TX_EOF_DES_ADDR,
	TX_LINK,
	TX_RESET,
	TX_START,
	TXFIFO,
} from "./i2s-bench.js";

const hash64 = await loadHash64();
const DATA = 3;
const WS = 2;
const BCK = 15;
const DATA_IN = 12;
const SLC_LINE = 1 << 1;
const I2S_LINE = 1 << 2;
const BIT_TICKS = 50;
const FRAME = 32 * BIT_TICKS;

/** The tick at which the transmitter's first frame begins. */
const began = (b: I2sBench): number => b.out.pinBits.find(({ count }) => count > 1)!.tick;
const lines = (b: Bench): number => b.cpu.intLines;

test("words go out of memory, upper half first, most significant bit first, at 160 MHz divided twice", (t) => {
	const b = I2sBench.with(DATA);
	const words = Array.from({ length: 40 }, (_, i) => (0x01020304 * (i + 1) + 0x9000_0000 * (i % 3)) >>> 0);
	b.transmit(b.list([{ words }]));
	b.run(45 * FRAME);
	t.deepEqual(b.words(DATA, began(b), BIT_TICKS, 40), words);
	t.deepEqual(
		b.words(DATA, began(b) + 40 * FRAME, BIT_TICKS, 4),
		Array(4).fill(words[39]),
		"the last one stays",
	);
});

test("any words in any list of descriptors come out in their order", (t) => {
	const item = fc.array(fc.nat(0xffffffff), { minLength: 1, maxLength: 40 });
	fc.assert(
		fc.property(
			fc.array(item, { minLength: 1, maxLength: 6 }),
			fc.integer({ min: 1, max: 3 }),
			(items, bck) => {
				const b = I2sBench.with(DATA);
				b.transmit(b.list(items.map((words, i) => ({ words, eof: i % 2 === 0 }))), undefined, [bck, 4]);
				const bitTicks = 4 * bck;
				const all = items.flat();
				b.run((all.length + 2) * 32 * bitTicks);
				t.deepEqual(b.words(DATA, began(b), bitTicks, all.length), all);
			},
		),
		{ numRuns: 20 },
	);
});

test("a ring of descriptors goes on for ever, and what is written into it in time is sent", (t) => {
	const b = I2sBench.with(DATA);
	const ring = b.list([
		{ words: Array(64).fill(1), eof: true },
		{ words: Array(64).fill(2), eof: true },
		{ words: Array(64).fill(3), eof: true, next: 0 },
	]);
	b.write(SLC_INT_ENA, RX_EOF);
	b.transmit(ring);
	const ends: number[] = [];
	for (let n = 0; n < 400; n++) {
		b.run(FRAME);
		if (!(lines(b) & SLC_LINE)) continue;
		t.is(b.read(SLC_INT_ST), RX_EOF);
		ends.push((b.read(RX_EOF_DES_ADDR) - b.descriptor(0)) / 12);
		b.write(SLC_INT_CLR, RX_EOF);
		t.falsy(lines(b) & SLC_LINE);
	}
	// The FIFO takes two buffers at once as it is filled; then one is done every 64 frames, in their order.
	t.deepEqual(
		ends.slice(0, 6).slice(-4),
		[2, 0, 1, 2].map((_, i) => (ends[2] + i) % 3),
	);
	t.true(Math.abs(ends.length - 400 / 64) <= 3, String(ends.length));
	t.deepEqual(new Set(b.words(DATA, began(b), BIT_TICKS, 390)), new Set([1, 2, 3]));
	t.is(b.words(DATA, began(b), BIT_TICKS, 390)[128], 3);
});

test("word select and bit clock: two slots of 16 bits, data changes as the clock falls", (t) => {
	const b = I2sBench.with(DATA, WS, BCK);
	b.transmit(b.list([{ words: [0xffff0000, 0x0000ffff] }]));
	b.run(3 * FRAME);
	const from = began(b);
	const half = (level: number): number[] => Array(16).fill(level);
	t.deepEqual(b.levels(WS, from, BIT_TICKS, 64), [...half(1), ...half(0), ...half(1), ...half(0)]);
	t.deepEqual(b.levels(BCK, from, BIT_TICKS / 2, 8), [0, 1, 0, 1, 0, 1, 0, 1]);
	t.is(b.out.pinBits.filter(({ pin }) => pin === BCK && from <= b.tick).length, 2, "at rest, then for good");
});

test("an odd division makes the clock's high part longer; MSB_SHIFT lets WS change one bit early", (t) => {
	const b = I2sBench.with(WS, BCK);
	b.transmit(b.list([{ words: [0] }]), TRANS_MSB_SHIFT, [1, 5]);
	b.run(400);
	const from = began(b);
	t.deepEqual(b.levels(BCK, from, 1, 10), [0, 0, 1, 1, 1, 0, 0, 1, 1, 1]);
	t.deepEqual(b.levels(WS, from, 5, 34), [...Array(15).fill(0), ...Array(16).fill(1), ...Array(3).fill(0)]);
});

test("the halves change places without MSB_RIGHT, or without RIGHT_FIRST, not without both", (t) => {
	for (const [conf, sent] of [
		[RIGHT_FIRST, 0x56781234],
		[MSB_RIGHT, 0x56781234],
		[0, 0x12345678],
	] as const) {
		const b = I2sBench.with(DATA);
		b.transmit(b.list([{ words: [0x12345678, 0x12345678] }]), conf);
		b.run(3 * FRAME);
		t.deepEqual(b.words(DATA, began(b), BIT_TICKS, 1), [sent]);
	}
});

test("24 bits: a word is one channel, its upper bits", (t) => {
	const b = I2sBench.with(DATA);
	b.write(FIFO_CONF, 2 << 13);
	b.transmit(b.list([{ words: [0xabcdef99, 0x12345688] }]), (8 << 12) | RIGHT_FIRST | MSB_RIGHT);
	b.run(100 * BIT_TICKS);
	const bits = b.levels(DATA, began(b), BIT_TICKS, 48).join("");
	t.is(Number.parseInt(bits, 2), 0xabcdef123456);
});

test("one channel: two samples a word, sent twice or beside a constant", (t) => {
	const sent = (mode: number): number[] => {
		const b = I2sBench.with(DATA);
		b.write(FIFO_CONF, 1 << 13);
		b.write(CONF_CHAN, mode);
		b.write(SINGLE_DATA, 0x5a5a0000);
		b.transmit(b.list([{ words: [0x11112222] }]));
		b.run(3 * FRAME);
		return b.words(DATA, began(b), BIT_TICKS, 2);
	};
	t.deepEqual(sent(0), [0x11111111, 0x22222222]);
	t.deepEqual(sent(3), [0x11115a5a, 0x22225a5a]);
	t.deepEqual(sent(4), [0x5a5a1111, 0x5a5a2222]);
});

test("the FIFO sends without DMA too, and says when it wants more, is full, or was empty", (t) => {
	const b = I2sBench.with(DATA);
	for (let i = 0; i < 129; i++) b.write(TXFIFO, i + 1);
	t.is(b.read(INT_RAW) & (1 << 4), 1 << 4, "full");
	b.write(INT_CLR, 0x3f);
	t.is(b.read(INT_RAW), 0);
	b.write(INT_ENA, 1 << 1);
	b.write(CONF, RIGHT_FIRST | MSB_RIGHT | dividers(5, 10) | TX_START);
	b.run(40 * FRAME);
	t.falsy(lines(b) & I2S_LINE);
	b.run(80 * FRAME);
	t.truthy(lines(b) & I2S_LINE);
	t.is(b.read(INT_ST), 1 << 1, "fewer than 32");
	b.run(20 * FRAME);
	t.is(b.read(INT_RAW) & (1 << 5), 1 << 5, "empty");
	const from = began(b);
	b.write(TXFIFO, 0x1234);
	b.run(3 * FRAME);
	const words = b.words(DATA, from, BIT_TICKS, 142);
	t.deepEqual(
		words.slice(0, 128),
		Array.from({ length: 128 }, (_, i) => i + 1),
	);
	t.deepEqual(
		words.slice(128),
		[...Array(12).fill(128), 0x1234, 0x1234],
		"128 is sent until there is another",
	);
});

test("IN reads the level that the outside is told", (t) => {
	const b = I2sBench.with(DATA, WS, BCK);
	const words = Array.from({ length: 30 }, (_, i) => (0x9e3779b9 * (i + 1)) >>> 0);
	b.transmit(b.list([{ words }]), undefined, [3, 5]);
	for (let n = 0; n < 300; n++) {
		b.run(1 + ((n * 37) % 90));
		const seen = b.read(0x60000318);
		for (const pin of [DATA, WS, BCK]) t.is((seen >>> pin) & 1, b.levels(pin, b.tick, 1, 1)[0], `GPIO${pin}`);
	}
});

test("stopped, the lines are low; started again, what had not begun follows", (t) => {
	const b = I2sBench.with(DATA, BCK);
	const words = Array.from({ length: 20 }, (_, i) => 0xa0000000 + i);
	b.transmit(b.list([{ words }]));
	b.run(5 * FRAME + 20);
	const conf = b.read(CONF);
	b.write(CONF, conf & ~TX_START);
	const stopped = b.tick;
	b.run(4 * FRAME);
	t.deepEqual(new Set(b.levels(DATA, stopped, 10, 100)), new Set([0]));
	t.deepEqual(new Set(b.levels(BCK, stopped, 10, 100)), new Set([0]));
	b.write(CONF, conf);
	const again = b.tick;
	b.run(20 * FRAME);
	t.deepEqual(b.words(DATA, again, BIT_TICKS, 14), words.slice(6));
	b.write(CONF, conf | TX_RESET);
	t.deepEqual(b.levels(DATA, b.tick, 1, 1), [0]);
});

test("another pace takes over with the next frame", (t) => {
	const b = I2sBench.with(DATA);
	b.transmit(b.list([{ words: [1, 2, 3, 4, 5, 6] }]));
	b.run(2 * FRAME + 100);
	b.write(CONF, RIGHT_FIRST | MSB_RIGHT | dividers(2, 10) | TX_START);
	const from = b.tick;
	b.run(10 * FRAME);
	t.deepEqual(b.words(DATA, from, 20, 3), [4, 5, 6]);
});

test("a pad that is switched to I2S while it runs joins in the middle, and says so as it leaves", (t) => {
	const b = I2sBench.with();
	b.transmit(b.list([{ words: [0xf0f0f0f0, 0xff00ff00, 0x12345678] }]));
	const from = b.tick;
	b.run(FRAME + 333);
	b.write(0x60000814, 1 << 4);
	const joined = b.tick;
	b.run(3 * FRAME);
	const bits = "11111111000000001111111100000000";
	const first = Math.ceil((joined - from - FRAME) / BIT_TICKS);
	const levels = b.levels(DATA, from + FRAME + first * BIT_TICKS, BIT_TICKS, 32 - first);
	t.is(levels.join(""), bits.slice(first));
	b.write(0x60000814, 0);
	t.like(b.out.pinEdges.at(-1), { pin: DATA, level: "z" });
});

test("the link: parks at the list's end, goes on behind it when told, stops; the descriptor is given back if wanted", (t) => {
	const b = I2sBench.with(DATA);
	const first = b.list([{ words: [1] }, { words: [2], eof: true }, { words: [3] }]);
	b.setWord(b.descriptor(1) + 8, 0);
	b.transmit(first);
	b.write(SLC_CONF0, AUTO_WRBACK);
	t.is(b.read(RX_LINK), (first & 0xfffff) + LINK_PARK);
	t.is(b.word(b.descriptor(1)) >>> 31, 1, "nobody wanted it back");
	b.setWord(b.descriptor(1) + 8, b.descriptor(2));
	b.write(RX_LINK, LINK_RESTART);
	b.run(5 * FRAME);
	t.deepEqual(b.words(DATA, began(b), BIT_TICKS, 2), [1, 2]);
	t.is(b.words(DATA, b.tick - FRAME, BIT_TICKS, 1).length, 1);
	t.is(b.word(b.descriptor(2)) >>> 31, 0);
	b.setWord(b.descriptor(2) + 8, b.descriptor(2));
	b.write(RX_LINK, (b.descriptor(2) & 0xfffff) | LINK_START);
	t.is(b.read(RX_LINK), b.descriptor(2) & 0xfffff);
	b.write(RX_LINK, LINK_STOP);
	t.is(b.read(RX_LINK), LINK_PARK);
});

test("bad lists are errors, and hang nothing: no memory there, loops without data, buffers outside of RAM", (t) => {
	const attempts: Readonly<Record<string, (b: I2sBench) => number>> = {
		"address 0": () => 0,
		"ROM data": () => 0x3ff01000,
		unaligned: (b) => b.list([{ words: [1] }]) + 2,
		"the end of RAM": () => 0x3ffffff8,
		"a buffer in flash": (b) => b.list([{ words: [1], buffer: 0x40200000 }]),
		"a buffer across the end": (b) => b.list([{ words: [1, 2], buffer: 0x3ffffffc }]),
		"a next that is nothing": (b) => {
			const first = b.list([{ words: [1] }]);
			b.setWord(first + 8, 0x12345678);
			return first;
		},
	};
	for (const [name, make] of Object.entries(attempts)) {
		const b = I2sBench.with(DATA);
		b.transmit(make(b));
		b.run(100 * FRAME);
		t.is(b.read(SLC_INT_RAW) & RX_DSCR_ERR, RX_DSCR_ERR, name);
		t.is(b.read(RX_LINK) >>> 31, 1, name);
	}
	const loop = I2sBench.with(DATA);
	loop.transmit(
		loop.list([
			{ words: [], eof: true },
			{ words: [], next: 0 },
		]),
	);
	loop.run(1_600_000);
	t.is(loop.read(SLC_INT_RAW) & RX_EOF, RX_EOF);
	t.is(loop.read(RX_LINK) >>> 31, 0, "it goes round");
});

test("random descriptors in RAM, random registers: nothing throws, time goes on", (t) => {
	const step = fc.tuple(
		fc.constantFrom(...[0, 0x0c, 0x10, 0x24, 0x28, 0x300, 0x308, 0x320, 0x324, 0x32c]),
		fc.nat(0xffffffff),
	);
	fc.assert(
		fc.property(
			fc.uint8Array({ minLength: 256, maxLength: 256 }),
			fc.array(step, { minLength: 1, maxLength: 30 }),
			fc.integer({ min: 0, max: 20 }),
			(memory, steps, at) => {
				const b = I2sBench.with(DATA, WS, BCK, 13, 14);
				for (let i = 0; i < 64; i++)
					b.setWord(b.descriptor(0) + 4 * i, new DataView(memory.buffer).getUint32(4 * i));
				for (let i = 0; i < 60; i += 3) {
					b.setWord(b.descriptor(0) + 4 * i + 4, b.buffer(i % 8) + (memory[i] & 3));
					b.setWord(b.descriptor(0) + 4 * i + 8, b.descriptor(memory[i + 1] % 20));
				}
				for (const [offset, value] of steps) {
					const isLink = offset === 0x24 || offset === 0x28;
					b.write(0x60000b00 + offset, isLink ? (value & 0xf000_0000) | (b.descriptor(at) & 0xfffff) : value);
					b.run(value % 5000);
				}
				t.true(b.tick > 0);
			},
		),
		{ numRuns: 60 },
	);
});

/** Shifts words in on GPIO12 as a microphone does: each bit stands while its clock is high. */
function feed(b: I2sBench, from: number, words: readonly number[], bitTicks: number): void {
	words.forEach((word, n) => {
		for (let bit = 0; bit < 32; bit++) {
			b.run(from + (32 * n + bit) * bitTicks - b.tick);
			b.chip.input({ kind: "pin", pin: DATA_IN, level: ((word >>> (31 - bit)) & 1) as 0 | 1 });
		}
	});
	b.run(bitTicks);
}

test("the receiver puts what GPIO12 says into buffers that it owns, and ends a frame after RXEOF_NUM words", (t) => {
	const b = I2sBench.with(DATA_IN, 13, 14);
	const words = [0x12345678, 0x9abcdef0, 0x0f0f0f0f, 0x55aa55aa, 1, 0x80000000];
	const first = b.list([{ words: Array(4).fill(0) }, { words: Array(4).fill(0) }]);
	b.write(SLC_INT_ENA, TX_EOF);
	b.write(TX_LINK, (first & 0xfffff) | LINK_START);
	b.write(FIFO_CONF, DSCR_EN);
	b.write(RXEOF_NUM, 3);
	b.write(CONF, RIGHT_FIRST | MSB_RIGHT | dividers(5, 10) | RX_START);
	const from = b.tick;
	feed(b, from, words.slice(0, 3), BIT_TICKS);
	t.is(b.read(SLC_INT_ST), TX_EOF);
	t.truthy(lines(b) & SLC_LINE);
	t.is(b.read(TX_EOF_DES_ADDR), b.descriptor(0));
	t.is(b.word(b.descriptor(0)), 2 ** 30 + (12 << 12) + 16, "12 bytes, end of frame, the CPU's");
	b.write(SLC_INT_CLR, TX_EOF);
	feed(b, from + 3 * FRAME, words.slice(3), BIT_TICKS);
	t.is(b.read(TX_EOF_DES_ADDR), b.descriptor(1));
	t.deepEqual(
		[0, 1, 2].map((i) => b.word(b.buffer(0) + 4 * i)),
		words.slice(0, 3),
	);
	t.deepEqual(
		[0, 1, 2].map((i) => b.word(b.buffer(1) + 4 * i)),
		words.slice(3),
	);
	t.deepEqual(b.levels(13, from, BIT_TICKS / 2, 4), [0, 1, 0, 1]);
	t.deepEqual(b.levels(14, from, 16 * BIT_TICKS, 4), [1, 0, 1, 0]);
});

test("a buffer that the CPU has not given back stops the receiver", (t) => {
	const b = I2sBench.with();
	const first = b.list([{ words: [7, 7], owner: false }]);
	b.write(TX_LINK, (first & 0xfffff) | LINK_START);
	b.write(FIFO_CONF, DSCR_EN);
	b.write(RXEOF_NUM, 2);
	b.write(CONF, dividers(5, 10) | RX_START);
	b.run(3 * FRAME);
	t.is(b.read(SLC_INT_RAW) & TX_DSCR_EMPTY, TX_DSCR_EMPTY);
	t.is(b.word(b.buffer(0)), 7);
});

test("the CPU may read the receiver's FIFO, and is told when it is worth it", (t) => {
	const b = I2sBench.with();
	b.write(INT_ENA, 1);
	b.write(CONF, RIGHT_FIRST | MSB_RIGHT | dividers(5, 10) | RX_START);
	feed(b, b.tick, [0xcafe0001, 0xcafe0002], BIT_TICKS);
	t.is(b.read(RXFIFO), 0xcafe0001);
	t.is(b.read(RXFIFO), 0xcafe0002);
	t.is(b.read(RXFIFO), 0);
	t.is(b.read(INT_RAW) & (1 << 3), 1 << 3, "read while empty");
	b.run(33 * FRAME);
	t.truthy(lines(b) & I2S_LINE);
	b.run(128 * FRAME);
	t.is(b.read(INT_RAW) & (1 << 2), 1 << 2, "overrun");
});

test("a run in any slices, each in a fresh chip that is given the state, is the same run", (t) => {
	const setUp = (): I2sBench => {
		const b = I2sBench.with(DATA, WS, BCK, DATA_IN, 13, 14);
		const sent = b.list([
			{ words: Array.from({ length: 40 }, (_, i) => (0x9e3779b9 * i) >>> 0), eof: true },
			{ words: Array(3).fill(7), eof: true, next: 0 },
			{ words: Array(20).fill(0), next: 2 },
		]);
		b.write(TX_LINK, (b.descriptor(2) & 0xfffff) | LINK_START);
		b.write(RXEOF_NUM, 13);
		b.transmit(sent, RIGHT_FIRST | MSB_RIGHT | RX_START, [3, 7]);
		b.write(0x60000300 + 0x68, (1 << 16) | (5 << 8) | 77);
		return b;
	};
	const END = 400_000;
	const inputs = Array.from({ length: 60 }, (_, i) => [5000 * i + 17 * (i % 7), i % 2] as const);
	const whole = setUp();
	const start = whole.tick;
	for (const [at, level] of inputs) {
		whole.run(start + at - whole.tick);
		whole.chip.input({ kind: "pin", pin: DATA_IN, level: level as 0 | 1 });
	}
	whole.run(start + END - whole.tick);
	fc.assert(
		fc.property(fc.array(fc.nat(END), { minLength: 1, maxLength: 6 }), (cuts) => {
			let b = setUp();
			let told: I2sBench["out"]["pinBits"] = [];
			const moments = [...inputs, ...cuts.map((at) => [at, -1] as const)].sort((x, y) => x[0] - y[0]);
			for (const [at, level] of moments) {
				b.run(start + at - b.tick);
				if (level >= 0) b.chip.input({ kind: "pin", pin: DATA_IN, level: level as 0 | 1 });
				else {
					const fresh = new I2sBench();
					fresh.chip.restore(b.chip.snapshot());
					told = [...told, ...b.out.pinBits];
					b = fresh;
					b.out.pinBits.length = 0;
				}
			}
			b.run(start + END - b.tick);
			t.deepEqual([...told, ...b.out.pinBits], whole.out.pinBits);
			t.deepEqual(b.chip.hash(hash64), whole.chip.hash(hash64));
		}),
		{ numRuns: 8 },
	);
});

test("as a slave it waits for a clock that never comes", (t) => {
	const b = I2sBench.with(DATA);
	b.transmit(b.list([{ words: [0xffffffff] }]), RIGHT_FIRST | MSB_RIGHT | (1 << 4) | (1 << 5));
	b.write(CONF, b.read(CONF) | RX_START);
	b.run(100 * FRAME);
	t.deepEqual(b.levels(DATA, b.tick, 1, 1), [0]);
});
