/** Special registers, and instructions that run out of line through the host. */
import { Stop, Word } from "../xtensa/cpu-state.js";
import { Ps } from "../xtensa/exceptions.js";
import { Op } from "../xtensa/isa.js";
import {
	CLEARABLE_INTERRUPTS,
	PS_MASK,
	SAR_MASK,
	SOFTWARE_INTERRUPT,
	Special,
	wordOfSpecial,
} from "../xtensa/special-registers.js";
import type { Emit } from "./emit-alu.js";
import { Callee, type Emitter, Local } from "./emitter.js";
import { first, type GuestInstruction } from "./instruction.js";
import { Wasm } from "./wasm/opcodes.js";

const LEVEL1_INTERRUPTS = 0x3fff;

/** CCOUNT at the start of this instruction. */
function ccount(e: Emitter): void {
	e.loadWord(Word.CCOUNT);
	e.loadWord(Word.BUDGET);
	e.code.op(Wasm.I32_ADD);
	e.cyclesLeft();
	e.code.op(Wasm.I32_SUB);
}

const readSpecial: Emit = (e, i) => {
	if (i.immediate === Special.SAR) e.code.get(Local.SAR);
	else if (i.immediate === Special.CCOUNT) ccount(e);
	else if (i.immediate === Special.INTERRUPT) {
		e.loadWord(Word.INT_LATCHED);
		e.loadWord(Word.INT_LINES);
		e.code.op(Wasm.I32_OR);
	} else e.loadWord(wordOfSpecial(i.immediate));
	e.code.set(first(i));
};

/** Pushes whether an interrupt waits that PS, which `ps` pushes, lets in. */
export function interruptWaits(e: Emitter, ps: () => void): void {
	const { code } = e;
	e.loadWord(Word.INT_LATCHED);
	e.loadWord(Word.INT_LINES);
	code.op(Wasm.I32_OR);
	e.loadWord(Word.INTENABLE);
	code.op(Wasm.I32_AND);
	code.i32(LEVEL1_INTERRUPTS);
	code.op(Wasm.I32_AND);
	code.i32(0);
	code.op(Wasm.I32_NE);
	ps();
	code.i32(Ps.INTLEVEL | Ps.EXCM);
	code.op(Wasm.I32_AND, Wasm.I32_EQZ, Wasm.I32_AND);
}

/** PS or what is asked for has changed by `i`: leaves behind it when that lets an interrupt in. */
function lookForInterrupt(e: Emitter, i: GuestInstruction): void {
	const { code } = e;
	interruptWaits(e, () => e.loadWord(Word.PS));
	code.open(Wasm.IF);
	e.aside(() => {
		e.count(i);
		e.storeWord(Word.STOP, () => code.i32(Stop.INTERRUPTS));
		e.exit(i.next);
	});
	code.end();
}

const writeSpecial: Emit = (e, i) => {
	const { code } = e;
	const masked = (mask: number): void => {
		code.get(first(i));
		code.i32(mask);
		code.op(Wasm.I32_AND);
	};
	switch (i.immediate) {
		case Special.SAR:
			masked(SAR_MASK);
			code.set(Local.SAR);
			e.sar = "unknown";
			break;
		case Special.PS:
			e.storeWord(Word.PS, () => masked(PS_MASK));
			lookForInterrupt(e, i);
			break;
		case Special.INTENABLE:
			e.storeWord(Word.INTENABLE, () => code.get(first(i)));
			lookForInterrupt(e, i);
			break;
		case Special.INTERRUPT:
			e.storeWord(Word.INT_LATCHED, () => {
				e.loadWord(Word.INT_LATCHED);
				masked(SOFTWARE_INTERRUPT);
				code.op(Wasm.I32_OR);
			});
			lookForInterrupt(e, i);
			break;
		case Special.INTCLEAR:
			e.storeWord(Word.INT_LATCHED, () => {
				e.loadWord(Word.INT_LATCHED);
				masked(CLEARABLE_INTERRUPTS);
				code.i32(-1);
				code.op(Wasm.I32_XOR, Wasm.I32_AND);
			});
			break;
		default:
			e.storeWord(wordOfSpecial(i.immediate), () => code.get(first(i)));
	}
};

const raiseLevel: Emit = (e, i) => {
	const { code } = e;
	e.loadWord(Word.PS);
	code.set(first(i));
	e.storeWord(Word.PS, () => {
		code.get(first(i));
		code.i32(~Ps.INTLEVEL);
		code.op(Wasm.I32_AND);
		code.i32(i.immediate);
		code.op(Wasm.I32_OR);
	});
	if (i.immediate === 0) lookForInterrupt(e, i);
};

/** Emitters by operation. */
export const SPECIAL: ReadonlyMap<Op, Emit> = new Map<Op, Emit>([
	[Op.RSR, readSpecial],
	[Op.WSR, writeSpecial],
	[Op.RSIL, raiseLevel],
]);

/** Runs an instruction out of line; the host counts it. */
export function emitStep(e: Emitter, i: GuestInstruction): void {
	e.spillRegisters();
	e.saveAccount();
	e.code.i32(e.site(i));
	e.code.call(Callee.STEP);
	e.leaveIfTold(e.marks.back);
	e.loadAccount();
	e.loadRegisters();
	e.sar = "unknown";
}
