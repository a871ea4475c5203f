/** Which address registers an instruction reads and writes, as bit sets. */
import { Op } from "../xtensa/isa.js";
import { first, type GuestInstruction, second, third } from "./instruction.js";

/** Bit sets of registers a0 to a15. */
export interface RegisterUse {
	readonly reads: number;
	readonly writes: number;
}

/** Reads and writes of one instruction. */
export function registerUse(instruction: GuestInstruction): RegisterUse {
	const { op } = instruction;
	const a = 1 << first(instruction);
	const b = 1 << second(instruction);
	const c = 1 << third(instruction);
	if (op >= Op.BEQZ && op <= Op.BGEUI) return { reads: a, writes: 0 };
	if (op >= Op.BEQ && op <= Op.BBS) return { reads: a | b, writes: 0 };
	if (op >= Op.L8UI && op <= Op.L32I) return { reads: b, writes: a };
	if (op >= Op.S8I && op <= Op.S32I) return { reads: a | b, writes: 0 };
	switch (op) {
		case Op.ADD:
		case Op.ADDX2:
		case Op.ADDX4:
		case Op.ADDX8:
		case Op.SUB:
		case Op.SUBX2:
		case Op.SUBX4:
		case Op.SUBX8:
		case Op.AND:
		case Op.OR:
		case Op.XOR:
		case Op.SRC:
		case Op.MUL16U:
		case Op.MUL16S:
		case Op.MULL:
			return { reads: b | c, writes: a };
		case Op.MOVEQZ:
		case Op.MOVNEZ:
		case Op.MOVLTZ:
		case Op.MOVGEZ:
			return { reads: a | b | c, writes: a };
		case Op.NEG:
		case Op.ABS:
		case Op.ADDI:
		case Op.MOV:
		case Op.EXTUI:
		case Op.SLLI:
		case Op.SRLI:
		case Op.SRAI:
		case Op.SLL:
		case Op.SRL:
		case Op.SRA:
		case Op.NSA:
		case Op.NSAU:
			return { reads: b, writes: a };
		case Op.MOVI:
		case Op.L32R:
		case Op.L32R_SLOW:
		case Op.RSR:
		case Op.RSIL:
		case Op.READ_ZERO:
			return { reads: 0, writes: a };
		case Op.XSR:
			return { reads: a, writes: a };
		case Op.SSR:
		case Op.SSL:
		case Op.SSA8L:
		case Op.SSA8B:
		case Op.WSR:
		case Op.BBCI:
		case Op.BBSI:
		case Op.JX:
			return { reads: a, writes: 0 };
		case Op.CALL0:
			return { reads: 0, writes: 1 };
		case Op.CALLX0:
			return { reads: a, writes: 1 };
		default:
			return { reads: 0, writes: 0 };
	}
}
