import test from "ava";
import { Bench } from "../harness.js";

const FRC1 = 0x60000600;
const FRC2 = 0x60000620;
const LOAD = 0x00;
const COUNT = 0x04;
const CTRL = 0x08;
const INT = 0x0c;
const ALARM = 0x10;

const LEVEL_INT = 1 << 0;
const DIV_16 = 1 << 2;
const DIV_256 = 2 << 2;
const AUTOLOAD = 1 << 6;
const ENABLE = 1 << 7;
const INT_STATUS = 1 << 8;

const EDGE_GATES = 0x3ff00004;
const FRC1_LATCH = 1 << 9;
const FRC2_LATCH = 1 << 10;

function bench(): Bench {
	const b = Bench.at80MHz();
	b.write(EDGE_GATES, 0b111);
	return b;
}

/** Runs until the latch bit appears; returns the ticks it took. */
function ticksUntilLatched(b: Bench, latch: number, limit = 1e9): number {
	const start = b.tick;
	b.cpu.intLatched = 0;
	while ((b.cpu.intLatched & latch) === 0) {
		if (b.tick - start > limit) return Number.POSITIVE_INFINITY;
		b.run(1);
	}
	return b.tick - start;
}

for (const [name, divide, stepTicks] of [
	["1", 0, 2],
	["16", DIV_16, 32],
	["256", DIV_256, 512],
	["256 (code 3)", 3 << 2, 512],
] as const) {
	test(`FRC1 divided by ${name} fires after exactly its load`, (t) => {
		const b = bench();
		b.write(FRC1 + LOAD, 10);
		b.write(FRC1 + CTRL, ENABLE | AUTOLOAD | divide);
		for (let period = 0; period < 3; period++) t.is(ticksUntilLatched(b, FRC1_LATCH), 10 * stepTicks);
	});
}

test("FRC1 counts down while it runs and stands while it does not", (t) => {
	const b = bench();
	b.write(FRC1 + LOAD, 0x1000);
	b.run(1000);
	t.is(b.read(FRC1 + COUNT), 0x1000);
	b.write(FRC1 + CTRL, ENABLE);
	b.run(2 * 0x100);
	t.is(b.read(FRC1 + COUNT), 0x1000 - 0x100);
	b.write(FRC1 + CTRL, 0);
	b.run(1000);
	t.is(b.read(FRC1 + COUNT), 0x1000 - 0x100);
	t.is(b.read(FRC1 + LOAD), 0x1000);
	t.is(b.read(FRC1 + 0x1c), 0);
});

test("FRC1 without auto-load goes on from the top of its 23 bits", (t) => {
	const b = bench();
	b.write(FRC1 + LOAD, 100);
	b.write(FRC1 + CTRL, ENABLE);
	t.is(ticksUntilLatched(b, FRC1_LATCH), 200);
	b.run(2);
	t.is(b.read(FRC1 + COUNT), 0x7fffff);
	b.cpu.intLatched = 0;
	b.run(2 * 0x7fffff - 2);
	t.is(b.cpu.intLatched, 0);
	b.run(2);
	t.is(b.cpu.intLatched, FRC1_LATCH);
});

test("FRC1 takes 23 bits of load, and a load of 0 is a whole turn", (t) => {
	const b = bench();
	b.write(FRC1 + LOAD, 0xff800001);
	t.is(b.read(FRC1 + LOAD), 1);
	b.write(FRC1 + LOAD, 0);
	b.write(FRC1 + CTRL, ENABLE | AUTOLOAD);
	b.run(2 * 0x800000 - 2);
	t.is(b.cpu.intLatched, 0);
	b.run(2);
	t.is(b.cpu.intLatched, FRC1_LATCH);
});

test("a new load starts the period again", (t) => {
	const b = bench();
	b.write(FRC1 + LOAD, 1000);
	b.write(FRC1 + CTRL, ENABLE | AUTOLOAD);
	b.run(1500);
	b.write(FRC1 + LOAD, 50);
	t.is(ticksUntilLatched(b, FRC1_LATCH), 100);
});

test("an edge interrupt latches at every event, cleared or not; its status bit waits for INT", (t) => {
	const b = bench();
	b.write(FRC1 + LOAD, 10);
	b.write(FRC1 + CTRL, ENABLE | AUTOLOAD);
	ticksUntilLatched(b, FRC1_LATCH);
	t.is(b.read(FRC1 + CTRL), ENABLE | AUTOLOAD | INT_STATUS);
	t.is(ticksUntilLatched(b, FRC1_LATCH), 20);
	b.write(FRC1 + INT, 0);
	t.is(b.read(FRC1 + CTRL), ENABLE | AUTOLOAD);
});

test("a level interrupt latches again only after it was cleared", (t) => {
	const b = bench();
	b.write(FRC1 + LOAD, 10);
	b.write(FRC1 + CTRL, ENABLE | AUTOLOAD | LEVEL_INT);
	t.is(ticksUntilLatched(b, FRC1_LATCH), 20);
	t.is(ticksUntilLatched(b, FRC1_LATCH, 1000), Number.POSITIVE_INFINITY);
	b.write(FRC1 + INT, 1);
	t.true(ticksUntilLatched(b, FRC1_LATCH) <= 20);
});

test("a closed gate keeps the edge from the core", (t) => {
	const b = bench();
	b.write(EDGE_GATES, 0b101);
	b.write(FRC1 + LOAD, 10);
	b.write(FRC1 + CTRL, ENABLE | AUTOLOAD);
	b.run(1000);
	t.is(b.cpu.intLatched, 0);
	t.is(b.read(FRC1 + CTRL) & INT_STATUS, INT_STATUS);
});

test("FRC2 counts up and fires on its alarm, once a turn", (t) => {
	const b = bench();
	b.write(FRC2 + LOAD, 5);
	b.write(FRC2 + ALARM, 105);
	b.write(FRC2 + CTRL, ENABLE | DIV_16);
	t.is(ticksUntilLatched(b, FRC2_LATCH), 100 * 32);
	t.is(b.read(FRC2 + COUNT), 105);
	t.is(b.read(FRC2 + ALARM), 105);
	b.run(10 * 32);
	t.is(b.read(FRC2 + COUNT), 115);
	b.cpu.intLatched = 0;
	b.run(2 ** 20 * 32);
	t.is(b.cpu.intLatched, 0);
});

test("FRC2 wraps at 32 bits, and an alarm behind it is reached after the wrap", (t) => {
	const b = bench();
	b.write(FRC2 + LOAD, 0xfffffff0);
	b.write(FRC2 + ALARM, 0x10);
	b.write(FRC2 + CTRL, ENABLE);
	t.is(ticksUntilLatched(b, FRC2_LATCH), 0x20 * 2);
	t.is(b.read(FRC2 + COUNT), 0x10);
});

test("an alarm set to the present count waits for the next turn", (t) => {
	const b = bench();
	b.write(FRC2 + LOAD, 7);
	b.write(FRC2 + ALARM, 7);
	b.write(FRC2 + CTRL, ENABLE);
	b.run(2 * (2 ** 32 - 1));
	t.is(b.cpu.intLatched & FRC2_LATCH, 0);
	b.run(2);
	t.is(b.cpu.intLatched & FRC2_LATCH, FRC2_LATCH);
});

test("moving the alarm keeps count and the part of a step that has passed", (t) => {
	const b = bench();
	b.write(FRC2 + CTRL, ENABLE | DIV_256);
	b.run(512 + 500);
	b.write(FRC2 + ALARM, 3);
	t.is(b.read(FRC2 + COUNT), 1);
	t.is(ticksUntilLatched(b, FRC2_LATCH), 3 * 512 - 1012);
});

test("at 52 MHz the periods are 40/13 ticks a step, without drift", (t) => {
	const b = new Bench();
	b.write(EDGE_GATES, 0b010);
	b.write(FRC1 + LOAD, 1);
	b.write(FRC1 + CTRL, ENABLE | AUTOLOAD | DIV_16);
	const { base, count } = { base: b.tick, count: 13_000 };
	let fired = 0;
	while (fired < count) {
		b.cpu.intLatched = 0;
		b.run(1);
		if (b.cpu.intLatched) fired++;
	}
	t.true(b.tick - base >= (count * 16 * 40) / 13);
	t.true(b.tick - base < (count * 16 * 40) / 13 + 4);
});

test("a change from 52 to 80 MHz keeps what was counted at the old speed", (t) => {
	const b = new Bench();
	b.write(FRC2 + CTRL, ENABLE);
	b.run(40_000);
	const before = b.read(FRC2 + COUNT);
	t.true(Math.abs(before - 13_000) <= 1);
	b.setUpPll();
	const { tick } = b;
	const settled = b.read(FRC2 + COUNT);
	b.run(26_000 - (b.tick - tick));
	t.true(Math.abs(b.read(FRC2 + COUNT) - settled - 13_000) <= 1);
});

test("light sleep stops the counters", (t) => {
	const b = bench();
	b.write(FRC2 + CTRL, ENABLE | DIV_256);
	b.run(10 * 512);
	b.sleepLightly(100_000);
	t.true(b.read(FRC2 + COUNT) <= 11);
});

test("doubling the CPU clock leaves the timers alone", (t) => {
	const b = bench();
	b.write(FRC2 + CTRL, ENABLE);
	b.write(0x3ff00014, 1);
	b.run(1);
	const [count, ccount] = [b.read(FRC2 + COUNT), b.chip.cpu.ccount()];
	b.run(1000);
	t.is(b.read(FRC2 + COUNT) - count, 500);
	t.is(b.chip.cpu.ccount() - ccount, 1000);
});
