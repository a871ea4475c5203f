/** Loops that wait, on a whole chip: skipped in the translating engine, executed in the other, to the same state. */
import test, { type ExecutionContext } from "ava";
import type { Chip } from "../../../src/chip/chip.js";
import { SUBTICKS } from "../../../src/chip/clock-tree.js";
import { IRAM_BASE } from "../../../src/chip/memory/memories.js";
import { diffSnapshots } from "../../../src/chip/state/diff.js";
import { cpuComponent } from "../../../src/chip/xtensa/cpu-state.js";
import { bothEngines, compareAt } from "../both-engines.js";

const CODE = IRAM_BASE;
const line = (n: number): number => CODE + 3 * n;
const CLOCK_BLOCK = 0x3ff20a00;
const WDT = 0x60000900;
/** Bit 0: the CPU at twice the bus's clock. */
const CPU_CLOCK = 0x3ff00014;
const DATA = 0x3ffe9000;
const MS = 160_000;

/** Chips of both engines at `lines`, with a2 at the clock's block, a3 at the watchdog and a1 in data RAM. */
const chips = (lines: readonly string[]): Chip[] => bothEngines(lines, [DATA, CLOCK_BLOCK, WDT, 0x73]);

/** Runs both to each of these times; what they come to must be the same. */
const compare = (t: ExecutionContext, both: readonly Chip[], milliseconds: readonly number[]): void =>
	compareAt(
		t,
		both,
		milliseconds.map((ms) => Math.floor(ms * MS)),
	);

/** Most rounds of about ten cycles were skipped, and none by the interpreter. */
function skips(t: ExecutionContext, [interpreted, translated]: readonly Chip[]): void {
	t.is(interpreted.cpu.skippedRounds, 0);
	t.true(translated.cpu.skippedRounds > 500_000, `${translated.cpu.skippedRounds} rounds skipped`);
}

const TIMES = [3, 3.001, 20, 20.5, 77.123456, 200, 200.0001];

test("a loop that only feeds the watchdog", (t) => {
	const both = chips(["addi a5, a5, 0", "s32i a4, a3, 20", `j ${line(0)}`]);
	compare(t, both, TIMES);
	skips(t, both);
});

test("a loop that waits for the clock to reach a time, and then another", (t) => {
	const both = chips([
		"l32i a6, a2, 512",
		"sub a7, a6, a8",
		"s32i a6, a1, 0",
		`bltu a7, a9, ${line(0)}`,
		"addi a10, a10, 1",
		"addi a8, a6, 0",
		`j ${line(0)}`,
	]);
	for (const chip of both) chip.state.view(cpuComponent).ar[9] = 15_000;
	compare(t, both, TIMES);
	t.is(both[0].state.view(cpuComponent).ar[10], 13);
	skips(t, both);
});

test("a loop whose way depends on where in a microsecond it is", (t) => {
	const both = chips([
		"l32i a6, a2, 512",
		"nop",
		"l32i a7, a2, 512",
		"sub a8, a7, a6",
		`beqz a8, ${line(0)}`,
		"s32i a7, a1, 4",
		"nop",
		"s32i a4, a3, 20",
		`j ${line(0)}`,
	]);
	compare(t, both, [...TIMES, 230]);
	skips(t, both);
});

test("a loop that counts is executed", (t) => {
	const both = chips(["addi a5, a5, 1", "l32i a6, a2, 512", "s32i a5, a1, 0", `j ${line(0)}`]);
	compare(t, both, TIMES);
	t.true(both[0].state.view(cpuComponent).ar[5] > 1_000_000);
});

test("a loop that keeps a history of the clock in memory", (t) => {
	const both = chips([
		"l32i a6, a1, 0",
		"s32i a6, a1, 4",
		"l32i a7, a2, 512",
		"s32i a7, a1, 0",
		`bgeu a7, a6, ${line(0)}`,
		"addi a10, a10, 1",
		`j ${line(0)}`,
	]);
	compare(t, both, TIMES);
	skips(t, both);
});

test("a loop that goes on at another CPU clock than it was learnt at", (t) => {
	const both = chips([
		"l32i a6, a2, 512",
		"nop",
		"l32i a7, a2, 512",
		"sub a8, a7, a6",
		`beqz a8, ${line(0)}`,
		"s32i a7, a1, 4",
		`j ${line(0)}`,
	]);
	compare(t, both, [20, 77.1]);
	for (const chip of both) chip.bus.store(CPU_CLOCK, 4, 1);
	compare(t, both, [100, 200.3, 260]);
	t.is(both[1].clocks.cpuSubticks, SUBTICKS);
	skips(t, both);
});

test("a value that goes round a loop through every operation", (t) => {
	const both = chips([
		"l32i a6, a2, 512",
		"addi a7, a6, -3",
		"add a7, a7, a6",
		"addx2 a8, a7, a6",
		"addx4 a8, a8, a7",
		"addx8 a8, a8, a6",
		"sub a9, a8, a6",
		"neg a9, a9",
		"and a10, a9, a8",
		"or a10, a10, a6",
		"xor a10, a10, a9",
		"slli a11, a10, 3",
		"srli a11, a11, 2",
		"srai a12, a9, 5",
		"ssr a4",
		"srl a12, a12",
		"sra a13, a10",
		"extui a14, a6, 4, 9",
		"mul16u a14, a14, a11",
		"mull a14, a14, a13",
		"s32i a14, a1, 0",
		"s32i a12, a1, 4",
		`bltu a14, a12, ${line(0)}`,
		"s32i a13, a1, 8",
		`blt a13, a12, ${line(0)}`,
		"s32i a11, a1, 12",
		`j ${line(0)}`,
	]);
	compare(t, both, TIMES);
	t.true(both[1].cpu.skippedRounds > 100_000, `${both[1].cpu.skippedRounds} rounds skipped`);
});

/** Ticks of runs that end anywhere in a round, each after some rounds. */
function* odd(count: number): Generator<number> {
	for (let i = 0, x = 1; i < count; i++) {
		x = (x * 48_271) % 0x7fffffff;
		yield 2000 + (x % 1999);
	}
}

/** Lets both chips learn the loop, and stops them in many places of it; the last rounds are done up to there. */
function stopAnywhere(t: ExecutionContext, both: readonly Chip[]): void {
	compare(t, both, [20, 77, 100, 200]);
	for (const ticks of odd(600)) {
		for (const chip of both) chip.run(chip.tick + ticks);
		const differences = diffSnapshots(both[0].state.layout, both[0].snapshot(), both[1].snapshot());
		if (differences.length > 0 || both[1].tick !== both[0].tick) {
			t.is(both[1].tick, both[0].tick);
			t.deepEqual(differences, [], `at tick ${both[0].tick}`);
		}
	}
	t.true(both[1].cpu.skippedRounds > 10_000, `${both[1].cpu.skippedRounds} rounds skipped`);
}

test("a round that ends in the middle: registers, bytes of words, stamps, the clock", (t) => {
	const both = chips([
		"l32i a6, a2, 512",
		"s32i a6, a1, 8",
		"s8i a4, a1, 13",
		"s32i a4, a3, 20",
		"l32i a7, a1, 12",
		"s16i a3, a1, 12",
		"srli a8, a6, 4",
		"add a9, a8, a8",
		"s32i a9, a1, 16",
		"l8ui a9, a1, 13",
		"s8i a9, a1, 20",
		"addi a9, a9, 1",
		"s32i a9, a1, 24",
		"s8i a4, a1, 25",
		"ssr a4",
		"s32i a4, a3, 20",
		"ssai 9",
		"addi a5, a4, 7",
		"addi a5, a4, 9",
		`j ${line(0)}`,
	]);
	stopAnywhere(t, both);
});

test("a round that ends where a word was loaded of which only some bits are used", (t) => {
	const both = chips([
		"l32i a6, a1, 0",
		"extui a7, a6, 8, 4",
		"s32i a4, a3, 20",
		"addi a8, a7, 0",
		"l32i a6, a1, 4",
		"extui a7, a6, 0, 4",
		"addi a6, a7, 0",
		"l32i a9, a2, 512",
		"s32i a9, a1, 8",
		"addi a9, a4, 0",
		`j ${line(0)}`,
	]);
	compare(t, both, [20, 77, 100, 200]);
	// Bits that the loop does not look at.
	for (const chip of both) chip.bus.store(DATA, 4, 0x12345678);
	for (const chip of both) chip.bus.store(DATA + 4, 4, 0x76543210);
	stopAnywhere(t, both);
});
