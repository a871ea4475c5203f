/** Instructions as text, in the notation of binutils' objdump. */
import { findInstruction, Op } from "./isa.js";
import { OPERANDS, type Operand, type OperandName, operandValue } from "./operands.js";

/** One disassembled instruction. */
export interface Disassembled {
	/** Mnemonic and, after a tab, operands. */
	readonly text: string;
	/** Bytes: 2 or 3, or 1 when the core has no such instruction. */
	readonly length: number;
}

const hex = (value: number): string => `0x${(value >>> 0).toString(16)}`;

function operandText(name: OperandName, word: number, pc: number): string {
	const operand: Operand = OPERANDS[name];
	const value = operandValue(name, word, pc);
	if (operand.kind === "register") return `a${value}`;
	if (operand.kind === "label") return hex(value);
	return value > -256 && value < 256 ? String(value) : hex(value);
}

/**
 * Disassembles the low 24 bits of `word` as fetched from `pc`; never throws. `literal` reads the word
 * an L32R loads, which is shown when it can be read.
 */
export function disassemble(
	word: number,
	pc: number,
	literal: (address: number) => number | undefined = () => undefined,
): Disassembled {
	const instruction = findInstruction(word);
	if (!instruction) return { text: `.byte\t${hex(word & 0xff)}`, length: 1 };
	const operands = instruction.operands.map((name) => operandText(name, word, pc));
	const { name, op, length } = instruction;
	const value = op === Op.L32R ? literal(operandValue("literal16", word, pc) >>> 0) : undefined;
	if (value !== undefined) operands[1] += ` (${hex(value)})`;
	return { text: operands.length > 0 ? `${name}\t${operands.join(", ")}` : name, length };
}
