/**
 * What is known of a value in a loop that waits, besides what it is now: how it comes from what varies.
 *
 * What varies is the clock, read so many ticks after the start of the round, and words of the buffer as they are when
 * the round begins (cells). Undefined is a value that is the same in every round.
 */
import { Op } from "../xtensa/isa.js";

/** A number modulo 2^32. */
export type Expression =
	/** The clock `ticks` after the start of the round. */
	| { readonly kind: "clock"; readonly ticks: number }
	/** A word of the buffer, by its index. */
	| { readonly kind: "cell"; readonly index: number }
	| { readonly kind: "constant"; readonly value: number }
	/** An instruction's operation on its operands s and t, its immediate, its small number, and SAR. */
	| {
			readonly kind: "operation";
			readonly op: Op;
			readonly s: Expression;
			readonly t: Expression;
			readonly immediate: number;
			readonly small: number;
			readonly sar: number;
	  };

export type Value = Expression | undefined;

/** Operations that are done here. */
const OPERATIONS: ReadonlySet<Op> = new Set([
	Op.MOV,
	Op.ADD,
	Op.ADDX2,
	Op.ADDX4,
	Op.ADDX8,
	Op.SUB,
	Op.AND,
	Op.OR,
	Op.XOR,
	Op.NEG,
	Op.ADDI,
	Op.EXTUI,
	Op.SLLI,
	Op.SRLI,
	Op.SRAI,
	Op.SRL,
	Op.SRA,
	Op.MUL16U,
	Op.MULL,
]);

/** The operation's result as an expression; undefined for an operation that is not done here. */
export function operation(
	op: Op,
	s: Expression,
	t: Expression,
	immediate: number,
	small: number,
	sar: number,
): Value {
	return OPERATIONS.has(op) ? { kind: "operation", op, s, t, immediate, small, sar } : undefined;
}
