/**
 * What becomes of a loop's values when time is shifted.
 *
 * A round depends on the clock and on some words. Shift the clock by s, and each word by s times its slope, and every
 * value of a round is shifted by s times a slope that follows from how the value is made; so rounds that go the same
 * ways again leave words that are shifted alike. Whether they go the same ways again is for the conditions to say.
 */
import { Wasm } from "../translate/wasm/opcodes.js";
import { Op } from "../xtensa/isa.js";
import type { Condition, Loop } from "./loop.js";
import type { Expression } from "./values.js";

/** Slopes of the words that ways leave by what varied; of any other word the slope is 0. */
export type Slopes = ReadonlyMap<number, number>;

/** The factor of operand s in operations that are linear in both, or the one, of their operands; that of t is `t`. */
const LINEAR: ReadonlyMap<Op, { readonly s: number; readonly t: number }> = new Map([
	[Op.MOV, { s: 1, t: 0 }],
	[Op.ADDI, { s: 1, t: 0 }],
	[Op.NEG, { s: -1, t: 0 }],
	[Op.ADD, { s: 1, t: 1 }],
	[Op.ADDX2, { s: 2, t: 1 }],
	[Op.ADDX4, { s: 4, t: 1 }],
	[Op.ADDX8, { s: 8, t: 1 }],
	[Op.SUB, { s: 1, t: -1 }],
]);

/** Other operations that do not look at t. */
const UNARY: ReadonlySet<Op> = new Set([Op.EXTUI, Op.SLLI, Op.SRLI, Op.SRAI, Op.SRL, Op.SRA]);

/** Slopes beyond these are of no use. */
const STEEPEST = 8;

/** The slope of a value, by `cell`, which gives those of cells; undefined when it has none, or one is not known. */
export function slopeOf(
	expression: Expression,
	cell: (word: number) => number | undefined,
): number | undefined {
	switch (expression.kind) {
		case "constant":
			return 0;
		case "clock":
			return 1;
		case "cell":
			return cell(expression.index);
		default: {
			const { op } = expression;
			const s = slopeOf(expression.s, cell);
			const linear = LINEAR.get(op);
			const t = linear?.t === 0 || UNARY.has(op) ? 0 : slopeOf(expression.t, cell);
			if (s === undefined || t === undefined) return undefined;
			const slope = linear ? linear.s * s + linear.t * t : 0;
			const isKnown = linear ? Math.abs(slope) <= STEEPEST : s === 0 && t === 0;
			return isKnown ? slope : undefined;
		}
	}
}

/** The slopes with which all ways of the loop agree; undefined when there are none. */
export function slopesOf({ ways }: Loop): Slopes | undefined {
	const results = ways.flatMap((way) => way.results);
	const varying = new Set(results.map(({ word }) => word));
	const found = new Map<number, number>();
	const known = (word: number): number | undefined => (varying.has(word) ? found.get(word) : 0);
	for (let before = -1; before < found.size; ) {
		before = found.size;
		for (const { word, value } of results) {
			const slope = slopeOf(value, known);
			if (slope !== undefined && !found.has(word)) found.set(word, slope);
		}
	}
	// What comes only from itself is as good as constant.
	for (const word of varying) if (!found.has(word)) found.set(word, 0);
	const agree = results.every(({ word, value }) => slopeOf(value, known) === found.get(word));
	const fixed = ways.flatMap(({ constants, stores }) => [...constants, ...stores]);
	return agree && fixed.every(({ word }) => (found.get(word) ?? 0) === 0) ? found : undefined;
}

/**
 * How far time can be shifted before a condition comes out otherwise, as a number of clock units, by its operands a
 * and b; those of signed comparisons have their sign bit turned round.
 */
export type Reach =
	/** As far as one likes. */
	| "any"
	/** Not at all, as far as is known. */
	| "none"
	/** To where an operand wraps. */
	| { readonly wraps: readonly { readonly operand: "a" | "b"; readonly rises: boolean }[] }
	/** `high` comes down to `low`: by their distance, or one unit less. */
	| { readonly low: "a" | "b"; readonly high: "a" | "b"; readonly lessOne: boolean };

const LESS: ReadonlySet<Wasm> = new Set([Wasm.I32_LT_S, Wasm.I32_LT_U]);
const EQUALITY: ReadonlySet<Wasm> = new Set([Wasm.I32_EQ, Wasm.I32_NE]);
const SIGNED: ReadonlySet<Wasm> = new Set([Wasm.I32_LT_S, Wasm.I32_GE_S]);

/** Whether a comparison is of signed numbers. */
export function isSigned({ opcode }: Condition): boolean {
	return SIGNED.has(opcode);
}

/** The reach of a condition. */
export function reachOf({ opcode, a, b, outcome }: Condition, slopes: Slopes): Reach {
	const cell = (word: number): number => slopes.get(word) ?? 0;
	const [one, other] = [slopeOf(a, cell), slopeOf(b, cell)];
	if (one === undefined || other === undefined) return "none";
	if (one === other && (one === 0 || EQUALITY.has(opcode))) return "any";
	if (Math.abs(one) > 1 || Math.abs(other) > 1 || one === -other) return "none";
	const moving = [
		...(one === 0 ? [] : [{ operand: "a", rises: one > 0 } as const]),
		...(other === 0 ? [] : [{ operand: "b", rises: other > 0 } as const]),
	];
	if (one === other) return { wraps: moving };
	const aGains = one > other;
	if (EQUALITY.has(opcode)) {
		if ((opcode === Wasm.I32_EQ) === outcome) return "none";
		// They meet, whichever is greater: numbers are modulo 2^32.
		return aGains ? { low: "a", high: "b", lessOne: true } : { low: "b", high: "a", lessOne: true };
	}
	const isLess = LESS.has(opcode) === outcome;
	if (isLess && aGains) return { low: "a", high: "b", lessOne: true };
	if (!isLess && !aGains) return { low: "b", high: "a", lessOne: false };
	return { wraps: moving };
}
