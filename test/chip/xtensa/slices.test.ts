import test from "ava";
import fc from "fast-check";
import type { Mmio } from "../../../src/chip/memory/mmio.js";
import { Word } from "../../../src/chip/xtensa/cpu-state.js";
import { Cycles } from "../../../src/chip/xtensa/timing.js";
import { CODE, createMachine, DATA, load, type Machine, run } from "./machine.js";

const KERNEL = CODE + 0x8030;
const APB = 0x60000000;

/** Mixed work: memory, register accesses, calls, a timer interrupt every 97 cycles, exceptions. */
function busyMachine(mmio?: Mmio): Machine {
	const machine = createMachine(mmio ? { mmio } : {});
	load(machine, [
		"addi a2, a2, 1",
		"s32i a2, a1, 0",
		"l32i a3, a1, 0",
		"xor a4, a4, a3",
		"s32i a4, a5, 16",
		"l8ui a6, a5, 1",
		`call0 ${CODE + 0x40}`,
		"extui a7, a2, 0, 4",
		`bnez a7, ${CODE}`,
		"syscall",
		`j ${CODE}`,
	]);
	load(machine, ["ssl a2", "sll a8, a4", "rsr.ccount a9", "ret"], CODE + 0x40);
	// The handler steps over SYSCALL and puts the timer on.
	load(
		machine,
		[
			"wsr.excsave1 a10",
			"rsr.exccause a10",
			`bnei a10, 1, ${KERNEL + 0x13}`,
			"rsr.epc1 a10",
			"addi a10, a10, 3",
			"wsr.epc1 a10",
			"nop.n",
			"rsr.ccompare0 a10",
			"addi a10, a10, 97",
			"wsr.ccompare0 a10",
			"rsr.excsave1 a10",
			"rfe",
		],
		KERNEL,
	);
	const { words } = machine;
	words.ar[1] = DATA;
	words.ar[5] = APB;
	Object.assign(words, { intenable: 1 << 6, ccompare0: 97 });
	return machine;
}

/** Runs to the first instruction boundary at or after `total` cycles, in slices of the given lengths. */
function runTo(machine: Machine, total: number, lengths: readonly number[]): number {
	let cycles = 0;
	for (let i = 0; cycles < total; i++) {
		cycles += run(machine, Math.min(lengths[i % lengths.length], total - cycles));
	}
	return cycles;
}

test("where slices end changes no bit of the state", (t) => {
	const whole = busyMachine();
	const cycles = runTo(whole, 5000, [5000]);
	const expected = whole.state.snapshot().bytes;
	fc.assert(
		fc.property(fc.array(fc.integer({ min: 1, max: 300 }), { minLength: 1, maxLength: 20 }), (lengths) => {
			const machine = busyMachine();
			t.is(runTo(machine, 5000, lengths), cycles);
			return Buffer.compare(machine.state.snapshot().bytes, expected) === 0;
		}),
		{ numRuns: 60 },
	);
});

test("nothing of a slice is left between slices, wherever they end", (t) => {
	const machine = busyMachine();
	for (let i = 0; i < 2000; i++) {
		run(machine, 1 + (i % 7));
		const { budget, left, stop } = machine.words;
		t.deepEqual({ budget, left, stop }, { budget: 0, left: 0, stop: 0 });
	}
});

test("a restored snapshot goes on as the original does", (t) => {
	const original = busyMachine();
	runTo(original, 3000, [77]);
	const copy = busyMachine();
	runTo(copy, 500, [500]);
	copy.state.restore(original.state.snapshot());
	runTo(original, 3000, [50]);
	runTo(copy, 3000, [999]);
	t.is(Buffer.compare(original.state.snapshot().bytes, copy.state.snapshot().bytes), 0);
});

test("a register sees the exact start of the accessing instruction", (t) => {
	const seen: number[] = [];
	let machine: Machine;
	const note = () => {
		const { budget, left, instructions } = machine.words;
		seen.push(budget - left, instructions);
	};
	machine = createMachine({
		mmio: {
			read: () => {
				note();
				return 0;
			},
			write: note,
		},
	});
	load(machine, ["nop", "nop", "l32i a2, a1, 0", "nop", "s32i a2, a1, 4", "s32i a2, a3, 0", "nop"]);
	machine.words.ar[1] = APB;
	machine.words.ar[3] = 0x3ff00000;
	const cycles = run(machine, 3 + Cycles.APB + 1 + 1 + Cycles.APB + 1 + Cycles.DPORT + 1);
	t.deepEqual(seen, [2, 2, 4 + Cycles.APB, 4, 5 + 2 * Cycles.APB, 5]);
	t.is(cycles, 7 + 2 * Cycles.APB + Cycles.DPORT);
});

test("a peripheral that asks to stop ends the slice after the access", (t) => {
	let machine: Machine;
	machine = createMachine({ mmio: { read: () => 0, write: () => machine.cpu.requestStop() } });
	load(machine, ["nop", "s32i a2, a1, 0", "nop", "nop"]);
	machine.words.ar[1] = APB;
	t.is(run(machine, 100), 2 + Cycles.APB);
	t.is(machine.words.pc, CODE + 6);
	t.is(run(machine, 2), 2);
});

for (const [how, setup] of [
	["executed", {}],
	["watched by the core's own debug registers", { ibreakenable: 1, ibreaka0: CODE + 0x100, ps: 0 }],
] as const) {
	test(`a deadline that comes nearer ends the slice at its cycle, ${how}`, (t) => {
		for (const [end, cycles] of [
			[0, 2 + Cycles.APB],
			[4, 2 + Cycles.APB],
			[2 + Cycles.APB + 1, 2 + Cycles.APB + 1],
			[20, 20],
			[50, 40],
		] as const) {
			let machine: Machine;
			machine = createMachine({ mmio: { read: () => 0, write: () => machine.cpu.shorten(end) } });
			load(machine, ["nop", "s32i a2, a1, 0", ...Array.from({ length: 60 }, () => "nop")]);
			machine.words.ar[1] = APB;
			Object.assign(machine.words, setup);
			t.is(run(machine, 40), cycles);
			t.is(run(machine, 3), 3);
			t.is(machine.words.instructions, cycles - Cycles.APB + 3);
		}
	});
}

test("an interrupt line raised by an access interrupts right after it", (t) => {
	let machine: Machine;
	machine = createMachine({ mmio: { read: () => 0, write: () => machine.cpu.setLines(1) } });
	load(machine, ["nop", "s32i a2, a1, 0", "nop", "nop"]);
	Object.assign(machine.words, { intenable: 1 });
	machine.words.ar[1] = APB;
	run(machine, 2 + Cycles.APB + 1);
	t.deepEqual([machine.words.pc, machine.words.epc1], [KERNEL, CODE + 6]);
});

test("cycles by kind of instruction", (t) => {
	const cost = (line: string, register1 = 0) => {
		const machine = createMachine();
		load(machine, [line]);
		machine.words.ar[1] = register1;
		return run(machine, 1);
	};
	const far = CODE + 0x20;
	const table: [string, number, number][] = [
		["add a1, a2, a3", 0, 1],
		["mull a1, a2, a3", 0, 1],
		["l32i a2, a1, 0", DATA, 1],
		["s8i a2, a1, 0", DATA, 1],
		["l32i a2, a1, 0", CODE, 1],
		["memw", 0, 1],
		["rsr.sar a2", 0, 1],
		["wsr.sar a2", 0, 1],
		["rsil a2, 1", 0, 1],
		["isync", 0, 3],
		[`beqz a1, ${far}`, 0, 3],
		[`beqz a1, ${far}`, 1, 1],
		[`j ${far}`, 0, 3],
		[`call0 ${far}`, 0, 3],
		["jx a1", far, 3],
		["callx0 a1", far, 3],
		["jx a1", DATA, 3],
		["rfe", 0, 3],
		["rfi 2", 0, 3],
		["ill", 0, 3],
		["l32i a2, a1, 0", APB, 5],
		["l32i a2, a1, 0", 0x3ff00000, 3],
	];
	for (const [line, register1, cycles] of table) t.is(cost(line, register1), cycles, line);
});

test("the state's words and the component's fields are one list", (t) => {
	const machine = createMachine();
	const place = machine.state.place("cpu");
	const offsetOf = (name: string) => (machine.state.offsetOf("cpu", name) - place.offset) / 4;
	t.is(
		place.fields.reduce((sum, { length }) => sum + length, 0),
		Word.COUNT,
	);
	t.deepEqual(
		["pc", "ps", "excvaddr", "intLines", "ccompare0", "waiting", "stop", "semihosting"].map(offsetOf),
		[
			Word.PC,
			Word.PS,
			Word.EXCVADDR,
			Word.INT_LINES,
			Word.CCOMPARE0,
			Word.WAITING,
			Word.STOP,
			Word.SEMIHOSTING,
		],
	);
});
