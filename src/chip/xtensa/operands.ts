/** The operand forms of LX106 instructions: which bits hold them and what value those bits mean. */

/** How an operand is written and what it refers to. */
export type OperandKind = "register" | "immediate" | "label";

/** One operand form. */
export interface Operand {
	readonly kind: OperandKind;
	/** Bit ranges of the raw value in the instruction word as [shift, width], least significant first. */
	readonly fields: readonly (readonly [shift: number, width: number])[];
	/** The value of a raw field content in an instruction at `pc` (only labels depend on it). */
	readonly value: (raw: number, pc: number) => number;
}

/** What BEQI, BNEI, BLTI and BGEI can compare with. */
export const B4CONST: readonly number[] = [-1, 1, 2, 3, 4, 5, 6, 7, 8, 10, 12, 16, 32, 64, 128, 256];
/** What BLTUI and BGEUI can compare with. */
export const B4CONSTU: readonly number[] = [32768, 65536, 2, 3, 4, 5, 6, 7, 8, 10, 12, 16, 32, 64, 128, 256];

const plain = (raw: number): number => raw;
const signed = (raw: number, bits: number): number => (raw << (32 - bits)) >> (32 - bits);

const T: readonly [number, number] = [4, 4];
const S: readonly [number, number] = [8, 4];
const R: readonly [number, number] = [12, 4];
const IMM8: readonly [number, number] = [16, 8];

const register = (field: readonly [number, number]): Operand => ({
	kind: "register",
	fields: [field],
	value: plain,
});

const immediate = (
	fields: readonly (readonly [number, number])[],
	value: (raw: number) => number = plain,
): Operand => ({ kind: "immediate", fields, value });

const label = (
	fields: readonly (readonly [number, number])[],
	value: (raw: number, pc: number) => number,
): Operand => ({ kind: "label", fields, value });

/** Every operand form by the name the instruction table uses. */
export const OPERANDS = {
	r: register(R),
	s: register(S),
	t: register(T),
	/** ADDI. */
	simm8: immediate([IMM8], (raw) => signed(raw, 8)),
	/** ADDMI. */
	simm8x256: immediate([IMM8], (raw) => signed(raw, 8) * 256),
	/** Byte, halfword and word offsets. */
	uimm8: immediate([IMM8]),
	uimm8x2: immediate([IMM8], (raw) => raw * 2),
	uimm8x4: immediate([IMM8], (raw) => raw * 4),
	/** L32I.N, S32I.N. */
	uimm4x4: immediate([R], (raw) => raw * 4),
	/** MOVI. */
	simm12: immediate([IMM8, S], (raw) => signed(raw, 12)),
	/** MOVI.N: -32 to 95. */
	simm7: immediate([R, [4, 3]], (raw) => (raw >= 96 ? raw - 128 : raw)),
	/** ADDI.N: -1, 1 to 15. */
	ai4: immediate([T], (raw) => raw || -1),
	b4const: immediate([R], (raw) => B4CONST[raw]),
	b4constu: immediate([R], (raw) => B4CONSTU[raw]),
	/** BBCI, BBSI. */
	bit: immediate([T, [12, 1]]),
	/** SLLI stores 32 minus the amount. */
	slliAmount: immediate([T, [20, 1]], (raw) => 32 - raw),
	/** SRAI. */
	sraiAmount: immediate([S, [20, 1]]),
	/** SRLI. */
	srliAmount: immediate([S]),
	/** SSAI. */
	ssaiAmount: immediate([S, [4, 1]]),
	/** EXTUI's shift and field width. */
	extuiShift: immediate([S, [16, 1]]),
	extuiWidth: immediate([[20, 4]], (raw) => raw + 1),
	/** Levels and the numbers of BREAK. */
	imms: immediate([S]),
	immt: immediate([T]),
	/** Conditional branches. */
	label8: label([IMM8], (raw, pc) => pc + 4 + signed(raw, 8)),
	label12: label([[12, 12]], (raw, pc) => pc + 4 + signed(raw, 12)),
	/** BEQZ.N, BNEZ.N: forward only. */
	label6: label([R, [4, 2]], (raw, pc) => pc + 4 + raw),
	/** J. */
	label18: label([[6, 18]], (raw, pc) => pc + 4 + signed(raw, 18)),
	/** CALL0. */
	call18: label([[6, 18]], (raw, pc) => (pc & ~3) + 4 + (signed(raw, 18) << 2)),
	/** L32R: up to 256 KiB before the instruction. */
	literal16: label([[8, 16]], (raw, pc) => ((pc + 3) & ~3) + (0xfffc0000 | (raw << 2))),
} satisfies Record<string, Operand>;

export type OperandName = keyof typeof OPERANDS;

/** The raw content of an operand's fields in an instruction word. */
export function rawOperand(operand: Operand, word: number): number {
	let raw = 0;
	let at = 0;
	for (let i = 0; i < operand.fields.length; i++) {
		// By index: an iterator a field is most of what decoding takes before V8 has optimised it.
		const field = operand.fields[i];
		raw |= ((word >>> field[0]) & ((1 << field[1]) - 1)) << at;
		at += field[1];
	}
	return raw;
}

/** The value of an operand of the instruction `word` at `pc`. */
export function operandValue(name: OperandName, word: number, pc: number): number {
	const operand: Operand = OPERANDS[name];
	return operand.value(rawOperand(operand, word), pc);
}
