/** A small assembler over the instruction table: words from mnemonics and operand values. */
import { INSTRUCTIONS, type Instruction } from "../../src/chip/xtensa/isa.js";
import { OPERANDS, type Operand, type OperandName } from "../../src/chip/xtensa/operands.js";

const byName = new Map(INSTRUCTIONS.map((instruction) => [instruction.name, instruction]));

/** The instruction called `name`; throws RangeError when there is none. */
export function instructionNamed(name: string): Instruction {
	const found = byName.get(name);
	if (!found) throw new RangeError(`no instruction is named ${name}`);
	return found;
}

/** Bits an operand has. */
export function operandBits(operand: Operand): number {
	return operand.fields.reduce((sum, [, width]) => sum + width, 0);
}

/** The raw field content that means `value`; throws RangeError when none does. */
function rawOf(name: OperandName, value: number, pc: number): number {
	const operand: Operand = OPERANDS[name];
	const count = 2 ** operandBits(operand);
	const means = (raw: number): boolean => (operand.value(raw, pc) | 0) === (value | 0);
	// Most forms are linear, at least modulo their width.
	const zero = operand.value(0, pc);
	const step = operand.value(1, pc) - zero;
	const guess = Math.round((((value | 0) - (zero | 0)) | 0) / step) & (count - 1);
	if (means(guess)) return guess;
	for (let raw = 0; count <= 4096 && raw < count; raw++) if (means(raw)) return raw;
	throw new RangeError(`operand ${name} cannot be ${value} at ${pc.toString(16)}`);
}

function place(operand: Operand, raw: number): number {
	let word = 0;
	let rest = raw;
	for (const [shift, width] of operand.fields) {
		word |= (rest & ((1 << width) - 1)) << shift;
		rest >>>= width;
	}
	return word;
}

/** Encodes an instruction at `pc`; throws RangeError for an unknown name or an impossible operand. */
export function encode(name: string, values: readonly number[], pc: number): number {
	const { match, operands } = instructionNamed(name);
	if (values.length !== operands.length) throw new RangeError(`${name} takes ${operands.length} operands`);
	return operands.reduce(
		(word, operand, i) => word | place(OPERANDS[operand], rawOf(operand, values[i], pc)),
		match,
	);
}

/** Encodes one line such as `addi a2, a3, -1`. */
export function assembleLine(line: string, pc: number): number {
	const [name, ...rest] = line.trim().split(/[\s,]+/);
	return encode(
		name,
		rest.map((text) => Number(text.replace(/^a(?=\d+$)/, ""))),
		pc,
	);
}

/** The bytes of lines assembled one after another from `base`. */
export function assemble(lines: readonly string[], base: number): Uint8Array {
	const bytes: number[] = [];
	for (const line of lines) {
		const word = assembleLine(line, base + bytes.length);
		const { length } = instructionNamed(line.trim().split(/\s+/)[0]);
		for (let i = 0; i < length; i++) bytes.push((word >>> (8 * i)) & 0xff);
	}
	return Uint8Array.from(bytes);
}
