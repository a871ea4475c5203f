/** Branches as comparisons of two numbers. */
import { Op } from "../xtensa/isa.js";
import { B4CONST, B4CONSTU } from "../xtensa/operands.js";

export type Compare = (a: number, b: number) => boolean;

const unsigned =
	(compare: Compare): Compare =>
	(a, b) =>
		compare(a >>> 0, b >>> 0);

const equal: Compare = (a, b) => a === b;
const less: Compare = (a, b) => a < b;
const not =
	(compare: Compare): Compare =>
	(a, b) =>
		!compare(a, b);

/** With another register. */
const REGISTERS: ReadonlyMap<Op, Compare> = new Map<Op, Compare>([
	[Op.BEQ, equal],
	[Op.BNE, not(equal)],
	[Op.BLT, less],
	[Op.BGE, not(less)],
	[Op.BLTU, unsigned(less)],
	[Op.BGEU, not(unsigned(less))],
]);

/** With zero, or one of the constants. */
const CONSTANTS: ReadonlyMap<Op, readonly [Compare, readonly number[]]> = new Map<
	Op,
	readonly [Compare, readonly number[]]
>([
	[Op.BEQZ, [equal, []]],
	[Op.BNEZ, [not(equal), []]],
	[Op.BLTZ, [less, []]],
	[Op.BGEZ, [not(less), []]],
	[Op.BEQI, [equal, B4CONST]],
	[Op.BNEI, [not(equal), B4CONST]],
	[Op.BLTI, [less, B4CONST]],
	[Op.BGEI, [not(less), B4CONST]],
	[Op.BLTUI, [unsigned(less), B4CONSTU]],
	[Op.BGEUI, [not(unsigned(less)), B4CONSTU]],
]);

/** A branch as a comparison with another register (no constant) or a constant; undefined for a test of bits. */
export function comparisonOf(
	op: Op,
	smallNumber: number,
): { readonly compare: Compare; readonly constant?: number } | undefined {
	const compare = REGISTERS.get(op);
	if (compare) return { compare };
	const found = CONSTANTS.get(op);
	return found && { compare: found[0], constant: found[1][smallNumber & 15] ?? 0 };
}
