/** Cases that compute, branch or jump. Where an operation does not depend on the entry's numbers, its emitter is the region's. */
import { CodeSpace } from "../../xtensa/code-cache.js";
import { Word } from "../../xtensa/cpu-state.js";
import { Op } from "../../xtensa/isa.js";
import { ALU } from "../emit-alu.js";
import { CONDITIONS } from "../emit-branch.js";
import { Local } from "../emitter.js";
import type { GuestInstruction } from "../instruction.js";
import { Scratch } from "../scratch.js";
import { Wasm } from "../wasm/opcodes.js";
import { Here, type Loop, SMALL_NUMBER_SHIFT } from "./loop.js";

/** Operations on a register and the immediate. */
const WITH_IMMEDIATE: ReadonlyMap<Op, Wasm> = new Map([
	[Op.ADDI, Wasm.I32_ADD],
	[Op.SLLI, Wasm.I32_SHL],
	[Op.SRLI, Wasm.I32_SHR_U],
	[Op.SRAI, Wasm.I32_SHR_S],
]);
/** Branches that compare with a constant out of a table. */
const WITH_CONSTANT: ReadonlyMap<Op, readonly [opcode: Wasm, table: Scratch]> = new Map([
	[Op.BEQI, [Wasm.I32_EQ, Scratch.B4CONST]],
	[Op.BNEI, [Wasm.I32_NE, Scratch.B4CONST]],
	[Op.BLTI, [Wasm.I32_LT_S, Scratch.B4CONST]],
	[Op.BGEI, [Wasm.I32_GE_S, Scratch.B4CONST]],
	[Op.BLTUI, [Wasm.I32_LT_U, Scratch.B4CONSTU]],
	[Op.BGEUI, [Wasm.I32_GE_U, Scratch.B4CONSTU]],
]);

/** Leaves a result in FIRST, or in SAR. */
export function compute(loop: Loop, instruction: GuestInstruction): void {
	const e = loop.emitter;
	const { code } = e;
	const { op } = instruction;
	const usesSar = op >= Op.SLL && op <= Op.SRC;
	if (usesSar) {
		e.loadWord(Word.SAR);
		code.set(Local.SAR);
		e.sar = "unknown";
	}
	const opcode = WITH_IMMEDIATE.get(op);
	if (opcode !== undefined) {
		code.get(Here.SECOND);
		code.get(Here.IMMEDIATE);
		code.op(opcode);
		code.set(Here.FIRST);
	} else if (op === Op.MOVI) {
		code.get(Here.IMMEDIATE);
		code.set(Here.FIRST);
	} else if (op === Op.EXTUI) {
		code.get(Here.SECOND);
		loop.smallNumber();
		code.op(Wasm.I32_SHR_U);
		code.get(Here.IMMEDIATE);
		code.op(Wasm.I32_AND);
		code.set(Here.FIRST);
	} else if (op === Op.SSAI) {
		code.get(Here.IMMEDIATE);
		code.set(Local.SAR);
	} else if (op === Op.L32R) {
		code.get(Here.IMMEDIATE);
		code.i32(2);
		code.op(Wasm.I32_SHL);
		code.access(Wasm.I32_LOAD, 0);
		code.set(Here.FIRST);
	} else ALU.get(op)!(e, instruction);
	if (op >= Op.SSR && op <= Op.SSAI) e.storeWord(Word.SAR, () => code.get(Local.SAR));
}

/** Pushes whether a branch is taken. */
export function condition(loop: Loop, instruction: GuestInstruction): void {
	const { code } = loop.emitter;
	const { op } = instruction;
	const constant = WITH_CONSTANT.get(op);
	if (constant) {
		const [opcode, table] = constant;
		code.get(Here.FIRST);
		loop.shifted(SMALL_NUMBER_SHIFT - 2, 60);
		code.access(Wasm.I32_LOAD, loop.places.scratch + table);
		code.op(opcode);
	} else if (op === Op.BBCI || op === Op.BBSI) {
		code.get(Here.FIRST);
		loop.smallNumber();
		code.op(Wasm.I32_SHR_U);
		code.i32(1);
		code.op(Wasm.I32_AND);
		if (op === Op.BBCI) code.op(Wasm.I32_EQZ);
	} else CONDITIONS.get(op)!(loop.emitter, instruction);
}

/** Leaves where a jump goes in IMMEDIATE, and what a call returns to in a0. */
export function target(loop: Loop, op: Op): void {
	const e = loop.emitter;
	const { code } = e;
	if (op === Op.JX || op === Op.CALLX0) {
		code.get(Here.FIRST);
		code.i32(CodeSpace.BASE);
		code.op(Wasm.I32_SUB);
		code.tee(Here.ADDRESS);
		code.get(Here.LIMIT);
		code.op(Wasm.I32_GE_U);
		code.branch(loop.slow, Wasm.BR_IF);
		code.get(Here.ADDRESS);
		code.i32(1);
		code.op(Wasm.I32_SHL);
		code.set(Here.IMMEDIATE);
	}
	if (op === Op.CALL0 || op === Op.CALLX0) e.storeWord(Word.AR, () => loop.pc(3));
}
