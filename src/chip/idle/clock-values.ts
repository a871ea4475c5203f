/**
 * What a round of a loop holds of the clocks, and how far these may go on before the round goes another way.
 *
 * What was read of a clock is followed as long as only something is added to it that is the same in every round: so it
 * goes up as the clock does, and each comparison says how far it may. A register in which something of a clock is left
 * must not be read before it is written, so that no round sees what the one before it left.
 */
import type { ClockTree } from "../clock-tree.js";
import type { ChipState } from "../state/chip-state.js";
import { first, type GuestInstruction, second, smallNumber, third } from "../translate/instruction.js";
import { registerUse } from "../translate/registers.js";
import { Wasm } from "../translate/wasm/opcodes.js";
import { Word } from "../xtensa/cpu-state.js";
import { Op } from "../xtensa/isa.js";
import { consumedCycles } from "../xtensa/slice.js";
import { comparisonOf } from "./conditions.js";
import { CLOCK_UNIT } from "./registers.js";

const TWO_32 = 2 ** 32;
const SIGN = 2 ** 31;

/** The clocks: the core's, in cycles, and the system's, in microseconds. */
export type Clock = "core" | "system";

/** A clock as it was read, at so many cycles of the slice. */
interface Reading {
	readonly clock: Clock;
	readonly at: number;
}

/** How far x may go up, modulo 2^32, before its comparison with `other` comes out otherwise. */
function roomOf(opcode: Wasm, x: number, other: number, isSecond: boolean): number {
	if (opcode === Wasm.I32_EQ || opcode === Wasm.I32_NE) return Math.max(0, ((other - x) >>> 0) - 1);
	const bias = opcode === Wasm.I32_LT_S || opcode === Wasm.I32_GE_S ? SIGN : 0;
	const [value, bound] = [(x + bias) >>> 0, (other + bias) >>> 0];
	// Compared are x < bound, or bound < x: then x may come up to the bound.
	const room = isSecond ? bound - value : bound - 1 - value;
	return room >= 0 ? room : TWO_32 - 1 - value;
}

/** How far a comparison lets a clock go on. */
interface Limit {
	/** Cycles of the slice at which the clock was read, and from which on the comparison would come out otherwise. */
	readonly at: number;
	readonly until: number;
}

export class ClockValues {
	readonly #cpu: Int32Array;
	readonly #clocks: ClockTree;
	/** When the system's clock was 0, as two words. */
	readonly #epoch: Uint32Array;
	/** What a register holds comes of this reading, if it varies. */
	readonly #readings = new Array<Reading | undefined>(16);
	readonly #limits: Limit[] = [];
	/** Bit sets of registers: those that hold something of a clock, those written, and those read before. */
	#varying = 0;
	#written = 0;
	#read = 0;

	constructor(cpu: Int32Array, state: ChipState, clocks: ClockTree) {
		this.#cpu = cpu;
		this.#clocks = clocks;
		this.#epoch = new Uint32Array(state.buffer, state.offsetOf("wdev", "epoch"), 2);
	}

	/** A round begins. */
	begin(): void {
		this.#varying = 0;
		this.#written = 0;
		this.#read = 0;
		this.#limits.length = 0;
	}

	/** Takes in the instruction at PC; false when it does with a clock's value what cannot be followed. */
	allows(instruction: GuestInstruction): boolean {
		const { reads, writes } = registerUse(instruction);
		const varying = reads & this.#varying;
		this.#read |= reads & ~this.#written;
		this.#written |= writes;
		this.#varying &= ~writes;
		if (varying === 0) return true;
		const reading = this.#readings[31 - Math.clz32(varying)]!;
		// Of two that vary it depends how far each goes.
		if ((varying & (varying - 1)) !== 0) return false;
		if (instruction.op >= Op.BEQZ && instruction.op <= Op.BBSI) return this.#compare(instruction, reading);
		if (!isSum(instruction, varying)) return false;
		this.#hold(first(instruction), reading);
		return true;
	}

	/** The instruction at PC, which has been taken in, reads a clock. */
	reads(clock: Clock, register: number): void {
		this.#hold(register, { clock, at: consumedCycles(this.#cpu) });
	}

	/** Whether what is left in a register is something of a clock that the next round does not see. */
	leaves(register: number): boolean {
		return (this.#varying & ~this.#read & (1 << register)) !== 0;
	}

	/** How many more rounds of so many cycles go the same way. */
	most(cycles: number): number {
		let most = Infinity;
		for (const { at, until } of this.#limits) most = Math.min(most, Math.floor((until - 1 - at) / cycles));
		return most;
	}

	/** Leaves in the registers what they hold after `cycles` more. */
	move(cycles: number): void {
		for (let register = 0; register < 16; register++) {
			if ((this.#varying & (1 << register)) === 0) continue;
			const { clock, at } = this.#readings[register]!;
			this.#cpu[Word.AR + register] += this.#units(clock, at + cycles) - this.#units(clock, at);
		}
	}

	#hold(register: number, reading: Reading): void {
		this.#readings[register] = reading;
		this.#varying |= 1 << register;
	}

	#compare(instruction: GuestInstruction, { clock, at }: Reading): boolean {
		const comparison = comparisonOf(instruction.op, smallNumber(instruction));
		if (!comparison) return false;
		const isSecond = (this.#varying & (1 << first(instruction))) === 0;
		const a = this.#cpu[Word.AR + first(instruction)];
		const b = comparison.constant ?? this.#cpu[Word.AR + second(instruction)];
		const room = isSecond ? roomOf(comparison.opcode, b, a, true) : roomOf(comparison.opcode, a, b, false);
		this.#limits.push({ at, until: this.#when(clock, this.#units(clock, at) + room + 1) });
		return true;
	}

	/** What a clock counts since its origin at so many cycles of the slice; and the first of them at which it has come to that. */
	#units(clock: Clock, cycles: number): number {
		if (clock === "core") return cycles;
		return Math.floor((this.#clocks.tickAfter(cycles) - this.#origin) / CLOCK_UNIT);
	}

	#when(clock: Clock, units: number): number {
		return clock === "core" ? units : this.#clocks.cyclesUntil(this.#origin + units * CLOCK_UNIT);
	}

	get #origin(): number {
		return this.#epoch[1] * TWO_32 + this.#epoch[0];
	}
}

/** Whether the result is the one operand that varies, and something added that does not. */
function isSum(instruction: GuestInstruction, varying: number): boolean {
	const [s, t] = [1 << second(instruction), 1 << third(instruction)];
	switch (instruction.op) {
		case Op.MOV:
		case Op.ADDI:
			return true;
		case Op.ADD:
			return s !== t;
		case Op.SUB:
			return s !== t && varying === s;
		default:
			return false;
	}
}
