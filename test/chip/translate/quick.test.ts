/** Registers that translated code reads and writes by itself: the same as through the blocks, at any clock and setting. */
import test from "ava";
import { Chip } from "../../../src/chip/chip.js";
import { IRAM_BASE } from "../../../src/chip/memory/memories.js";
import { NO_OUTPUTS } from "../../../src/chip/outputs.js";
import { diffSnapshots } from "../../../src/chip/state/diff.js";
import { quickAccesses } from "../../../src/chip/translate/quick.js";
import { cpuComponent } from "../../../src/chip/xtensa/cpu-state.js";
import { bothEngines } from "../both-engines.js";
import { benchConfig } from "../harness.js";

const DATA = 0x3ffe9000;
const CLOCK_BLOCK = 0x3ff20a00;
const CPU_CLOCK = 0x3ff00014;
const WDT = 0x60000900;
const FRC2 = 0x60000620;
const MS = 160_000;
/** Counts, so that none of its rounds is skipped; adds up all that it reads. */
const PROGRAM = [
	"addi a5, a5, 1",
	"l32i a6, a2, 512",
	"add a8, a8, a6",
	"l32i a7, a9, 4",
	"xor a8, a8, a7",
	"s32i a4, a3, 20",
	"s32i a5, a3, 20",
	"add a8, a8, a6",
	"s32i a8, a1, 0",
	`j ${IRAM_BASE}`,
];

const CLOCKS = [
	["52 MHz", false, 0],
	["104 MHz", false, 1],
	["80 MHz", true, 0],
	["160 MHz", true, 1],
] as const;
const CONTROLS = [0x00, 0x80, 0x84, 0x88, 0x8c];

for (const [name, pll, double] of CLOCKS) {
	test(`the system time, FRC2's count and the watchdog's feed at ${name}`, (t) => {
		const both = bothEngines(PROGRAM, [DATA, CLOCK_BLOCK, WDT, 0x73], pll);
		for (const chip of both) {
			chip.state.view(cpuComponent).ar[9] = FRC2;
			chip.bus.store(CPU_CLOCK, 4, double);
			chip.settle();
		}
		const [interpreted, translated] = both;
		for (let i = 0; i < 40; i++) {
			for (const chip of both) {
				chip.bus.store(FRC2 + 8, 4, CONTROLS[i % CONTROLS.length]);
				chip.settle();
				chip.run(chip.tick + 20 * MS + 77 * i);
			}
			t.is(translated.tick, interpreted.tick);
			const { layout } = interpreted.state;
			t.deepEqual(diffSnapshots(layout, interpreted.snapshot(), translated.snapshot()), [], `run ${i}`);
		}
		t.is(translated.cpu.skippedRounds, 0);
	});
}

/** Writes and reads the flash's controller around reads of four and of 64 bytes, and adds up all that it gets. */
const SPI = 0x60000200;
const READ = 1 << 31;
const READING = [
	"addi a5, a5, 1",
	"s32i a9, a2, 4",
	"s32i a5, a2, 72",
	"l32i a6, a2, 72",
	"add a8, a8, a6",
	"l32i a6, a2, 4",
	"add a8, a8, a6",
	"s32i a4, a2, 0",
	"l32i a6, a2, 0",
	"add a8, a8, a5",
	`bnez a6, ${IRAM_BASE + 3 * 8}`,
	"l32i a6, a2, 64",
	"add a8, a8, a6",
	"l32i a6, a2, 76",
	"add a8, a8, a6",
	"l32i a6, a2, 16",
	"xor a8, a8, a6",
	"s32i a8, a1, 0",
	"xor a9, a9, a3",
	`j ${IRAM_BASE}`,
];

for (const [name, pll, double] of CLOCKS) {
	test(`the registers of the flash's controller at ${name}`, (t) => {
		const both = bothEngines(READING, [DATA, SPI, 0x3c << 24, READ, 0, 0, 0, 0, 0x04000040], pll);
		for (const chip of both) {
			chip.bus.store(CPU_CLOCK, 4, double);
			chip.settle();
			chip.bus.store(SPI + 8, 4, 0x100);
		}
		const [interpreted, translated] = both;
		for (let i = 0; i < 20; i++) {
			for (const chip of both) chip.run(chip.tick + 5 * MS + 77 * i);
			t.is(translated.tick, interpreted.tick);
			const { layout } = interpreted.state;
			t.deepEqual(diffSnapshots(layout, interpreted.snapshot(), translated.snapshot()), [], `run ${i}`);
		}
		t.true(interpreted.state.view(cpuComponent).ar[5] > 1000, "it reads");
	});
}

test("a read too far from where a clock began, or with too little time left, is left to the block", (t) => {
	const chip = new Chip(benchConfig(), NO_OUTPUTS, "wasm");
	const { quickLoad, quickStore } = quickAccesses(chip.state) as {
		quickLoad: (offset: number, cycles: number, least: number) => bigint;
		quickStore: (offset: number, cycles: number, least: number, value: number) => number;
	};
	const account = new BigInt64Array(chip.state.buffer, chip.state.scratch, 1);
	const cpu = chip.state.view(cpuComponent);
	const time = 0x3ff20c00 - 0x3ffe8000;
	const feed = (0x60000914 - 0x3ffe8000) | 0;
	const clock = new BigUint64Array(2);
	clock[0] = 1n << 20n;
	cpu.budget = 1000;
	account[0] = 1000n;
	new Uint32Array(chip.state.buffer).set(
		new Uint32Array(clock.buffer, 0, 2),
		chip.state.offsetOf("clock", "tick") >> 2,
	);
	t.is(quickLoad(time, 0, 192), (1n << 20n) / 160n);
	t.is(account[0], 998n);
	t.is(quickStore(feed, 3, 192, 0x73), 1);
	t.is(quickStore(feed, 3, 192, 0x74), 0);
	t.is(account[0], 994n);
	account[0] = 194n;
	t.is(quickLoad(time, 0, 192), -1n);
	account[0] = 1000n;
	clock[0] = 1n << 48n;
	new Uint32Array(chip.state.buffer).set(
		new Uint32Array(clock.buffer, 0, 2),
		chip.state.offsetOf("clock", "tick") >> 2,
	);
	t.is(quickLoad(time, 0, 192), -1n);
	t.is(quickLoad(8, 0, 192), -1n);
});
