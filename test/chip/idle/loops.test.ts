/** Loops that wait, on a whole chip: skipped in the translating engine, executed in the other, to the same state. */
import test, { type ExecutionContext } from "ava";
import { Chip } from "../../../src/chip/chip.js";
import { IRAM_BASE } from "../../../src/chip/memory/memories.js";
import { NO_OUTPUTS } from "../../../src/chip/outputs.js";
import { diffSnapshots } from "../../../src/chip/state/diff.js";
import { cpuComponent } from "../../../src/chip/xtensa/cpu-state.js";
import { assemble } from "../../../tools/qemu/assembler.js";
import { benchConfig } from "../harness.js";

const CODE = IRAM_BASE;
const line = (n: number): number => CODE + 3 * n;
const CLOCK_BLOCK = 0x3ff20a00;
const WDT = 0x60000900;
const DATA = 0x3ffe9000;
const MS = 160_000;
/** The analog bus's master of the PLL, and the set-up for a 26 MHz crystal. */
const PLL_MASTER = 0x60000d10;
const PLL_26 = [
	[1, 0x88],
	[2, 0x91],
] as const;

/** Chips of both engines at `lines`, with a2 at the clock's block, a3 at the watchdog and a1 in data RAM. */
function chips(lines: readonly string[]): Chip[] {
	const code = assemble(lines, CODE);
	return (["interp", "wasm"] as const).map((engine) => {
		const chip = new Chip(benchConfig(), NO_OUTPUTS, engine);
		// 80 MHz, as any firmware sets it up: a cycle is a whole number of ticks.
		chip.state.view(cpuComponent).pc = CODE;
		code.forEach((byte, i) => {
			chip.bus.poke(CODE + i, 1, byte);
		});
		const { ar } = chip.state.view(cpuComponent);
		ar.set([DATA, CLOCK_BLOCK, WDT, 0x73], 1);
		for (const [register, value] of PLL_26) {
			const word = (1 << 24) | (value << 16) | (register << 8) | 0x67;
			chip.bus.store(PLL_MASTER, 4, word);
		}
		return chip;
	});
}

/** Runs both to each of these times; what they come to must be the same. */
function compare(t: ExecutionContext, both: readonly Chip[], milliseconds: readonly number[]): void {
	for (const ms of milliseconds) {
		for (const chip of both) chip.run(Math.floor(ms * MS));
		t.is(both[1].tick, both[0].tick);
		t.deepEqual(
			diffSnapshots(both[0].state.layout, both[0].snapshot(), both[1].snapshot()),
			[],
			`at ${ms} ms`,
		);
	}
}

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
	compare(t, both, TIMES);
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
