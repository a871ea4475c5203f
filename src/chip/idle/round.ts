/**
 * Follows one round of a loop, instruction by instruction, and keeps what each value depends on.
 *
 * The registers, the rest of the CPU's state and memory are words of one buffer here; `word` is an index into it.
 */
import { Region } from "../memory/memories.js";
import {
	first,
	type GuestInstruction,
	isReadable,
	second,
	smallNumber,
	third,
} from "../translate/instruction.js";
import { registerUse } from "../translate/registers.js";
import { Word } from "../xtensa/cpu-state.js";
import { Op } from "../xtensa/isa.js";
import type { Machine } from "../xtensa/slow-path.js";
import { Special, wordOfSpecial } from "../xtensa/special-registers.js";
import { comparisonOf } from "./conditions.js";
import type { Condition, Constant, Course, Way, Write } from "./loop.js";
import { CLOCK_ADDRESS, STAMP_ADDRESS, STAMP_VALUE } from "./registers.js";
import { type Expression, operation, type Value } from "./values.js";

/** Bits that a load reads, from its address up. */
const MASKS: ReadonlyMap<Op, number> = new Map([
	[Op.L8UI, 0xff],
	[Op.L16UI, 0xffff],
	[Op.L16SI, 0xffff],
	[Op.L32I, -1],
]);

const cell = (index: number): Expression => ({ kind: "cell", index });
const constant = (value: number): Expression => ({ kind: "constant", value });

export class Round {
	readonly conditions: Condition[] = [];
	/** Values of words that were written whole, at the end of the round. */
	readonly written = new Map<number, Value>();
	/** Bits of other words that were written. */
	readonly #parts = new Map<number, number>();
	/** Ticks from the start to the last stamp. */
	stamp: number | undefined;
	/** Words that were read before they were written, and which bits of them. */
	readonly #read = new Map<number, number>();
	/** Registers that hold a word as it was loaded, of which nothing was needed yet; by their own words. */
	readonly #loaded = new Map<number, number>();
	/** What was in words before they were written first. */
	readonly #before = new Map<number, number>();
	readonly #course = {
		cycles: [] as number[],
		writes: [] as Write[],
		written: [] as number[],
		stamps: [] as { instruction: number; ticks: number }[],
	};
	/** What the instruction that is being executed writes; values are known behind it. */
	readonly #writing: Omit<Write, "value">[] = [];
	readonly #keepsCourse: boolean;
	readonly #machine: Machine;
	readonly #words: Int32Array;
	/** Index of the CPU's first word, and of data RAM's. */
	readonly #cpu: number;
	readonly #dram: number;
	/** Words that hold something from the clock at the start. */
	readonly #cells: ReadonlySet<number>;

	/** `keepsCourse`: whether it is to be known how far the round was when. */
	constructor(machine: Machine, cells: ReadonlySet<number>, keepsCourse: boolean) {
		this.#machine = machine;
		this.#keepsCourse = keepsCourse;
		this.#words = machine.bus.words;
		this.#cpu = machine.cpu.byteOffset >> 2;
		this.#dram = machine.bus.dram32.byteOffset >> 2;
		this.#cells = cells;
	}

	/** The round so far. */
	get course(): Course {
		return this.#course;
	}

	/** The instruction that was taken in last has been executed, `cycles` after the start of the round. */
	executed(cycles: number): void {
		if (!this.#keepsCourse) return;
		const { writes, written } = this.#course;
		for (const write of this.#writing) writes.push({ ...write, value: this.#words[write.word] & write.mask });
		this.#writing.length = 0;
		this.#course.cycles.push(cycles);
		written.push(writes.length);
	}

	/** Whether the round leaves something else than it found in a word that it reads, and not because of the clock. */
	get makesProgress(): boolean {
		return [...this.written].some(
			([word, value]) =>
				value === undefined && this.#read.has(word) && this.#before.get(word) !== this.#words[word],
		);
	}

	/** What was read before it was written, but for cells, and what was there. */
	constants(): Constant[] {
		return [...this.#read]
			.filter(([word]) => !this.#cells.has(word))
			.map(([word, mask]) => ({ word, mask, value: (this.#before.get(word) ?? this.#words[word]) & mask }));
	}

	/** What a round leaves in the words it writes. To be asked before `constants`. */
	effects(): Pick<Way, "stores" | "results"> {
		for (const word of this.#loaded.values()) this.#need(word, -1);
		const stores: Constant[] = [];
		const results: { word: number; value: Expression }[] = [];
		for (const [word, value] of this.written) {
			if (value === undefined) stores.push({ word, mask: -1, value: this.#words[word] });
			else results.push({ word, value });
		}
		for (const [word, mask] of this.#parts) {
			if (!this.written.has(word)) stores.push({ word, mask, value: this.#words[word] & mask });
		}
		return { stores, results };
	}

	/**
	 * Takes in the instruction that is about to be executed, `ticks` after the start of the round; false when it does
	 * something a waiting loop may not do, or that cannot be told.
	 */
	follow(instruction: GuestInstruction, ticks: number): boolean {
		const { op } = instruction;
		if (op >= Op.BEQZ && op <= Op.BBSI) return this.#branch(instruction);
		if (op >= Op.L8UI && op <= Op.L32I) return this.#load(instruction, ticks);
		if (op >= Op.S8I && op <= Op.S32I) return this.#store(instruction, ticks);
		switch (op) {
			case Op.J:
			case Op.NOP:
			case Op.ISYNC:
				return true;
			case Op.JX:
				return this.#register(first(instruction)) === undefined;
			case Op.CALL0:
				this.#set(0, undefined);
				return true;
			case Op.CALLX0: {
				const target = this.#register(first(instruction));
				this.#set(0, undefined);
				return target === undefined;
			}
			case Op.RSR:
				if (!isReadable(instruction.immediate) && instruction.immediate !== Special.SAR) return false;
				this.#set(first(instruction), this.#value(wordOfSpecial(instruction.immediate)));
				return true;
			case Op.RSIL:
				this.#note(Word.PS);
				this.#set(first(instruction), undefined);
				return true;
			case Op.WSR:
				return this.#writeSpecial(instruction);
			default:
				if (op > Op.LAST_INLINE || op === Op.NONE) return false;
				return this.#compute(instruction);
		}
	}

	/** The value of a word of the CPU's state, which is read now. */
	#value(word: number): Value {
		return this.#at(this.#cpu + word);
	}

	#register(register: number): Value {
		return this.#value(Word.AR + register);
	}

	#at(word: number, mask = -1): Value {
		const loaded = this.#loaded.get(word);
		if (loaded !== undefined) this.#need(loaded, mask);
		if (this.written.has(word)) return this.written.get(word);
		this.#need(word, mask & ~(this.#parts.get(word) ?? 0));
		return this.#cells.has(word) ? cell(word) : undefined;
	}

	#need(word: number, mask: number): void {
		if (mask === 0) return;
		this.#read.set(word, (this.#read.get(word) ?? 0) | mask);
	}

	/** `varying` is what is written, where that is not the same in every round. */
	#put(word: number, value: Value, varying: Value = value): void {
		if (this.#keepsCourse) this.#writing.push({ word, mask: -1, varying });
		this.#loaded.delete(word);
		if (!this.#before.has(word)) this.#before.set(word, this.#words[word]);
		this.written.set(word, value);
	}

	#set(register: number, value: Value): void {
		this.#put(this.#cpu + Word.AR + register, value);
	}

	/** A word of the CPU's state is read and written, and must not vary. */
	#note(word: number): void {
		this.#at(this.#cpu + word);
		this.#put(this.#cpu + word, undefined);
	}

	#now(register: number): number {
		return this.#words[this.#cpu + Word.AR + register];
	}

	#writeSpecial(instruction: GuestInstruction): boolean {
		if (this.#register(first(instruction)) !== undefined) return false;
		if (instruction.immediate === Special.SAR) {
			this.#put(this.#cpu + Word.SAR, undefined);
			return true;
		}
		if (instruction.immediate !== Special.PS) return false;
		this.#note(Word.PS);
		return true;
	}

	#compute(instruction: GuestInstruction): boolean {
		const { op, immediate } = instruction;
		const d = first(instruction);
		const s = second(instruction);
		if (op === Op.EXTUI && this.#loaded.has(this.#cpu + s)) {
			this.#at(this.#cpu + s, immediate << smallNumber(instruction));
			this.#set(d, undefined);
			return true;
		}
		const t = third(instruction);
		const { reads, writes } = registerUse(instruction);
		let varies = false;
		for (let r = 0; r < 16; r++) if (reads & (1 << r) && this.#register(r)) varies = true;
		const usesSar = op >= Op.SLL && op <= Op.SRC;
		if (usesSar && this.#value(Word.SAR)) return false;
		let result: Value;
		if (varies) {
			const sar = this.#words[this.#cpu + Word.SAR];
			result = operation(op, this.#operand(s), this.#operand(t), immediate, smallNumber(instruction), sar);
			if (!result) return false;
		}
		if (op >= Op.SSR && op <= Op.SSAI) this.#put(this.#cpu + Word.SAR, undefined);
		else if (writes) this.#set(d, result);
		return true;
	}

	/** A register as an operand; one that the operation does not read does no harm. */
	#operand(register: number): Expression {
		return this.written.get(this.#cpu + register) ?? this.#cellOf(register) ?? constant(this.#now(register));
	}

	#cellOf(register: number): Value {
		const word = this.#cpu + register;
		return this.#cells.has(word) && !this.written.has(word) ? cell(word) : undefined;
	}

	#branch(instruction: GuestInstruction): boolean {
		const a = { now: this.#now(first(instruction)), value: this.#register(first(instruction)) };
		const comparison = comparisonOf(instruction.op, smallNumber(instruction));
		const isTwo = instruction.op >= Op.BEQ && instruction.op <= Op.BBS;
		const b =
			comparison?.constant === undefined && isTwo
				? { now: this.#now(second(instruction)), value: this.#register(second(instruction)) }
				: { now: comparison?.constant ?? 0, value: undefined };
		if (a.value === undefined && b.value === undefined) return true;
		if (!comparison) return false;
		const outcome = comparison.compare(a.now, b.now);
		const [x, y] = [a.value ?? constant(a.now), b.value ?? constant(b.now)];
		this.conditions.push({ opcode: comparison.opcode, a: x, b: y, outcome });
		return true;
	}

	/** Whether a word does not hold simply what it held when the round began. */
	#isKnown(word: number): boolean {
		return this.written.has(word) || this.#parts.has(word) || this.#cells.has(word);
	}

	/** The word that an access is to; -1 for one that is not to plain memory. */
	#wordOf(address: number): number {
		const inRam = (address - Region.DRAM_BASE) >>> 0;
		if (inRam < Region.DRAM_SIZE) return this.#dram + (inRam >> 2);
		return this.#machine.bus.literalIndex(address & ~3);
	}

	#load(instruction: GuestInstruction, ticks: number): boolean {
		const base = second(instruction);
		const d = first(instruction);
		if (this.#register(base) !== undefined) return false;
		const address = (this.#now(base) + instruction.immediate) >>> 0;
		if (address === CLOCK_ADDRESS) {
			this.#set(d, { kind: "clock", ticks });
			return instruction.op === Op.L32I;
		}
		const word = this.#wordOf(address);
		if (word < 0) return false;
		if (instruction.op === Op.L32I && !this.#isKnown(word)) {
			// Which of its bits matter shows when they are used.
			this.#put(this.#cpu + Word.AR + d, undefined, cell(word));
			this.#loaded.set(this.#cpu + Word.AR + d, word);
			return true;
		}
		const value = this.#at(word, MASKS.get(instruction.op)! << ((address & 3) * 8));
		this.#set(d, value);
		return value === undefined || instruction.op === Op.L32I;
	}

	#store(instruction: GuestInstruction, ticks: number): boolean {
		const value = this.#register(first(instruction));
		if (this.#register(second(instruction)) !== undefined) return false;
		const address = (this.#now(second(instruction)) + instruction.immediate) >>> 0;
		if (address === STAMP_ADDRESS) {
			this.stamp = ticks;
			this.#course.stamps.push({ instruction: this.#course.cycles.length, ticks });
			return value === undefined && this.#now(first(instruction)) === STAMP_VALUE;
		}
		const inRam = (address - Region.DRAM_BASE) >>> 0;
		if (inRam >= Region.DRAM_SIZE) return false;
		const word = this.#dram + (inRam >> 2);
		if (instruction.op === Op.S32I) {
			this.#put(word, value);
			return true;
		}
		if (value !== undefined || this.#cells.has(word)) return false;
		const part = (instruction.op === Op.S8I ? 0xff : 0xffff) << ((address & 3) * 8);
		if (this.#keepsCourse) this.#writing.push({ word, mask: part, varying: undefined });
		if (this.written.has(word)) return this.written.get(word) === undefined;
		if (!this.#before.has(word)) this.#before.set(word, this.#words[word]);
		this.#parts.set(word, (this.#parts.get(word) ?? 0) | part);
		return true;
	}
}
