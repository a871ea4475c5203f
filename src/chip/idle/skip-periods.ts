/**
 * Code that does many rounds at once. Where a round begins at the same place in a clock unit, and with the same words
 * but for a shift in time, as one some rounds before, the rounds between come again, shifted as much, for as long as
 * their conditions come out the same: see shift.ts.
 */
import type { CodeWriter } from "../translate/wasm/code.js";
import { Wasm } from "../translate/wasm/opcodes.js";
import type { Condition } from "./loop.js";
import { isSigned, reachOf, type Slopes } from "./shift.js";
import { Local, Skipped } from "./skip-locals.js";
import type { Expression } from "./values.js";

/**
 * Rounds after which another beginning is tried, where the rounds do not come to the one before again: soon at first,
 * for the first rounds are seldom part of a period; and then after about as many as periods have, and twice as many.
 */
const FIRST_PATIENCE = 6;
const LATER_PATIENCE = 64;

/** What is added up from round to round, and what it was when the period began. */
const COUNTS: readonly (readonly [now: number, base: number])[] = [
	[Local.INSTRUCTIONS, Local.BASE_INSTRUCTIONS],
	[Local.ELAPSED, Local.BASE_ELAPSED],
	[Local.CLOCK, Local.BASE_CLOCK],
];

const SIGN = -0x80000000;

export class PeriodWriter {
	readonly #words: readonly number[];

	constructor(
		private readonly code: CodeWriter,
		/** Words that vary, and how. */
		words: Iterable<number>,
		private readonly slopes: Slopes,
		private readonly ways: number,
		/** Byte offset of what the module leaves. */
		private readonly at: number,
		/** The first of as many locals as there are words. */
		private readonly firstBase: number,
		private readonly value: (expression: Expression) => void,
	) {
		this.#words = [...words];
	}

	/** Locals that this takes from `firstBase` on. */
	get locals(): number {
		return this.#words.length;
	}

	/** Before the first round. */
	begin(): void {
		const { code } = this;
		code.i32(FIRST_PATIENCE);
		code.set(Local.PATIENCE);
		this.#mark();
	}

	/** Behind a round. */
	look(): void {
		const { code } = this;
		code.get(Local.PHASE);
		code.get(Local.BASE_PHASE);
		code.op(Wasm.I32_EQ);
		code.open(Wasm.IF);
		this.#repeat();
		this.#mark();
		code.byte(Wasm.ELSE);
		code.get(Local.ROUNDS);
		code.get(Local.BASE_ROUNDS);
		code.op(Wasm.I32_SUB);
		code.get(Local.PATIENCE);
		code.op(Wasm.I32_GE_U);
		code.open(Wasm.IF);
		code.get(Local.PATIENCE);
		code.i32(1);
		code.op(Wasm.I32_SHL);
		code.i32(LATER_PATIENCE);
		code.op(Wasm.I32_OR);
		code.set(Local.PATIENCE);
		this.#mark();
		code.end();
		code.end();
	}

	/** Takes in a condition of the way that the round goes, before the round has an effect. */
	narrow(condition: Condition): void {
		const { code } = this;
		const reach = reachOf(condition, this.slopes);
		if (reach === "any") return;
		const operand = (name: "a" | "b"): void => {
			this.value(condition[name]);
			if (!isSigned(condition)) return;
			code.i32(SIGN);
			code.op(Wasm.I32_XOR);
		};
		if (reach === "none") {
			code.i32(0);
			code.set(Local.REACH);
		} else if ("wraps" in reach) {
			for (const { operand: name, rises } of reach.wraps) {
				operand(name);
				if (rises) {
					code.i32(-1);
					code.op(Wasm.I32_XOR);
				}
				this.#atMost();
			}
		} else {
			operand(reach.high);
			operand(reach.low);
			code.op(Wasm.I32_SUB);
			if (reach.lessOne) {
				code.i32(1);
				code.op(Wasm.I32_SUB);
			}
			this.#atMost();
		}
	}

	/** The reach becomes what is on the stack, where that is less. */
	#atMost(): void {
		const { code } = this;
		code.tee(Local.SPARE);
		code.get(Local.REACH);
		code.get(Local.SPARE);
		code.get(Local.REACH);
		code.op(Wasm.I32_LT_U, Wasm.SELECT);
		code.set(Local.REACH);
	}

	/** A period begins here. */
	#mark(): void {
		const { code } = this;
		const pairs = [
			...COUNTS,
			[Local.PHASE, Local.BASE_PHASE],
			[Local.LEFT, Local.BASE_LEFT],
			[Local.ROUNDS, Local.BASE_ROUNDS],
			[Local.STAMP, Local.BASE_STAMP],
		] as const;
		for (const [now, base] of pairs) {
			code.get(now);
			code.set(base);
		}
		this.#words.forEach((word, i) => {
			this.#load(4 * word);
			code.set(this.firstBase + i);
		});
		code.i32(-1);
		code.set(Local.REACH);
	}

	/** If the words are what they were, shifted: does the rounds since then again, as often as can be. */
	#repeat(): void {
		const { code } = this;
		const differs = code.open(Wasm.BLOCK);
		this.#since(Local.CLOCK, Local.BASE_CLOCK);
		code.set(Local.SHIFT);
		this.#words.forEach((word, i) => {
			this.#load(4 * word);
			code.get(this.firstBase + i);
			this.#shifted(word, Local.SHIFT);
			code.op(Wasm.I32_NE);
			code.branch(differs, Wasm.BR_IF);
		});
		// The last round must leave time, as each does.
		code.get(Local.LEFT);
		code.i32(1);
		code.op(Wasm.I32_SUB);
		this.#since(Local.BASE_LEFT, Local.LEFT);
		code.op(Wasm.I32_DIV_U);
		code.tee(Local.SPARE);
		code.get(Local.REACH);
		code.get(Local.SHIFT);
		code.op(Wasm.I32_DIV_U);
		code.tee(Local.TIMES);
		code.get(Local.SPARE);
		code.get(Local.TIMES);
		code.op(Wasm.I32_LT_U, Wasm.SELECT);
		code.tee(Local.TIMES);
		code.op(Wasm.I32_EQZ);
		code.branch(differs, Wasm.BR_IF);
		this.#moveOn();
		code.end();
	}

	#moveOn(): void {
		const { code, at } = this;
		code.get(Local.LEFT);
		this.#times(Local.BASE_LEFT, Local.LEFT);
		code.op(Wasm.I32_SUB);
		code.set(Local.LEFT);
		// A stamp in the period comes later by all of the others.
		code.get(Local.STAMP);
		code.get(Local.BASE_STAMP);
		code.op(Wasm.I32_NE);
		code.open(Wasm.IF);
		code.add(Local.STAMP, () => this.#times(Local.ELAPSED, Local.BASE_ELAPSED));
		code.end();
		this.#times(Local.ROUNDS, Local.BASE_ROUNDS);
		code.set(Local.SPARE);
		for (let way = 0; way < this.ways; way++) this.#use(at + Skipped.LAST_USE + 4 * way);
		code.add(Local.ROUNDS, () => code.get(Local.SPARE));
		code.add(Local.REPEATED, () => code.get(Local.SPARE));
		for (const [now, base] of COUNTS) code.add(now, () => this.#times(now, base));
		code.get(Local.SHIFT);
		code.get(Local.TIMES);
		code.op(Wasm.I32_MUL);
		code.set(Local.SHIFT);
		for (const word of this.#words) {
			if (!this.slopes.get(word)) continue;
			code.storeAt(Wasm.I32_STORE, 4 * word, () => {
				this.#load(4 * word);
				this.#shifted(word, Local.SHIFT);
			});
		}
	}

	/** A way that was gone in the period was gone last so many rounds, Local.SPARE, later. */
	#use(lastUse: number): void {
		const { code } = this;
		this.#load(lastUse);
		code.get(Local.BASE_ROUNDS);
		code.op(Wasm.I32_GT_U);
		code.open(Wasm.IF);
		code.storeAt(Wasm.I32_STORE, lastUse, () => {
			this.#load(lastUse);
			code.get(Local.SPARE);
			code.op(Wasm.I32_ADD);
		});
		code.end();
	}

	/** Adds to what is on the stack what `word` is shifted by when the clock is by `shift`. */
	#shifted(word: number, shift: number): void {
		const { code } = this;
		const slope = this.slopes.get(word) ?? 0;
		if (slope === 0) return;
		code.get(shift);
		code.i32(slope);
		code.op(Wasm.I32_MUL, Wasm.I32_ADD);
	}

	/** Pushes one local less another. */
	#since(now: number, base: number): void {
		this.code.get(now);
		this.code.get(base);
		this.code.op(Wasm.I32_SUB);
	}

	/** Pushes what was added to a local in the period, as often as the period comes again. */
	#times(now: number, base: number): void {
		this.#since(now, base);
		this.code.get(Local.TIMES);
		this.code.op(Wasm.I32_MUL);
	}

	#load(offset: number): void {
		this.code.loadAt(Wasm.I32_LOAD, offset);
	}
}
