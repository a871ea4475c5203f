/** Code for instructions that only compute: one function an operation. */
import { Op } from "../xtensa/isa.js";
import { type Emitter, Local } from "./emitter.js";
import { first, type GuestInstruction, second, smallNumber, third } from "./instruction.js";
import { Wasm } from "./wasm/opcodes.js";

/** Emits one instruction. */
export type Emit = (e: Emitter, i: GuestInstruction) => void;

/** d = s OP t. */
const binary =
	(...opcodes: readonly Wasm[]): Emit =>
	({ code }, i) => {
		code.get(second(i));
		code.get(third(i));
		code.op(...opcodes);
		code.set(first(i));
	};

/** d = (s << amount) OP t. */
const scaled =
	(opcode: Wasm, amount: number): Emit =>
	({ code }, i) => {
		code.get(second(i));
		code.i32(amount);
		code.op(Wasm.I32_SHL);
		code.get(third(i));
		code.op(opcode);
		code.set(first(i));
	};

/** d = s OP immediate. */
const withImmediate =
	(opcode: Wasm): Emit =>
	({ code }, i) => {
		code.get(second(i));
		code.i32(i.immediate);
		code.op(opcode);
		code.set(first(i));
	};

/** d = s when t passes the test, as 1 or 0. */
const conditional =
	(...test: readonly Wasm[]): Emit =>
	({ code }, i) => {
		code.get(second(i));
		code.get(first(i));
		code.get(third(i));
		if (test[0] !== Wasm.I32_EQZ) code.i32(0);
		code.op(...test, Wasm.SELECT);
		code.set(first(i));
	};

/** d = the product of the low halves, extended. */
const halves =
	(extend: (e: Emitter) => void): Emit =>
	(e, i) => {
		e.code.get(second(i));
		extend(e);
		e.code.get(third(i));
		extend(e);
		e.code.op(Wasm.I32_MUL);
		e.code.set(first(i));
	};

/** SAR = (s & mask) << shift, or 32 less that. */
const setAmount =
	(mask: number, shift: number, isLeft: boolean): Emit =>
	(e, i) => {
		const { code } = e;
		if (isLeft) code.i32(32);
		code.get(first(i));
		code.i32(mask);
		code.op(Wasm.I32_AND);
		if (shift > 0) {
			code.i32(shift);
			code.op(Wasm.I32_SHL);
		}
		if (isLeft) {
			code.tee(Local.LEFT_AMOUNT);
			code.op(Wasm.I32_SUB);
		}
		code.set(Local.SAR);
		e.sar = isLeft ? "left" : "right";
	};

/** Shifts the 64 bits high:low right by SAR and keeps the low word; SAR is 0 to 63. */
function funnel({ code }: Emitter, high: () => void, low: (() => void) | undefined): void {
	high();
	code.op(Wasm.I64_EXTEND_I32_U);
	code.i64(0, 32);
	code.op(Wasm.I64_SHL);
	if (low) {
		low();
		code.op(Wasm.I64_EXTEND_I32_U, Wasm.I64_OR);
	}
	code.get(Local.SAR);
	code.op(Wasm.I64_EXTEND_I32_U, Wasm.I64_SHR_U, Wasm.I32_WRAP_I64);
}

const sll: Emit = (e, i) => {
	const { code, sar } = e;
	if (sar === "left") {
		code.get(second(i));
		code.get(Local.LEFT_AMOUNT);
		code.op(Wasm.I32_SHL);
	} else if (typeof sar === "number") {
		if (sar === 0) code.i32(0);
		else {
			code.get(second(i));
			code.i32(32 - sar);
			code.op(Wasm.I32_SHL);
		}
	} else {
		funnel(e, () => code.get(second(i)), undefined);
		code.i32(0);
		code.get(Local.SAR);
		code.i32(32);
		code.op(Wasm.I32_LE_U, Wasm.SELECT);
	}
	code.set(first(i));
};

const srl: Emit = ({ code, sar }, i) => {
	code.get(second(i));
	if (typeof sar === "number") code.i32(sar);
	else code.get(Local.SAR);
	code.op(Wasm.I32_SHR_U);
	if (sar === "unknown" || sar === "left") {
		code.i32(0);
		code.get(Local.SAR);
		code.i32(32);
		code.op(Wasm.I32_LT_U, Wasm.SELECT);
	}
	code.set(first(i));
};

const sra: Emit = ({ code, sar }, i) => {
	code.get(second(i));
	if (typeof sar === "number") code.i32(sar);
	else if (sar === "right") code.get(Local.SAR);
	else {
		code.get(Local.SAR);
		code.i32(31);
		code.get(Local.SAR);
		code.i32(32);
		code.op(Wasm.I32_LT_U, Wasm.SELECT);
	}
	code.op(Wasm.I32_SHR_S);
	code.set(first(i));
};

const src: Emit = (e, i) => {
	const { code, sar } = e;
	if (sar === 0) code.get(third(i));
	else if (typeof sar === "number") {
		code.get(third(i));
		code.i32(sar);
		code.op(Wasm.I32_SHR_U);
		code.get(second(i));
		code.i32(32 - sar);
		code.op(Wasm.I32_SHL, Wasm.I32_OR);
	} else
		funnel(
			e,
			() => code.get(second(i)),
			() => code.get(third(i)),
		);
	code.set(first(i));
};

/** Emitters by operation. */
export const ALU: ReadonlyMap<Op, Emit> = new Map<Op, Emit>([
	[Op.ADD, binary(Wasm.I32_ADD)],
	[Op.ADDX2, scaled(Wasm.I32_ADD, 1)],
	[Op.ADDX4, scaled(Wasm.I32_ADD, 2)],
	[Op.ADDX8, scaled(Wasm.I32_ADD, 3)],
	[Op.SUB, binary(Wasm.I32_SUB)],
	[Op.SUBX2, scaled(Wasm.I32_SUB, 1)],
	[Op.SUBX4, scaled(Wasm.I32_SUB, 2)],
	[Op.SUBX8, scaled(Wasm.I32_SUB, 3)],
	[Op.AND, binary(Wasm.I32_AND)],
	[Op.OR, binary(Wasm.I32_OR)],
	[Op.XOR, binary(Wasm.I32_XOR)],
	[
		Op.NEG,
		({ code }, i) => {
			code.i32(0);
			code.get(second(i));
			code.op(Wasm.I32_SUB);
			code.set(first(i));
		},
	],
	[
		Op.ABS,
		({ code }, i) => {
			code.i32(0);
			code.get(second(i));
			code.op(Wasm.I32_SUB);
			code.get(second(i));
			code.get(second(i));
			code.i32(0);
			code.op(Wasm.I32_LT_S, Wasm.SELECT);
			code.set(first(i));
		},
	],
	[Op.ADDI, withImmediate(Wasm.I32_ADD)],
	[
		Op.MOVI,
		({ code }, i) => {
			code.i32(i.immediate);
			code.set(first(i));
		},
	],
	[
		Op.MOV,
		({ code }, i) => {
			code.get(second(i));
			code.set(first(i));
		},
	],
	[Op.MOVEQZ, conditional(Wasm.I32_EQZ)],
	[Op.MOVNEZ, conditional(Wasm.I32_NE)],
	[Op.MOVLTZ, conditional(Wasm.I32_LT_S)],
	[Op.MOVGEZ, conditional(Wasm.I32_GE_S)],
	[
		Op.EXTUI,
		({ code }, i) => {
			code.get(second(i));
			if (smallNumber(i) > 0) {
				code.i32(smallNumber(i));
				code.op(Wasm.I32_SHR_U);
			}
			code.i32(i.immediate);
			code.op(Wasm.I32_AND);
			code.set(first(i));
		},
	],
	[Op.SLLI, withImmediate(Wasm.I32_SHL)],
	[Op.SRLI, withImmediate(Wasm.I32_SHR_U)],
	[Op.SRAI, withImmediate(Wasm.I32_SHR_S)],
	[Op.SLL, sll],
	[Op.SRL, srl],
	[Op.SRA, sra],
	[Op.SRC, src],
	[Op.SSR, setAmount(31, 0, false)],
	[Op.SSL, setAmount(31, 0, true)],
	[Op.SSA8L, setAmount(3, 3, false)],
	[Op.SSA8B, setAmount(3, 3, true)],
	[
		Op.SSAI,
		(e, i) => {
			e.code.i32(i.immediate);
			e.code.set(Local.SAR);
			e.sar = i.immediate;
		},
	],
	[
		Op.NSA,
		({ code }, i) => {
			code.get(second(i));
			code.get(second(i));
			code.i32(31);
			code.op(Wasm.I32_SHR_S, Wasm.I32_XOR, Wasm.I32_CLZ);
			code.i32(1);
			code.op(Wasm.I32_SUB);
			code.set(first(i));
		},
	],
	[
		Op.NSAU,
		({ code }, i) => {
			code.get(second(i));
			code.op(Wasm.I32_CLZ);
			code.set(first(i));
		},
	],
	[
		Op.MUL16U,
		halves(({ code }) => {
			code.i32(0xffff);
			code.op(Wasm.I32_AND);
		}),
	],
	[Op.MUL16S, halves(({ code }) => code.op(Wasm.I32_EXTEND16_S))],
	[Op.MULL, binary(Wasm.I32_MUL)],
	[Op.NOP, () => {}],
	[
		Op.READ_ZERO,
		({ code }, i) => {
			code.i32(0);
			code.set(first(i));
		},
	],
	[Op.ISYNC, () => {}],
]);
