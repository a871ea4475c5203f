/** Branches as comparisons of two numbers. */
import { Wasm } from "../translate/wasm/opcodes.js";
import { Op } from "../xtensa/isa.js";
import { B4CONST, B4CONSTU } from "../xtensa/operands.js";

/** A comparison, and the opcode that makes it. */
export interface Comparison {
	readonly compare: (a: number, b: number) => boolean;
	readonly opcode: Wasm;
}

const EQUAL: Comparison = { compare: (a, b) => a === b, opcode: Wasm.I32_EQ };
const NOT_EQUAL: Comparison = { compare: (a, b) => a !== b, opcode: Wasm.I32_NE };
const LESS: Comparison = { compare: (a, b) => a < b, opcode: Wasm.I32_LT_S };
const NOT_LESS: Comparison = { compare: (a, b) => a >= b, opcode: Wasm.I32_GE_S };
const LOWER: Comparison = { compare: (a, b) => a >>> 0 < b >>> 0, opcode: Wasm.I32_LT_U };
const NOT_LOWER: Comparison = { compare: (a, b) => a >>> 0 >= b >>> 0, opcode: Wasm.I32_GE_U };

/** With another register. */
const REGISTERS: ReadonlyMap<Op, Comparison> = new Map([
	[Op.BEQ, EQUAL],
	[Op.BNE, NOT_EQUAL],
	[Op.BLT, LESS],
	[Op.BGE, NOT_LESS],
	[Op.BLTU, LOWER],
	[Op.BGEU, NOT_LOWER],
]);

/** With zero, or one of the constants. */
const CONSTANTS: ReadonlyMap<Op, readonly [Comparison, readonly number[]]> = new Map<
	Op,
	readonly [Comparison, readonly number[]]
>([
	[Op.BEQZ, [EQUAL, []]],
	[Op.BNEZ, [NOT_EQUAL, []]],
	[Op.BLTZ, [LESS, []]],
	[Op.BGEZ, [NOT_LESS, []]],
	[Op.BEQI, [EQUAL, B4CONST]],
	[Op.BNEI, [NOT_EQUAL, B4CONST]],
	[Op.BLTI, [LESS, B4CONST]],
	[Op.BGEI, [NOT_LESS, B4CONST]],
	[Op.BLTUI, [LOWER, B4CONSTU]],
	[Op.BGEUI, [NOT_LOWER, B4CONSTU]],
]);

/** A branch as a comparison with another register (no constant) or a constant; undefined for a test of bits. */
export function comparisonOf(
	op: Op,
	smallNumber: number,
): (Comparison & { readonly constant?: number }) | undefined {
	const comparison = REGISTERS.get(op);
	if (comparison) return comparison;
	const found = CONSTANTS.get(op);
	return found && { ...found[0], constant: found[1][smallNumber & 15] ?? 0 };
}
