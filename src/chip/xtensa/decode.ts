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
import { findInstruction, type Instruction, instructionLength, Op } from "./isa.js";
import { OPERANDS, type Operand, operandValue, rawOperand } from "./operands.js";

/** An instruction word without operands that cannot be executed. */
function illegal(word: number): number {
	return Op.ILL | ((instructionLength(word) * 2) << 28);
}

/** Packs registers, the first number and the length. */
function pack(instruction: Instruction, word: number): number {
	let packed = instruction.op | ((instruction.length * 2) << 28);
	let registerAt = 8;
	let numbers = 0;
	for (const name of instruction.operands) {
		const operand: Operand = OPERANDS[name];
		const raw = rawOperand(operand, word);
		if (operand.kind === "register") {
			packed |= raw << registerAt;
			registerAt += 4;
		} else if (numbers++ === 0) {
			packed |= (raw & 31) << 20;
		}
	}
	return packed;
}

/** The immediate word of a packed instruction. */
function immediate(instruction: Instruction, word: number, pc: number): number {
	switch (instruction.op) {
		case Op.RSR:
		case Op.WSR:
		case Op.XSR:
			return (word >>> 8) & 0xff;
		case Op.EXTUI:
			return (1 << operandValue("extuiWidth", word, pc)) - 1;
		case Op.BREAK:
			return instruction.length;
		default:
	}
	const last = instruction.operands.at(-1);
	if (last === undefined) return 0;
	const operand: Operand = OPERANDS[last];
	if (operand.kind === "register") return 0;
	const value = operandValue(last, word, pc) | 0;
	return operand.kind === "label" ? (value - CodeSpace.BASE) * 2 : value;
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
	const packed = pack(instruction, word);
	if (instruction.op !== Op.L32R) {
		bus.code.put(index, packed, immediate(instruction, word, pc));
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
