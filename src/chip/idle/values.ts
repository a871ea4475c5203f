/**
 * What is known of a value in a loop that waits, besides what it is now: how it comes from what varies.
 *
 * What varies is the clock, read so many ticks after the start of the round, and words of the buffer as they are when
 * the round begins (cells). Undefined is a value that is the same in every round.
 */
import { Op } from "../xtensa/isa.js";

/** What an expression is worked out with. */
export interface Surroundings {
	/** The clock `ticks` after the start of the round. */
	clock(ticks: number): number;
	/** A word of the buffer. */
	word(index: number): number;
}

/** A number modulo 2^32, signed. */
export type Expression = (at: Surroundings) => number;
export type Value = Expression | undefined;

export const reading =
	(ticks: number): Expression =>
	(at) =>
		at.clock(ticks);

export const cell =
	(index: number): Expression =>
	(at) =>
		at.word(index);

export const constant =
	(value: number): Expression =>
	() =>
		value;

/** What an operation makes of its operands s and t, its immediate, its small number and SAR. */
type Operation = (s: number, t: number, immediate: number, small: number, sar: number) => number;

const OPERATIONS: ReadonlyMap<Op, Operation> = new Map<Op, Operation>([
	[Op.MOV, (s) => s],
	[Op.ADD, (s, t) => (s + t) | 0],
	[Op.ADDX2, (s, t) => ((s << 1) + t) | 0],
	[Op.ADDX4, (s, t) => ((s << 2) + t) | 0],
	[Op.ADDX8, (s, t) => ((s << 3) + t) | 0],
	[Op.SUB, (s, t) => (s - t) | 0],
	[Op.AND, (s, t) => s & t],
	[Op.OR, (s, t) => s | t],
	[Op.XOR, (s, t) => s ^ t],
	[Op.NEG, (s) => -s | 0],
	[Op.ADDI, (s, _t, immediate) => (s + immediate) | 0],
	[Op.EXTUI, (s, _t, immediate, small) => (s >>> small) & immediate],
	[Op.SLLI, (s, _t, immediate) => s << immediate],
	[Op.SRLI, (s, _t, immediate) => (s >>> immediate) | 0],
	[Op.SRAI, (s, _t, immediate) => s >> immediate],
	[Op.SRL, (s, _t, _immediate, _small, sar) => (sar >= 32 ? 0 : s >>> sar) | 0],
	[Op.SRA, (s, _t, _immediate, _small, sar) => s >> Math.min(sar, 31)],
	[Op.MUL16U, (s, t) => Math.imul(s & 0xffff, t & 0xffff)],
	[Op.MULL, (s, t) => Math.imul(s, t)],
]);

/** The operation's result as an expression; undefined for an operation that is not done here. */
export function operation(
	op: Op,
	s: Expression,
	t: Expression,
	immediate: number,
	small: number,
	sar: number,
): Expression | undefined {
	const apply = OPERATIONS.get(op);
	return apply && ((at) => apply(s(at), t(at), immediate, small, sar));
}
