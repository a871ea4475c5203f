/**
 * The core's own debug registers: instruction count, one instruction breakpoint, one data
 * breakpoint. While any of them could trigger, instructions run one at a time.
 */
import { DebugCause } from "./causes.js";
import { Word } from "./cpu-state.js";
import { currentLevel, debugEnabled, raiseDebug } from "./exceptions.js";
import { interpretOne } from "./interpreter.js";
import { findInstruction, type Instruction, Op } from "./isa.js";
import { OPERANDS, operandValue, rawOperand } from "./operands.js";
import type { Machine } from "./slow-path.js";

/** DBREAKC0: break on stores, on loads, and which low address bits are compared. */
const DBREAK_STORE = 0x80000000;
const DBREAK_LOAD = 0x40000000;
const DBREAK_MASK = 0x3f;

const countsNow = (cpu: Int32Array): boolean => cpu[Word.ICOUNTLEVEL] > currentLevel(cpu);

/** Whether each instruction must be looked at before it runs. */
export function debugArmed(cpu: Int32Array): boolean {
	if (cpu[Word.ICOUNTLEVEL] === 0 && cpu[Word.IBREAKENABLE] === 0 && cpu[Word.DBREAKC0] === 0) return false;
	return countsNow(cpu) || debugEnabled(cpu);
}

/** Bytes a load (positive) or store (negative) moves; 0 for any other instruction. */
function accessWidth(op: Op): number {
	switch (op) {
		case Op.L8UI:
			return 1;
		case Op.L16UI:
		case Op.L16SI:
			return 2;
		case Op.L32I:
		case Op.L32R:
			return 4;
		case Op.S8I:
			return -1;
		case Op.S16I:
			return -2;
		case Op.S32I:
			return -4;
		default:
			return 0;
	}
}

/** Whether the load or store in `word` touches a byte DBREAKA0 watches. */
function touchesWatched(cpu: Int32Array, instruction: Instruction, word: number): boolean {
	const width = accessWidth(instruction.op);
	const wanted = width < 0 ? DBREAK_STORE : DBREAK_LOAD;
	if (width === 0 || (cpu[Word.DBREAKC0] & wanted) === 0) return false;
	const last = instruction.operands[instruction.operands.length - 1];
	const value = operandValue(last, word, cpu[Word.PC]);
	const base = instruction.op === Op.L32R ? 0 : cpu[rawOperand(OPERANDS.s, word)];
	const mask = ~DBREAK_MASK | (cpu[Word.DBREAKC0] & DBREAK_MASK);
	for (let i = 0; i < Math.abs(width); i++) {
		if ((((base + value + i) ^ cpu[Word.DBREAKA0]) & mask) === 0) return true;
	}
	return false;
}

/** The debug exception due before the instruction at PC, or 0. */
function dueCause(cpu: Int32Array, instruction: Instruction | undefined, word: number): DebugCause | 0 {
	if (!debugEnabled(cpu)) return 0;
	if (countsNow(cpu) && cpu[Word.ICOUNT] === -1) return DebugCause.ICOUNT;
	if (cpu[Word.IBREAKENABLE] & 1 && cpu[Word.IBREAKA0] === cpu[Word.PC]) return DebugCause.IBREAK;
	if (instruction && touchesWatched(cpu, instruction, word)) return DebugCause.DBREAK;
	return 0;
}

/** Runs one instruction, or takes the debug exception due before it. */
export function step(machine: Machine): void {
	const { cpu, bus } = machine;
	const word = bus.fetch(cpu[Word.PC]);
	const instruction = findInstruction(word);
	const cause = dueCause(cpu, instruction, word);
	if (cause !== 0) {
		raiseDebug(cpu, cause, cpu[Word.PC]);
		return;
	}
	const counts = countsNow(cpu) && cpu[Word.ICOUNT] !== -1;
	const next = cpu[Word.ICOUNT] + 1;
	const writesCount = instruction?.name === "wsr.icount" || instruction?.name === "xsr.icount";
	const before = cpu[Word.INSTRUCTIONS];
	interpretOne(machine);
	if (counts && !writesCount && cpu[Word.INSTRUCTIONS] !== before) cpu[Word.ICOUNT] = next;
}
