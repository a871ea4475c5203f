/** Guest instructions as the translator sees them: decoded, and sorted by how they pass control on. */
import type { Bus } from "../memory/bus.js";
import { CodeSpace } from "../xtensa/code-cache.js";
import { Op } from "../xtensa/isa.js";
import { Special, wordOfSpecial } from "../xtensa/special-registers.js";

/** One decoded instruction; `packed` and `immediate` as in the code cache. */
export interface GuestInstruction {
	readonly pc: number;
	readonly op: Op;
	readonly packed: number;
	readonly immediate: number;
	/** Address of the instruction after it. */
	readonly next: number;
}

/** How an instruction passes control on. */
export const enum Flow {
	/** To the next instruction, always. */
	NEXT,
	/** To the next one after it ran out of line; an exception or a stop may come between. */
	STEP,
	/** To one of two known places. */
	BRANCH,
	/** To a known place. */
	JUMP,
	/** To a place in a register. */
	INDIRECT,
	/** Only the interpreter can tell. */
	STOP,
}

/** The instruction at `pc`, or undefined where nothing can be fetched or nothing was ever executed. */
export function readInstruction({ code, codeLimit }: Bus, pc: number): GuestInstruction | undefined {
	const offset = (pc - CodeSpace.BASE) >>> 0;
	if (offset >= codeLimit) return undefined;
	const { entries } = code;
	const packed = entries[offset * 2];
	const op: Op = packed & 0xff;
	if (op === Op.NONE) return undefined;
	return { pc, op, packed, immediate: entries[offset * 2 + 1], next: pc + (packed >>> 29) };
}

/** Register operands in assembly order. */
export const first = ({ packed }: GuestInstruction): number => (packed >>> 8) & 15;
export const second = ({ packed }: GuestInstruction): number => (packed >>> 12) & 15;
export const third = ({ packed }: GuestInstruction): number => (packed >>> 16) & 15;

/** The small number beside the registers: a shift amount, a bit number, the index of a constant. */
export const smallNumber = ({ packed }: GuestInstruction): number => (packed >>> 20) & 31;

/** Where a branch, jump or direct call goes. */
export const targetOf = ({ immediate }: GuestInstruction): number => CodeSpace.BASE + (immediate >>> 1);

/** Special registers that only keep what is written to them. */
export function isPlainSpecial(number: number): boolean {
	switch (number) {
		case Special.SAR:
		case Special.LITBASE:
		case Special.INTENABLE:
		case Special.PS:
		case Special.VECBASE:
		case Special.CCOUNT:
		case Special.ICOUNT:
		case Special.ICOUNTLEVEL:
		case Special.IBREAKENABLE:
		case Special.DBREAKC0:
		case Special.CCOMPARE0:
			return false;
		default:
			return wordOfSpecial(number) >= 0;
	}
}

/** Whether RSR of this register is a load from the CPU's state. */
export const isReadable = (number: number): boolean =>
	wordOfSpecial(number) >= 0 && number !== Special.CCOUNT && number !== Special.SAR;

/** Special registers with a meaning that translated code knows. */
const READ_INLINE: ReadonlySet<number> = new Set([Special.CCOUNT, Special.SAR, Special.INTERRUPT]);
const WRITTEN_INLINE: ReadonlySet<number> = new Set([
	Special.SAR,
	Special.PS,
	Special.INTENABLE,
	Special.INTERRUPT,
	Special.INTCLEAR,
]);

function flowOfSpecial({ op, immediate }: GuestInstruction): Flow {
	if (op === Op.RSR) {
		return isReadable(immediate) || READ_INLINE.has(immediate) ? Flow.NEXT : Flow.STEP;
	}
	if (op !== Op.WSR) return Flow.STEP;
	return isPlainSpecial(immediate) || WRITTEN_INLINE.has(immediate) ? Flow.NEXT : Flow.STEP;
}

/** How `instruction` passes control on. */
export function flowOf(instruction: GuestInstruction): Flow {
	const { op } = instruction;
	if (op >= Op.BEQZ && op <= Op.BBSI) return Flow.BRANCH;
	switch (op) {
		case Op.J:
		case Op.CALL0:
			return Flow.JUMP;
		case Op.JX:
		case Op.CALLX0:
			return Flow.INDIRECT;
		case Op.RSR:
		case Op.WSR:
		case Op.XSR:
			return flowOfSpecial(instruction);
		case Op.RSIL:
		case Op.ISYNC:
		case Op.READ_ZERO:
			return Flow.NEXT;
		case Op.L32R_SLOW:
			return Flow.STEP;
		default:
			return op <= Op.LAST_INLINE && op !== Op.NONE ? Flow.NEXT : Flow.STOP;
	}
}
