/** Loops that get translated, and what may happen in the middle of one: the interpreter's every step is kept. */
import test, { type ExecutionContext } from "ava";
import fc from "fast-check";
import { Cycles } from "../../../src/chip/xtensa/timing.js";
import { assemble } from "../../../tools/qemu/assembler.js";
import { CODE, DATA, type Machine } from "../xtensa/machine.js";
import { Pair } from "./pair.js";

const VECTORS = CODE + 0x8000;
const KERNEL = VECTORS + 0x30;
const NMI = VECTORS + 0x20;
const APB = 0x60000000;
const FLASH = 0x40200000;

/** The address of line `n` of code at CODE in which every instruction has three bytes. */
const line = (n: number): number => CODE + 3 * n;

/** Lengths of slices: shorter and longer than any piece of code between two checks of the time. */
const SLICES = [500, 1, 2, 3, 700, 1999, 13, 20_000, 5, 50_000, 191, 192, 193];
/** For code that ends its slices itself. */
const TIMER_SLICES = Array.from({ length: 150 }, (_, i) => 1000 + i);
const slices = fc.array(fc.integer({ min: 1, max: 3000 }), { minLength: 5, maxLength: 20 });

/** A register space whose values tell the time, and what was asked when. */
class Clockwork {
	readonly log: string[] = [];
	onWrite: (value: number, machine: Machine) => void = () => {};

	constructor(readonly machine: () => Machine) {}

	read(address: number): number {
		const { cpu } = this.machine();
		this.log.push(`read ${address.toString(16)} ${cpu.consumedCycles} ${cpu.ccount()}`);
		return cpu.ccount();
	}

	write(address: number, value: number): void {
		const machine = this.machine();
		this.log.push(`write ${address.toString(16)} ${value} ${machine.cpu.consumedCycles}`);
		this.onWrite(value, machine);
	}
}

interface Bench {
	readonly pair: Pair;
	readonly clocks: readonly Clockwork[];
}

/** Two machines with `lines` at CODE, which both begin at. */
function bench(lines: readonly string[], prepare: (machine: Machine) => void = () => {}): Bench {
	const clocks: Clockwork[] = [];
	const pair = new Pair((machine) => {
		const clock = new Clockwork(machine);
		clocks.push(clock);
		return clock;
	});
	pair.load(lines);
	pair.both((machine) => {
		machine.words.pc = CODE;
		machine.words.ar[1] = DATA;
		prepare(machine);
	});
	return { pair, clocks };
}

/** Runs slices of these lengths, comparing all there is after each. */
function runSlices(t: ExecutionContext, { pair, clocks }: Bench, lengths: readonly number[] = SLICES): void {
	for (const cycles of lengths) {
		pair.run(t, cycles);
		pair.compare(t);
		t.deepEqual(clocks[1].log, clocks[0].log);
	}
}

/** Instructions of the interpreted machine. */
const executed = ({ pair }: Bench): number => pair.interpreted.cpu.instructions;

const COUNTING = [
	"addi a2, a2, 1",
	"extui a3, a2, 0, 3",
	`beqz a3, ${line(0)}`,
	"add a4, a4, a2",
	"xor a5, a5, a4",
	`bltz a5, ${line(0)}`,
	"srli a6, a5, 3",
	`j ${line(0)}`,
];

test("slices of any length end a loop at the same instruction", (t) => {
	fc.assert(
		fc.property(slices, (lengths) => {
			runSlices(t, bench(COUNTING), lengths);
		}),
		{ numRuns: 8 },
	);
});

test("a slice as long as it can be is one run", (t) => {
	const long = bench(COUNTING);
	runSlices(t, long, [5_000_000, 7]);
	t.true(executed(long) > 2_000_000);
});

test("nested loops, calls, returns and jumps by a table", (t) => {
	const tableAt = DATA + 0x100;
	const leaf = CODE + 0x100;
	const deep = CODE + 0x180;
	const made = bench(
		[
			"movi a2, 0",
			"movi a3, 5",
			"addi a3, a3, -1",
			"add a2, a2, a3",
			`call0 ${leaf}`,
			`bnez a3, ${line(2)}`,
			`call0 ${deep}`,
			"extui a6, a2, 0, 2",
			"addx4 a6, a6, a7",
			"l32i a6, a6, 0",
			"jx a6",
			"addi a8, a8, 1",
			`j ${line(0)}`,
			"addi a9, a9, 1",
			`j ${line(1)}`,
		],
		({ words, bus }) => {
			words.ar[7] = tableAt;
			[11, 13, 11, 14].forEach((target, i) => {
				bus.store(tableAt + 4 * i, 4, line(target));
			});
		},
	);
	made.pair.load(
		["addx8 a4, a4, a2", `bltz a4, ${leaf + 9}`, "neg a4, a4", "ssr a2", "sra a5, a4", "ret"],
		leaf,
	);
	made.pair.load(
		[
			"addi a1, a1, -16",
			"s32i a0, a1, 0",
			`call0 ${leaf}`,
			"movi a10, 3",
			`call0 ${leaf}`,
			"addi a10, a10, -1",
			`bnez a10, ${deep + 12}`,
			"l32i a0, a1, 0",
			"addi a1, a1, 16",
			"ret",
		],
		deep,
	);
	runSlices(t, made);
	t.true(executed(made) > 30_000);
});

test("registers are read and written at the same moments", (t) => {
	const made = bench(
		[
			"l32i a3, a2, 0",
			"add a4, a4, a3",
			"l8ui a5, a2, 5",
			"l16si a6, a2, 6",
			"s32i a4, a2, 8",
			"s8i a4, a2, 9",
			"s16i a4, a2, 10",
			"rsr.ccount a7",
			"s32i a7, a1, 0",
			`j ${line(0)}`,
		],
		({ words }) => {
			words.ar[2] = APB;
		},
	);
	runSlices(t, made);
	t.true(made.clocks[0].log.length > 10_000);
});

test("an interrupt that a register write raises is taken before the next instruction", (t) => {
	const made = bench(["addi a3, a3, 1", "s32i a3, a2, 0", "addi a4, a4, 1", `j ${line(0)}`], ({ words }) => {
		words.ar[2] = APB;
		words.intenable = (1 << 2) | (1 << 9);
	});
	made.pair.load(["addi a5, a5, 1", "s32i a5, a2, 4", "rfe"], KERNEL);
	made.pair.load(["addi a6, a6, 1", "movi a8, 64", "s32i a8, a2, 8", "rfi 3"], NMI);
	for (const clock of made.clocks) {
		clock.onWrite = (value, { cpu }) => {
			// The level falls with the handler's write, the edge is cleared by none.
			cpu.setLines(value % 7 === 0 ? 1 << 2 : 0);
			cpu.setNmi(value % 64 === 63);
		};
	}
	runSlices(t, made);
	t.true(made.pair.interpreted.words.ar[5] > 500);
	t.true(made.pair.interpreted.words.ar[6] > 100);
});

test("a register write may end the slice", (t) => {
	const made = bench(["addi a3, a3, 1", "s32i a3, a2, 0", "addi a4, a4, 1", `j ${line(0)}`], ({ words }) => {
		words.ar[2] = APB;
	});
	for (const clock of made.clocks) {
		clock.onWrite = (value, { cpu }) => {
			if (value % 100 === 0) cpu.requestStop();
		};
	}
	runSlices(
		t,
		made,
		Array.from({ length: 200 }, () => 5000),
	);
});

test("a register write may bring the end of the slice nearer", (t) => {
	const made = bench(["addi a3, a3, 1", "s32i a3, a2, 0", "addi a4, a4, 1", `j ${line(0)}`], ({ words }) => {
		words.ar[2] = APB;
	});
	for (const clock of made.clocks) {
		clock.onWrite = (value, { cpu }) => {
			if (value % 50 === 0) cpu.shorten(cpu.consumedCycles + ((value * 7) % 600));
		};
	}
	runSlices(
		t,
		made,
		Array.from({ length: 400 }, () => 5000),
	);
});

test("the core's own timer interrupts at its cycle, and reads as the time it is", (t) => {
	const made = bench(
		["addi a3, a3, 1", "rsr.ccount a4", "xor a5, a5, a4", "rsr.ccompare0 a6", `j ${line(0)}`],
		({ words }) => {
			Object.assign(words, { intenable: 1 << 6, ccompare0: 300 });
		},
	);
	made.pair.load(
		[
			"rsr.ccompare0 a10",
			"movi a11, 997",
			"add a10, a10, a11",
			"wsr.ccompare0 a10",
			"addi a12, a12, 1",
			"rfe",
		],
		KERNEL,
	);
	runSlices(t, made, TIMER_SLICES);
	t.true(made.pair.interpreted.words.ar[12] > 50);
});

test("interrupts wait while the level is raised, and come when it falls", (t) => {
	const made = bench(
		[
			"rsil a4, 1",
			"addi a3, a3, 1",
			"wsr.ps a4",
			"addi a5, a5, 1",
			"rsil a4, 0",
			"movi a6, 16",
			"wsr.ps a6",
			"addi a7, a7, 1",
			"movi a6, 0",
			"wsr.ps a6",
			`j ${line(0)}`,
		],
		({ words }) => {
			Object.assign(words, { intenable: 1 << 6, ccompare0: 300 });
		},
	);
	made.pair.load(
		[
			"rsr.ccompare0 a10",
			"movi a11, 101",
			"add a10, a10, a11",
			"wsr.ccompare0 a10",
			"addi a12, a12, 1",
			"rfe",
		],
		KERNEL,
	);
	runSlices(t, made, TIMER_SLICES);
	t.true(made.pair.interpreted.words.ar[12] > 50);
});

test("software interrupts, INTCLEAR and INTENABLE take effect at once", (t) => {
	const made = bench([
		"movi a2, 128",
		"wsr.intset a2",
		"addi a3, a3, 1",
		"wsr.intenable a2",
		"addi a3, a3, 1",
		"movi a4, 0",
		"wsr.intenable a4",
		"rsr.interrupt a6",
		"xsr.excsave2 a6",
		`j ${line(0)}`,
	]);
	made.pair.load(["movi a10, 128", "wsr.intclear a10", "addi a5, a5, 1", "rfe"], KERNEL);
	runSlices(t, made);
	t.true(made.pair.interpreted.words.ar[5] > 1000);
});

test("a fault in the middle of a loop leaves every register as it was", (t) => {
	// Every eighth access is to an odd address, and every ninth to instruction memory by bytes.
	const made = bench([
		"addi a3, a3, 1",
		"extui a4, a3, 0, 3",
		"addx2 a5, a4, a1",
		"addx4 a5, a4, a5",
		"addi a6, a6, 7",
		"l16ui a7, a5, 0",
		"add a8, a8, a7",
		"s32i a8, a5, 0",
		"addi a9, a9, 1",
		`l8ui a11, a12, 0`,
		"add a8, a8, a11",
		`j ${line(0)}`,
	]);
	made.pair.both(({ words }) => {
		words.ar[12] = FLASH + 5;
	});
	// The handler steps over the instruction; all here have three bytes.
	made.pair.load(
		["rsr.epc1 a14", "addi a14, a14, 3", "wsr.epc1 a14", "rsr.exccause a15", "add a13, a13, a15", "rfe"],
		KERNEL,
	);
	runSlices(t, made);
	t.true(made.pair.interpreted.words.ar[13] > 1000);
});

test("code that changes itself runs as changed", (t) => {
	const patched = line(4);
	const made = bench(
		[
			"addi a3, a3, 1",
			"xor a4, a4, a5",
			"s32i a4, a2, 0",
			"nop",
			"addi a6, a6, 1",
			"nop",
			"nop",
			"nop",
			`j ${line(0)}`,
		],
		({ words }) => {
			const at = patched & ~3;
			words.ar[2] = at;
		},
	);
	made.pair.both(({ bus, words }) => {
		// a5 turns "addi a6, a6, 1" into "addi a6, a6, 17", and back.
		const at = patched & ~3;
		const before = bus.peek(at, 4)!;
		bus.poke(patched + 2, 1, 17);
		const after = bus.peek(at, 4)!;
		bus.poke(patched + 2, 1, 1);
		words.ar[4] = before;
		words.ar[5] = before ^ after;
	});
	runSlices(t, made);
	const { ar } = made.pair.interpreted.words;
	t.true(ar[6] > 8 * ar[3]);
});

/** A loop in the flash window that calls a function in instruction RAM, which calls back. */
function windowBench(): Bench {
	const made = bench(["addi a3, a3, 1", "s32i a3, a2, 0", "l32i a9, a8, 0", "add a10, a10, a9", "jx a7"]);
	const loop = ["addi a4, a4, 1", "l32r a6, 0", "add a5, a5, a6", `j ${FLASH + 0x40}`];
	made.pair.both(({ state, bus, words }) => {
		const flash = state.bytesOf("flash");
		for (const [page, step] of [
			[0, 1],
			[0x80000, 3],
		]) {
			loop[0] = `addi a4, a4, ${step}`;
			loop[1] = `l32r a6, ${FLASH + 0x10}`;
			loop[3] = "jx a0";
			flash.set(assemble(loop, FLASH + 0x40), page + 0x40);
			new DataView(flash.buffer, flash.byteOffset).setUint32(page + 0x10, 0x1000 * step, true);
		}
		bus.mapFlash(true, 0);
		words.ar[0] = CODE;
		words.ar[2] = APB;
		words.ar[7] = FLASH + 0x40;
		words.ar[8] = FLASH + 0x10;
	});
	return made;
}

test("a flash window that is moved shows other code and data at once", (t) => {
	const made = windowBench();
	for (const clock of made.clocks) {
		clock.onWrite = (value, { bus }) => bus.mapFlash(true, value & 64 ? 0x80000 : 0);
	}
	runSlices(t, made);
	t.true(made.pair.interpreted.words.ar[4] > made.pair.interpreted.words.ar[3]);
});

test("a flash window that is closed faults at once, and runs again when it is open", (t) => {
	const made = windowBench();
	made.pair.load(["addi a12, a12, 1", "addi a13, a13, 1", "s32i a12, a2, 4", "rsr.epc1 a14", "rfe"], KERNEL);
	for (const clock of made.clocks) {
		clock.onWrite = (value, { bus, words }) => {
			if (words.pc >= VECTORS) bus.mapFlash(true, 0);
			else if (value % 50 === 0) bus.mapFlash(false, 0);
		};
	}
	runSlices(t, made);
	t.true(made.pair.interpreted.words.ar[12] > 50);
});

test("flash that is written shows its new code and literals at once", (t) => {
	const made = windowBench();
	for (const clock of made.clocks) {
		clock.onWrite = (value, { bus, state }) => {
			if (value % 40 !== 0) return;
			const flash = state.bytesOf("flash");
			const code = value % 80 === 0;
			flash[code ? 0x42 : 0x11] = (value / 40) & 31;
			bus.invalidateFlash(code ? 0x42 : 0x11, 1);
		};
	}
	runSlices(t, made);
});

test("literals relative to LITBASE, and absolute again", (t) => {
	const made = bench(
		[
			"l32r a3, 0",
			"add a4, a4, a3",
			"addi a6, a6, 1",
			`bbci a6, 6, ${line(5)}`,
			"xsr.litbase a5",
			`j ${line(0)}`,
		].map((text) => text.replace("l32r a3, 0", `l32r a3, ${CODE - 4 - 0x3fff8}`)),
		({ words }) => {
			words.ar[5] = CODE + 0x1001;
		},
	);
	runSlices(t, made);
	t.pass();
});

test("WAITI ends the slice, and an interrupt the wait", (t) => {
	const made = bench(["addi a3, a3, 1", "waiti 0", "addi a4, a4, 1", `j ${line(0)}`], ({ words }) => {
		Object.assign(words, { intenable: 1 << 6, ccompare0: 300 });
	});
	made.pair.load(
		["rsr.ccompare0 a10", "movi a11, 101", "add a10, a10, a11", "wsr.ccompare0 a10", "rfe"],
		KERNEL,
	);
	for (let i = 0; i < 2000; i++) {
		made.pair.run(t, 90);
		made.pair.both(({ cpu }) => {
			if (!cpu.waiting) return;
			cpu.idle(60);
			cpu.endSlice();
		});
		if (i % 100 === 0) made.pair.compare(t);
	}
	t.true(made.pair.interpreted.words.ar[4] > 300);
});

test("the debug registers stop translated code as they stop the interpreter", (t) => {
	const made = bench(COUNTING);
	made.pair.load(["addi a12, a12, 1", "rsr.ibreaka0 a13", "xor a13, a13, a14", "rfi 2"], VECTORS + 0x10);
	runSlices(t, made);
	made.pair.both(({ words }) => {
		Object.assign(words, { ibreakenable: 1, ibreaka0: line(4), intenable: 0 });
	});
	runSlices(t, made, [1000, 2000]);
	t.true(made.pair.interpreted.words.ar[12] > 10);
	made.pair.both(({ words }) => {
		words.ibreakenable = 0;
	});
	runSlices(t, made);
});

test("ISYNC and taken branches cost what they cost", (t) => {
	const made = bench(["isync", "addi a2, a2, 1", `bbci a2, 0, ${line(0)}`, "nop", `j ${line(0)}`]);
	runSlices(t, made);
	t.is(Cycles.REFETCH, 2);
});

test("a restore drops what was made from other code", (t) => {
	const made = bench(COUNTING);
	const snapshots = [made.pair.interpreted, made.pair.translated].map(({ state }) => state.snapshot());
	runSlices(t, made);
	made.pair.load(["addi a2, a2, 3"]);
	runSlices(t, made, [3000]);
	[made.pair.interpreted, made.pair.translated].forEach(({ state }, i) => {
		state.restore(snapshots[i]);
	});
	runSlices(t, made);
});
