/** The interpreter's loop as WebAssembly beside the interpreter, which is right: single instructions and short runs of them. */
import test from "ava";
import fc from "fast-check";
import { Region } from "../../../../src/chip/memory/memories.js";
import { diffSnapshots } from "../../../../src/chip/state/diff.js";
import type { Tuning } from "../../../../src/chip/translate/translator.js";
import { INSTRUCTIONS, type Instruction, instructionLength } from "../../../../src/chip/xtensa/isa.js";
import { CODE, createMachine, type Machine } from "../../xtensa/machine.js";

/** Nothing gets hot. */
const COLD: Tuning = { pieceCycles: 1009, first: Infinity, later: Infinity, last: Infinity, warm: Infinity };

/** What registers hold: small numbers, any numbers, and addresses in and around every kind of memory. */
const value = fc.oneof(
	fc.integer({ min: -40, max: 40 }),
	fc.integer(),
	fc
		.tuple(
			fc.constantFrom(
				Region.DRAM_BASE,
				Region.DRAM_BASE + Region.DRAM_SIZE,
				Region.IRAM_BASE,
				CODE,
				Region.FLASH_WINDOW_BASE,
				0x60000000,
			),
			fc.integer({ min: -72, max: 72 }),
		)
		.map(([base, offset]) => (base + offset) | 0),
);
const word = fc
	.tuple(fc.constantFrom<Instruction>(...INSTRUCTIONS), fc.integer())
	.map(([{ match, mask }, operands]) => match | (operands & ~mask));
const circumstances = fc.record({
	words: fc.array(word, { minLength: 1, maxLength: 6 }),
	registers: fc.array(value, { minLength: 16, maxLength: 16 }),
	sar: fc.integer({ min: 0, max: 63 }),
	ps: fc.constantFrom(0, 0x10, 0x20, 0x2f, 3),
	isOpen: fc.boolean(),
	latched: fc.constantFrom(0, 0, 0x100),
	ibreak: fc.constantFrom(0, 0, 0, 1),
	cycles: fc.integer({ min: 1, max: 24 }),
});
type Circumstances = typeof circumstances extends fc.Arbitrary<infer T> ? T : never;

/** Both kinds of machine, which go from the same state into each case. */
const machines = (["interp", "wasm"] as const).map((engine) =>
	createMachine({
		engine,
		tuning: COLD,
		flashSize: 0x80000,
		mmio: { read: () => 0x12345678, write: () => {} },
	}),
);
const [right, other] = machines;
const begin = right.state.snapshot();

function prepare({ bus, cpu, state, words }: Machine, given: Circumstances): void {
	state.restore(begin);
	bus.code.dropAll();
	cpu.reset();
	let at = CODE;
	for (const instruction of given.words) {
		for (let i = 0; i < 3; i++) bus.poke(at + i, 1, (instruction >>> (8 * i)) & 0xff);
		at += instructionLength(instruction);
	}
	bus.mapFlash(given.isOpen, 0);
	words.ar.set(given.registers);
	Object.assign(words, { pc: CODE, vecbase: CODE + 0x8000, sar: given.sar, ps: given.ps });
	Object.assign(words, { intLatched: given.latched, intenable: given.latched });
	Object.assign(words, { ibreakenable: given.ibreak, ibreaka0: CODE + 3 });
}

test("any few instructions leave the same state, in the same time", (t) => {
	t.timeout(120_000);
	t.notThrows(() =>
		fc.assert(
			fc.property(circumstances, (given) => {
				for (const machine of machines) prepare(machine, given);
				for (const cycles of [given.cycles, 1, 7]) {
					for (const { cpu } of machines) cpu.run(cycles);
					const [expected, actual] = machines.map(({ cpu }) => cpu.endSlice());
					const differences = diffSnapshots(
						right.state.layout,
						right.state.snapshot(),
						other.state.snapshot(),
					);
					if (actual !== expected || differences.length > 0)
						throw new Error(`${expected} and ${actual} cycles, ${JSON.stringify(differences)}`);
				}
			}),
			{ numRuns: 1500 },
		),
	);
});
