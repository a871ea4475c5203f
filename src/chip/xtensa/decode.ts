/**
 * From instruction words to the packed form the interpreter runs.
 *
 * Packed: bits 0-7 `Op`; bits 8-11, 12-15, 16-19 the register operands in assembly order; bits
 * 20-24 the first of two numbers (shift amount, bit number, index of the constant compared with);
 * bits 28-31 twice the length in bytes. The last (or only) number is the immediate word; a jump
 * target is kept as an index into the code cache.
 */
import type { Bus } from "../memory/bus.js";
import { CodeSpace } from "./code-cache.js";
import { findInstruction, INSTRUCTIONS, type Instruction, instructionLength, Op } from "./isa.js";
import { OPERANDS, type Operand, operandValue, rawOperand } from "./operands.js";

/** An instruction word without operands that cannot be executed. */
function illegal(word: number): number {
	return Op.ILL | ((instructionLength(word) * 2) << 28);
}

/** Where an instruction's operands are in its word, and where they go. */
interface Form {
	/** Operation and length, packed. */
	readonly base: number;
	/** Bits at which register operands begin, in assembly order. */
	readonly registers: readonly number[];
	/** The first operand that is a number, and the last one if it is. */
	readonly small: Operand | undefined;
	readonly last: Operand | undefined;
}

function formOf({ op, length, operands }: Instruction): Form {
	const all = operands.map((name): Operand => OPERANDS[name]);
	const numbers = all.filter(({ kind }) => kind !== "register");
	const last = all.at(-1);
	return {
		base: op | ((length * 2) << 28),
		registers: all.filter(({ kind }) => kind === "register").map(({ fields }) => fields[0][0]),
		small: numbers[0],
		last: last?.kind === "register" ? undefined : last,
	};
}

const FORMS: ReadonlyMap<Instruction, Form> = new Map(INSTRUCTIONS.map((i) => [i, formOf(i)]));

/** Packs registers, the first number and the length. */
function pack({ base, registers, small }: Form, word: number): number {
	let packed = base;
	for (let i = 0; i < registers.length; i++) packed |= ((word >>> registers[i]) & 15) << (8 + 4 * i);
	return small ? packed | ((rawOperand(small, word) & 31) << 20) : packed;
}

/** The immediate word of a packed instruction. */
function immediate({ op, length }: Instruction, { last }: Form, word: number, pc: number): number {
	switch (op) {
		case Op.RSR:
		case Op.WSR:
		case Op.XSR:
			return (word >>> 8) & 0xff;
		case Op.EXTUI:
			return (1 << operandValue("extuiWidth", word, pc)) - 1;
		case Op.BREAK:
			return length;
		default:
	}
	if (!last) return 0;
	const value = last.value(rawOperand(last, word), pc) | 0;
	return last.kind === "label" ? (value - CodeSpace.BASE) * 2 : value;
}

/**
 * Decodes the instruction at `pc` into the bus's code cache; false when there is no code memory.
 * With `absoluteLiterals` (LITBASE enabled), L32R is left to the slow path.
 */
export function decode(bus: Bus, pc: number, absoluteLiterals: boolean): boolean {
	const word = bus.fetch(pc);
	if (word < 0) return false;
	const index = (pc - CodeSpace.BASE) * 2;
	const instruction = findInstruction(word);
	if (!instruction) {
		bus.code.put(index, illegal(word), 0);
		return true;
	}
	const form = FORMS.get(instruction)!;
	const packed = pack(form, word);
	if (instruction.op !== Op.L32R) {
		bus.code.put(index, packed, immediate(instruction, form, word, pc));
		return true;
	}
	const address = operandValue("literal16", word, pc) >>> 0;
	const literal = absoluteLiterals ? -1 : bus.literalIndex(address);
	if (literal >= 0) bus.code.put(index, packed, literal);
	else {
		const slow = (packed & ~0xff) | Op.L32R_SLOW;
		const raw = rawOperand(OPERANDS.literal16, word);
		bus.code.put(index, slow, absoluteLiterals ? 0xfffc0000 | (raw << 2) : address);
	}
	return true;
}
