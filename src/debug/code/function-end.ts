/** How far a function goes whose beginning is known, by reading on in it. */
import { findInstruction, Op } from "../../chip/xtensa/isa.js";
import { OPERANDS, operandValue, rawOperand } from "../../chip/xtensa/operands.js";
import type { Memory } from "./image-memory.js";

/** Bytes of the longest function. */
const LONGEST = 0x4000;
const STACK_POINTER = 1;

/** What is to be read on from. */
interface Way {
	readonly pc: number;
	/** Whether there is a frame on the stack. */
	readonly hasFrame: boolean;
}

/**
 * The address behind the last instruction that `entry` leads to, calls and calls in the place of a return left out. What
 * lies between is the function's too, such as the ways of a jump table.
 */
export function functionEnd(memory: Memory, entry: number): number {
	const seen = new Set<number>();
	const ways: Way[] = [{ pc: entry, hasFrame: false }];
	let end = entry;
	let madeFrame = false;
	for (let way = ways.pop(); way; way = ways.pop()) {
		const { pc } = way;
		if (seen.has(pc) || pc < entry || pc >= entry + LONGEST) continue;
		seen.add(pc);
		const word = memory.fetch(pc);
		const instruction = word < 0 ? undefined : findInstruction(word);
		if (!instruction) continue;
		const { op, operands, length } = instruction;
		end = Math.max(end, pc + length);
		const label = operands.find((name) => OPERANDS[name].kind === "label");
		const target = label && op !== Op.L32R ? operandValue(label, word, pc) >>> 0 : undefined;
		let { hasFrame } = way;
		if (writesStackPointer(op, operands, word)) {
			hasFrame = op === Op.SUB || (op === Op.ADDI && operandValue(operands[2], word, pc) < 0);
			madeFrame ||= hasFrame;
		}
		const isEnd = op === Op.J || op === Op.JX || op === Op.RFE || op === Op.RFI || op === Op.RFDE;
		if (!isEnd) ways.push({ pc: pc + length, hasFrame });
		if (target === undefined || op === Op.CALL0) continue;
		// Behind a frame that was given back a jump leads to another function.
		if (op !== Op.J || !madeFrame || hasFrame) ways.push({ pc: target, hasFrame });
	}
	return end;
}

function writesStackPointer(op: Op, operands: readonly (keyof typeof OPERANDS)[], word: number): boolean {
	const [first] = operands;
	if (op !== Op.ADDI && op !== Op.ADD && op !== Op.SUB && op !== Op.MOV) return false;
	return rawOperand(OPERANDS[first], word) === STACK_POINTER;
}
