/**
 * Rounds of one loop as a WebAssembly function: it finds the way of each round by the ways' conditions, writes what
 * the round leaves in the words that vary, and counts, until no way is known.
 */
import { CodeWriter } from "../translate/wasm/code.js";
import { encodeModule } from "../translate/wasm/module.js";
import { ValueType, Wasm } from "../translate/wasm/opcodes.js";
import { Op } from "../xtensa/isa.js";
import type { Condition, Constant, Loop, Way } from "./loop.js";
import { CLOCK_UNIT } from "./registers.js";
import type { Rump } from "./rump.js";
import type { Slopes } from "./shift.js";
import { Local, Skipped } from "./skip-locals.js";
import { PeriodWriter } from "./skip-periods.js";
import type { Expression } from "./values.js";

/**
 * (clock at the start, ticks since it last changed, cycles that are left, bits of the ways whose other constants are
 * there) -> rounds
 */
export type SkipRounds = (clock: number, phase: number, left: number, eligible: number) => number;

/** Ways that fit in a word of bits. */
export const MOST_WAYS = 32;

/** Words in which a round may find something else than the round before it did. */
export function movingWords({ ways, cells, switches }: Loop): Set<number> {
	const varying = ways.flatMap(({ results }) => results.map(({ word }) => word));
	return new Set([...cells, ...switches, ...varying]);
}

const SIMPLE: ReadonlyMap<Op, Wasm> = new Map([
	[Op.ADD, Wasm.I32_ADD],
	[Op.SUB, Wasm.I32_SUB],
	[Op.AND, Wasm.I32_AND],
	[Op.OR, Wasm.I32_OR],
	[Op.XOR, Wasm.I32_XOR],
	[Op.MULL, Wasm.I32_MUL],
]);

/** Shifts of s to the left before t is added. */
const SCALES: ReadonlyMap<Op, number> = new Map([
	[Op.ADDX2, 1],
	[Op.ADDX4, 2],
	[Op.ADDX8, 3],
]);

class RoundWriter {
	readonly code = new CodeWriter();

	readonly #periods: PeriodWriter | undefined;
	#done = 0;

	constructor(
		private readonly loop: Loop,
		private readonly moving: ReadonlySet<number>,
		/** Byte offset of what is left behind. */
		private readonly at: number,
		private readonly rumps: readonly (Rump | undefined)[],
		/** Local behind the last that is used for results. */
		firstFree: number,
		slopes: Slopes | undefined,
	) {
		if (!slopes) return;
		const { ways } = loop;
		const value = (expression: Expression): void => this.#value(expression);
		this.#periods = new PeriodWriter(this.code, moving, slopes, ways.length, at, firstFree, value);
	}

	/** Locals beyond those for results. */
	get locals(): number {
		return this.#periods?.locals ?? 0;
	}

	write(): Uint8Array {
		const { code, at, loop } = this;
		code.i32(-1);
		code.set(Local.STAMP);
		code.i32(-1);
		code.set(Local.RUMP);
		this.#periods?.begin();
		this.#done = code.open(Wasm.BLOCK);
		const next = code.open(Wasm.LOOP);
		loop.ways.forEach((way, i) => {
			this.#way(way, i, next);
		});
		code.end();
		code.end();
		this.#store(at + Skipped.RUMP, Local.RUMP);
		this.#store(at + Skipped.LEFT, Local.LEFT);
		this.#store(at + Skipped.INSTRUCTIONS, Local.INSTRUCTIONS);
		this.#store(at + Skipped.STAMP, Local.STAMP);
		this.#store(at + Skipped.REPEATED, Local.REPEATED);
		code.get(Local.ROUNDS);
		return code.take();
	}

	/** Does a round of `way` and goes to the next round, or goes on behind. */
	#way(way: Way, i: number, next: number): void {
		const { code, moving } = this;
		const not = code.open(Wasm.BLOCK);
		code.get(Local.ELIGIBLE);
		code.i32(1 << i);
		code.op(Wasm.I32_AND, Wasm.I32_EQZ);
		code.branch(not, Wasm.BR_IF);
		for (const constant of way.constants) {
			if (!moving.has(constant.word)) continue;
			this.#load(constant.word);
			code.i32(constant.mask);
			code.op(Wasm.I32_AND);
			code.i32(constant.value);
			code.op(Wasm.I32_NE);
			code.branch(not, Wasm.BR_IF);
		}
		for (const condition of way.conditions) {
			this.#condition(condition);
			code.branch(not, Wasm.BR_IF);
		}
		code.i32(way.cycles);
		code.get(Local.LEFT);
		code.op(Wasm.I32_GE_S);
		code.open(Wasm.IF);
		this.#rump(i);
		code.end();
		for (const condition of way.conditions) this.#periods?.narrow(condition);
		this.#effects(way);
		this.#count(way, i);
		this.#periods?.look();
		code.branch(next);
		code.end();
	}

	/** Works out what varies in a round of way `i`, and ends. */
	#rump(i: number): void {
		const { code } = this;
		this.rumps[i]?.varying.forEach((expression, number) => {
			code.storeAt(Wasm.I32_STORE, this.at + Skipped.VARYING + 4 * number, () => this.#value(expression));
		});
		code.i32(i);
		code.set(Local.RUMP);
		code.branch(this.#done);
	}

	/** Pushes whether a condition comes out otherwise. */
	#condition({ opcode, a, b, outcome }: Condition): void {
		this.#value(a);
		this.#value(b);
		this.code.op(opcode);
		if (outcome) this.code.op(Wasm.I32_EQZ);
	}

	#effects({ results, stores }: Way): void {
		const { code } = this;
		results.forEach(({ value }, i) => {
			this.#value(value);
			code.set(Local.RESULTS + i);
		});
		results.forEach(({ word }, i) => {
			this.#store(4 * word, Local.RESULTS + i);
		});
		for (const store of stores) if (this.moving.has(store.word)) this.#constant(store);
	}

	#count({ cycles, instructions, stamp }: Way, i: number): void {
		const { code, loop, at } = this;
		if (stamp !== undefined) {
			code.get(Local.ELAPSED);
			code.i32(stamp);
			code.op(Wasm.I32_ADD);
			code.set(Local.STAMP);
		}
		const ticks = cycles * loop.cycleTicks;
		code.add(Local.LEFT, -cycles);
		code.add(Local.INSTRUCTIONS, instructions);
		code.add(Local.ROUNDS, 1);
		code.add(Local.ELAPSED, ticks);
		code.add(Local.PHASE, ticks % CLOCK_UNIT);
		code.add(Local.CLOCK, Math.floor(ticks / CLOCK_UNIT));
		code.get(Local.PHASE);
		code.i32(CLOCK_UNIT);
		code.op(Wasm.I32_GE_S);
		code.open(Wasm.IF);
		code.add(Local.PHASE, -CLOCK_UNIT);
		code.add(Local.CLOCK, 1);
		code.end();
		this.#store(at + Skipped.LAST_USE + 4 * i, Local.ROUNDS);
	}

	#load(word: number): void {
		this.code.loadAt(Wasm.I32_LOAD, 4 * word);
	}

	#store(offset: number, local: number): void {
		this.code.storeAt(Wasm.I32_STORE, offset, () => this.code.get(local));
	}

	#constant({ word, mask, value }: Constant): void {
		const { code } = this;
		code.i32(0);
		if (mask === -1) code.i32(value);
		else {
			this.#load(word);
			code.i32(~mask);
			code.op(Wasm.I32_AND);
			code.i32(value);
			code.op(Wasm.I32_OR);
		}
		code.access(Wasm.I32_STORE, 4 * word);
	}

	#value(expression: Expression): void {
		const { code } = this;
		switch (expression.kind) {
			case "constant":
				code.i32(expression.value);
				break;
			case "cell":
				this.#load(expression.index);
				break;
			case "clock":
				this.#clock(expression.ticks);
				break;
			default:
				this.#operation(expression);
		}
	}

	/** The clock `ticks` after the start of the round. */
	#clock(ticks: number): void {
		const { code } = this;
		code.get(Local.CLOCK);
		code.i32(Math.floor(ticks / CLOCK_UNIT));
		code.op(Wasm.I32_ADD);
		code.get(Local.PHASE);
		code.i32(CLOCK_UNIT - (ticks % CLOCK_UNIT));
		code.op(Wasm.I32_GE_S, Wasm.I32_ADD);
	}

	#operation({ op, s, t, immediate, small, sar }: Expression & { kind: "operation" }): void {
		const { code } = this;
		const scale = SCALES.get(op);
		const constant = (value: number, opcode: Wasm): void => {
			code.i32(value);
			code.op(opcode);
		};
		if (op === Op.NEG) code.i32(0);
		this.#value(s);
		if (scale !== undefined) {
			constant(scale, Wasm.I32_SHL);
			this.#value(t);
			code.op(Wasm.I32_ADD);
			return;
		}
		const simple = SIMPLE.get(op);
		if (simple !== undefined) {
			this.#value(t);
			code.op(simple);
			return;
		}
		switch (op) {
			case Op.MOV:
				break;
			case Op.NEG:
				code.op(Wasm.I32_SUB);
				break;
			case Op.ADDI:
				constant(immediate, Wasm.I32_ADD);
				break;
			case Op.EXTUI:
				constant(small, Wasm.I32_SHR_U);
				constant(immediate, Wasm.I32_AND);
				break;
			case Op.SLLI:
				constant(immediate, Wasm.I32_SHL);
				break;
			case Op.SRLI:
				constant(immediate, Wasm.I32_SHR_U);
				break;
			case Op.SRAI:
				constant(immediate, Wasm.I32_SHR_S);
				break;
			case Op.SRL:
				// By 32 or more nothing is left.
				if (sar >= 32) constant(0, Wasm.I32_AND);
				else constant(sar, Wasm.I32_SHR_U);
				break;
			case Op.SRA:
				constant(Math.min(sar, 31), Wasm.I32_SHR_S);
				break;
			default:
				// MUL16U
				constant(0xffff, Wasm.I32_AND);
				this.#value(t);
				constant(0xffff, Wasm.I32_AND);
				code.op(Wasm.I32_MUL);
		}
	}
}

/**
 * The module; `at` is the byte offset at which the function leaves what it says. With `slopes` it does periods at once.
 * `rumps` are those of the ways.
 */
export function skipModule(
	loop: Loop,
	moving: ReadonlySet<number>,
	at: number,
	memoryPages: number,
	slopes: Slopes | undefined,
	rumps: readonly (Rump | undefined)[],
): Uint8Array<ArrayBuffer> {
	const results = Math.max(0, ...loop.ways.map((way) => way.results.length));
	const writer = new RoundWriter(loop, moving, at, rumps, Local.RESULTS + results, slopes);
	const body = writer.write();
	return encodeModule({
		memoryPages,
		imports: [],
		functions: [
			{
				signature: {
					parameters: [ValueType.I32, ValueType.I32, ValueType.I32, ValueType.I32],
					results: [ValueType.I32],
				},
				locals: [{ count: Local.RESULTS - Local.ROUNDS + results + writer.locals, type: ValueType.I32 }],
				body,
			},
		],
		exported: 0,
	});
}
