/** Conditions of branches, as 1 or 0 (or any other number for true) on the stack. */
import { Op } from "../xtensa/isa.js";
import { B4CONST, B4CONSTU } from "../xtensa/operands.js";
import type { Emit } from "./emit-alu.js";
import { first, second, smallNumber } from "./instruction.js";
import { Wasm } from "./wasm/opcodes.js";

const withZero =
	(opcode: Wasm): Emit =>
	({ code }, i) => {
		code.get(first(i));
		if (opcode !== Wasm.I32_EQZ) code.i32(0);
		code.op(opcode);
	};

const withConstant =
	(opcode: Wasm, constants: readonly number[]): Emit =>
	({ code }, i) => {
		code.get(first(i));
		code.i32(constants[smallNumber(i) & 15]);
		code.op(opcode);
	};

const withRegister =
	(opcode: Wasm): Emit =>
	({ code }, i) => {
		code.get(first(i));
		code.get(second(i));
		code.op(opcode);
	};

/** Bits of the second register in the first; all of them for `all`. */
const withMask =
	(all: boolean, isTrue: boolean): Emit =>
	({ code }, i) => {
		code.get(first(i));
		if (all) {
			code.i32(-1);
			code.op(Wasm.I32_XOR);
		}
		code.get(second(i));
		code.op(Wasm.I32_AND);
		if (!isTrue) code.op(Wasm.I32_EQZ);
	};

const withBit =
	(isSet: boolean): Emit =>
	({ code }, i) => {
		code.get(first(i));
		code.get(second(i));
		code.op(Wasm.I32_SHR_U);
		code.i32(1);
		code.op(Wasm.I32_AND);
		if (!isSet) code.op(Wasm.I32_EQZ);
	};

const withBitNumber =
	(isSet: boolean): Emit =>
	({ code }, i) => {
		code.get(first(i));
		code.i32(1 << smallNumber(i));
		code.op(Wasm.I32_AND);
		if (!isSet) code.op(Wasm.I32_EQZ);
	};

/** Emitters by operation. */
export const CONDITIONS: ReadonlyMap<Op, Emit> = new Map<Op, Emit>([
	[Op.BEQZ, withZero(Wasm.I32_EQZ)],
	[Op.BNEZ, withZero(Wasm.I32_NE)],
	[Op.BLTZ, withZero(Wasm.I32_LT_S)],
	[Op.BGEZ, withZero(Wasm.I32_GE_S)],
	[Op.BEQI, withConstant(Wasm.I32_EQ, B4CONST)],
	[Op.BNEI, withConstant(Wasm.I32_NE, B4CONST)],
	[Op.BLTI, withConstant(Wasm.I32_LT_S, B4CONST)],
	[Op.BGEI, withConstant(Wasm.I32_GE_S, B4CONST)],
	[Op.BLTUI, withConstant(Wasm.I32_LT_U, B4CONSTU)],
	[Op.BGEUI, withConstant(Wasm.I32_GE_U, B4CONSTU)],
	[Op.BEQ, withRegister(Wasm.I32_EQ)],
	[Op.BNE, withRegister(Wasm.I32_NE)],
	[Op.BLT, withRegister(Wasm.I32_LT_S)],
	[Op.BGE, withRegister(Wasm.I32_GE_S)],
	[Op.BLTU, withRegister(Wasm.I32_LT_U)],
	[Op.BGEU, withRegister(Wasm.I32_GE_U)],
	[Op.BNONE, withMask(false, false)],
	[Op.BANY, withMask(false, true)],
	[Op.BALL, withMask(true, false)],
	[Op.BNALL, withMask(true, true)],
	[Op.BBC, withBit(false)],
	[Op.BBS, withBit(true)],
	[Op.BBCI, withBitNumber(false)],
	[Op.BBSI, withBitNumber(true)],
]);
