/** Two machines with the same code and data, one interpreted and one translated, run in lock step. */
import type { ExecutionContext } from "ava";
import type { Mmio } from "../../../src/chip/memory/mmio.js";
import { diffSnapshots, type FieldDifference } from "../../../src/chip/state/diff.js";
import { createMachine, load, type Machine } from "../xtensa/machine.js";

/** Translates whatever is met twice. */
export const EAGER = { pieceCycles: 7, first: 1, later: 1, last: 1, warm: 1 };

export class Pair {
	readonly interpreted: Machine;
	readonly translated: Machine;

	/** `mmio` makes the register space of each. */
	constructor(mmio: (machine: () => Machine) => Mmio = () => ({ read: () => 0, write: () => {} })) {
		const build = (engine: "interp" | "wasm"): Machine => {
			let made: Machine | undefined;
			made = createMachine({ engine, tuning: EAGER, mmio: mmio(() => made!) });
			return made;
		};
		this.interpreted = build("interp");
		this.translated = build("wasm");
	}

	/** Does the same with both. */
	both(act: (machine: Machine) => void): void {
		act(this.interpreted);
		act(this.translated);
	}

	/** Puts code in both. */
	load(lines: readonly string[], address?: number): void {
		this.both((machine) => load(machine, lines, address));
	}

	/** Where the interpreted one stands. */
	get pc(): string {
		return this.interpreted.words.pc.toString(16);
	}

	/** Runs a slice of `cycles` in both; the cycles that each took. */
	slice(cycles: number): readonly [interpreted: number, translated: number] {
		const [a, b] = [this.interpreted, this.translated].map(({ cpu }) => {
			cpu.run(cycles);
			return cpu.endSlice();
		});
		return [a, b];
	}

	/** Runs a slice of `cycles` in both; they must take the same time to the same state. */
	run(t: ExecutionContext, cycles: number): number {
		const [a, b] = this.slice(cycles);
		if (a !== b) t.fail(`${a} cycles interpreted, ${b} translated; pc ${this.pc}`);
		return a;
	}

	/** How the whole states differ: `a` is the interpreter's value. */
	differences(): FieldDifference[] {
		const [a, b] = [this.interpreted.state, this.translated.state];
		return diffSnapshots(a.layout, a.snapshot(), b.snapshot());
	}

	/** Compares the whole states. */
	compare(t: ExecutionContext, where = ""): void {
		t.deepEqual(this.differences(), [], `${where} pc ${this.pc}`);
	}
}
