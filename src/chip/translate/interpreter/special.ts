/** Special registers that firmware uses all the time: CCOUNT, PS, and ISYNC. */
import { Word } from "../../xtensa/cpu-state.js";
import { Ps } from "../../xtensa/exceptions.js";
import { Op } from "../../xtensa/isa.js";
import { PS_MASK, Special } from "../../xtensa/special-registers.js";
import { Cycles } from "../../xtensa/timing.js";
import { interruptWaits } from "../emit-special.js";
import { Wasm } from "../wasm/opcodes.js";
import { Here, type Loop, SHIFTS } from "./loop.js";

/** What the interpreter's loop in xtensa/interpreter.ts has no case for. */
export const SPECIAL: readonly Op[] = [Op.RSR, Op.WSR, Op.RSIL, Op.ISYNC];

/** The common ones of the special registers; the others are left to the slow path. */
export function special(loop: Loop, op: Op): void {
	const e = loop.emitter;
	const { code } = e;
	const isOther = (special: Special): void => {
		code.get(Here.IMMEDIATE);
		code.i32(special);
		code.op(Wasm.I32_NE);
		code.branch(loop.slow, Wasm.BR_IF);
	};
	if (op === Op.RSR) {
		isOther(Special.CCOUNT);
		e.loadWord(Word.CCOUNT);
		e.loadWord(Word.BUDGET);
		code.op(Wasm.I32_ADD);
		code.get(Here.LEFT);
		code.i32(Cycles.INSTRUCTION);
		code.op(Wasm.I32_ADD, Wasm.I32_SUB);
		code.set(Here.FIRST);
		loop.storeRegister(Here.FIRST);
	} else if (op === Op.WSR) {
		isOther(Special.PS);
		leaveUnlessPlain(loop);
		loop.loadRegister(Here.FIRST);
		code.get(Here.FIRST);
		code.i32(PS_MASK);
		code.op(Wasm.I32_AND);
		code.set(Here.FIRST);
		leaveForInterrupt(loop);
		e.storeWord(Word.PS, () => code.get(Here.FIRST));
	} else if (op === Op.RSIL) {
		leaveUnlessPlain(loop);
		e.loadWord(Word.PS);
		code.tee(Here.SECOND);
		code.i32(~Ps.INTLEVEL);
		code.op(Wasm.I32_AND);
		code.get(Here.IMMEDIATE);
		code.op(Wasm.I32_OR);
		code.set(Here.FIRST);
		leaveForInterrupt(loop);
		e.storeWord(Word.PS, () => code.get(Here.FIRST));
		loop.shifted(SHIFTS.get(Here.FIRST)! - 2, 60);
		code.get(Here.SECOND);
		code.access(Wasm.I32_STORE, loop.places.cpu);
	} else {
		code.add(Here.LEFT, -Cycles.REFETCH);
		code.add(Here.EXTRA, Cycles.REFETCH);
	}
	code.branch(loop.advance);
}

/** To the slow path when debug registers are set: they go by PS. */
function leaveUnlessPlain(loop: Loop): void {
	const e = loop.emitter;
	e.loadWord(Word.ICOUNTLEVEL);
	e.loadWord(Word.IBREAKENABLE);
	e.loadWord(Word.DBREAKC0);
	e.code.op(Wasm.I32_OR, Wasm.I32_OR);
	e.code.branch(loop.slow, Wasm.BR_IF);
}

/** To the slow path when FIRST as PS lets an interrupt in. */
function leaveForInterrupt({ emitter, slow }: Loop): void {
	interruptWaits(emitter, () => emitter.code.get(Here.FIRST));
	emitter.code.branch(slow, Wasm.BR_IF);
}
