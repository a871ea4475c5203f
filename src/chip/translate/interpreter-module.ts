/**
 * The interpreter's loop as WebAssembly, for code that is not hot yet: the host runs this at speed as soon as it has
 * been compiled, while it takes a tenth of a second of a process's time to optimise the loop in xtensa/interpreter.ts,
 * which stays the measure of what is right.
 *
 * One function: a table of cases over the decoded instructions that the code cache keeps in the same memory. What has no
 * case, or turns out to be more than plain memory, is left to the slow path, which the function calls.
 */
import { Region } from "../memory/memories.js";
import { CodeSpace } from "../xtensa/code-cache.js";
import { Word } from "../xtensa/cpu-state.js";
import { Ps } from "../xtensa/exceptions.js";
import { Op } from "../xtensa/isa.js";
import { B4CONST, B4CONSTU } from "../xtensa/operands.js";
import { PS_MASK, Special } from "../xtensa/special-registers.js";
import { Cycles } from "../xtensa/timing.js";
import { ALU } from "./emit-alu.js";
import { CONDITIONS } from "./emit-branch.js";
import { Emitter, Local } from "./emitter.js";
import type { GuestInstruction } from "./instruction.js";
import { QUICK_LOAD, QUICK_STORE } from "./quick.js";
import { registerUse } from "./registers.js";
import { type Places, Scratch } from "./scratch.js";
import { encodeModule } from "./wasm/module.js";
import { ValueType, Wasm } from "./wasm/opcodes.js";

/** As `interpret` of xtensa/interpreter.ts; takes where the entries lie in the memory, bytes. */
export type Interpret = (entries: number) => void;

/** Locals beside those that the emitters of single instructions know. */
const enum Here {
	/** The parameter. */
	ENTRIES,
	/** Where the entry of the running instruction is. */
	AT,
	/** Values of its registers, in assembly order. */
	FIRST,
	SECOND,
	THIRD,
	/** The entry's two words. */
	PACKED,
	IMMEDIATE,
	/** Cycles left, those left at first, and those of them that are beyond one an instruction. */
	LEFT,
	MARK,
	EXTRA,
	/** From the start of data RAM, or of the flash window. */
	ADDRESS,
	/** Bytes of code space that the CPU may run in. */
	LIMIT,
}

/** What is imported: the slow path, and accesses as translated code makes them. */
const enum Callee {
	SLOW,
	QUICK_LOAD,
	QUICK_STORE,
	COUNT,
}

/** An instruction's registers as locals, for the emitters. */
const REGISTERS = (Here.FIRST << 8) | (Here.SECOND << 12) | (Here.THIRD << 16);
/** Bits of an entry that say which register, by local. */
const SHIFTS: ReadonlyMap<number, number> = new Map([
	[Here.FIRST, 8],
	[Here.SECOND, 12],
	[Here.THIRD, 16],
]);
const SMALL_NUMBER_SHIFT = 20;
const LENGTH_SHIFT = 28;
/** Bytes of a code cache's entry, log2. */
const ENTRY_SHIFT = 3;

const LOADS: ReadonlyMap<Op, readonly [opcode: Wasm, log2: number]> = new Map([
	[Op.L8UI, [Wasm.I32_LOAD8_U, 0]],
	[Op.L16UI, [Wasm.I32_LOAD16_U, 1]],
	[Op.L16SI, [Wasm.I32_LOAD16_S, 1]],
	[Op.L32I, [Wasm.I32_LOAD, 2]],
]);
const STORES: ReadonlyMap<Op, readonly [opcode: Wasm, log2: number]> = new Map([
	[Op.S8I, [Wasm.I32_STORE8, 0]],
	[Op.S16I, [Wasm.I32_STORE16, 1]],
	[Op.S32I, [Wasm.I32_STORE, 2]],
]);
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

/** Operations that the interpreter's loop in xtensa/interpreter.ts has a case for, too, and those that it has not. */
const INLINE: readonly Op[] = Array.from({ length: Op.LAST_INLINE }, (_, i) => i + 1);
const SPECIAL: readonly Op[] = [Op.RSR, Op.WSR, Op.RSIL, Op.ISYNC];

class InterpreterWriter {
	readonly #places: Places;
	readonly #emitter: Emitter;
	/** Where cases go on: behind the instruction, at entry IMMEDIATE, or in the slow path. */
	#advance = 0;
	#jump = 0;
	#slow = 0;

	constructor(places: Places) {
		this.#places = places;
		this.#emitter = new Emitter(places, new Int32Array(0), 0, 0, () => false, undefined);
	}

	body(): Uint8Array {
		const { code } = this.#emitter;
		const done = code.open(Wasm.BLOCK);
		const again = code.open(Wasm.LOOP);
		this.#begin(done);
		const spent = code.open(Wasm.BLOCK);
		this.#slow = code.open(Wasm.BLOCK);
		const next = code.open(Wasm.LOOP);
		this.#advance = code.open(Wasm.BLOCK);
		this.#jump = code.open(Wasm.BLOCK);
		this.#cases();
		code.end();
		this.#refetch();
		this.#goOnWhileLeft(next);
		code.branch(spent);
		code.end();
		this.#shifted(LENGTH_SHIFT - 2, 60);
		code.get(Here.AT);
		code.op(Wasm.I32_ADD);
		code.set(Here.AT);
		this.#goOnWhileLeft(next);
		code.branch(spent);
		code.end();
		code.end();
		code.add(Here.LEFT, Cycles.INSTRUCTION);
		this.#settle();
		code.get(Here.PACKED);
		code.i32(0xff);
		code.op(Wasm.I32_AND);
		code.i32(Op.ENTER);
		code.op(Wasm.I32_EQ);
		code.branch(done, Wasm.BR_IF);
		code.call(Callee.SLOW);
		code.branch(again);
		code.end();
		this.#settle();
		code.end();
		code.end();
		return code.take();
	}

	/** Takes the CPU's state over; leaves when it must stop, or PC is not where code can be fetched. */
	#begin(done: number): void {
		const { code } = this.#emitter;
		this.#emitter.loadWord(Word.STOP);
		code.branch(done, Wasm.BR_IF);
		this.#emitter.loadWord(Word.LEFT);
		code.tee(Here.LEFT);
		code.tee(Here.MARK);
		code.i32(0);
		code.op(Wasm.I32_LE_S);
		code.branch(done, Wasm.BR_IF);
		code.i32(0);
		code.set(Here.EXTRA);
		code.i32(CodeSpace.SIZE);
		code.i32(Region.FLASH_WINDOW_BASE - CodeSpace.BASE);
		this.#scratchWord(Scratch.WINDOW_SIZE);
		code.op(Wasm.SELECT);
		code.set(Here.LIMIT);
		this.#emitter.loadWord(Word.PC);
		code.i32(CodeSpace.BASE);
		code.op(Wasm.I32_SUB);
		code.tee(Here.AT);
		code.get(Here.LIMIT);
		code.op(Wasm.I32_GE_U);
		code.branch(done, Wasm.BR_IF);
		code.get(Here.AT);
		code.i32(ENTRY_SHIFT);
		code.op(Wasm.I32_SHL);
		code.get(Here.ENTRIES);
		code.op(Wasm.I32_ADD);
		code.set(Here.AT);
	}

	/** Gives it back, at the running instruction. */
	#settle(): void {
		const e = this.#emitter;
		const { code } = e;
		const count = Here.ADDRESS;
		code.get(Here.MARK);
		code.get(Here.LEFT);
		code.op(Wasm.I32_SUB);
		code.get(Here.EXTRA);
		code.op(Wasm.I32_SUB);
		code.set(count);
		// The low word has carried when it is less than what was added.
		e.storeWord(Word.INSTRUCTIONS, () => {
			e.loadWord(Word.INSTRUCTIONS);
			code.get(count);
			code.op(Wasm.I32_ADD);
		});
		e.storeWord(Word.INSTRUCTIONS_HIGH, () => {
			e.loadWord(Word.INSTRUCTIONS_HIGH);
			e.loadWord(Word.INSTRUCTIONS);
			code.get(count);
			code.op(Wasm.I32_LT_U, Wasm.I32_ADD);
		});
		e.storeWord(Word.LEFT, () => code.get(Here.LEFT));
		e.storeWord(Word.PC, () => this.#pc(0));
	}

	/** The running instruction's address, and so many bytes. */
	#pc(bytes: number): void {
		const { code } = this.#emitter;
		this.#offset();
		code.i32(CodeSpace.BASE + bytes);
		code.op(Wasm.I32_ADD);
	}

	/** Its distance from the start of code space. */
	#offset(): void {
		const { code } = this.#emitter;
		code.get(Here.AT);
		code.get(Here.ENTRIES);
		code.op(Wasm.I32_SUB);
		code.i32(ENTRY_SHIFT);
		code.op(Wasm.I32_SHR_U);
	}

	#cases(): void {
		const { code } = this.#emitter;
		const ops = [...INLINE, ...SPECIAL];
		const marks: number[] = new Array(Op.COUNT).fill(this.#slow);
		for (const op of [...ops].reverse()) marks[op] = code.open(Wasm.BLOCK);
		code.get(Here.AT);
		code.access(Wasm.I32_LOAD, 4);
		code.set(Here.IMMEDIATE);
		code.add(Here.LEFT, -Cycles.INSTRUCTION);
		code.get(Here.AT);
		code.access(Wasm.I32_LOAD, 0);
		code.tee(Here.PACKED);
		code.i32(0xff);
		code.op(Wasm.I32_AND);
		code.branchTable(marks, this.#slow);
		for (const op of ops) {
			code.end();
			if (SPECIAL.includes(op)) this.#special(op);
			else this.#case(op);
		}
	}

	#case(op: Op): void {
		const { code } = this.#emitter;
		const instruction: GuestInstruction = { pc: 0, op, packed: REGISTERS, immediate: 0, next: 0 };
		const { reads, writes } = registerUse(instruction);
		for (const register of SHIFTS.keys()) if (reads & (1 << register)) this.#loadRegister(register);
		if (op >= Op.BEQZ && op <= Op.BBSI) {
			this.#condition(instruction);
			code.branch(this.#jump, Wasm.BR_IF);
		} else if (op >= Op.J && op <= Op.CALLX0) {
			this.#target(op);
			code.branch(this.#jump);
			return;
		} else if (STORES.has(op)) this.#store(op);
		else {
			if (LOADS.has(op)) this.#load(op);
			else this.#compute(instruction);
			if (writes & (1 << Here.FIRST)) this.#storeRegister(Here.FIRST);
		}
		code.branch(this.#advance);
	}

	/** The common ones of the special registers; the others are left to the slow path. */
	#special(op: Op): void {
		const e = this.#emitter;
		const { code } = e;
		const isOther = (special: Special): void => {
			code.get(Here.IMMEDIATE);
			code.i32(special);
			code.op(Wasm.I32_NE);
			code.branch(this.#slow, Wasm.BR_IF);
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
			this.#storeRegister(Here.FIRST);
		} else if (op === Op.WSR) {
			isOther(Special.PS);
			this.#leaveUnlessPlain();
			this.#loadRegister(Here.FIRST);
			code.get(Here.FIRST);
			code.i32(PS_MASK);
			code.op(Wasm.I32_AND);
			code.set(Here.FIRST);
			this.#leaveForInterrupt();
			e.storeWord(Word.PS, () => code.get(Here.FIRST));
		} else if (op === Op.RSIL) {
			this.#leaveUnlessPlain();
			e.loadWord(Word.PS);
			code.tee(Here.SECOND);
			code.i32(~Ps.INTLEVEL);
			code.op(Wasm.I32_AND);
			code.get(Here.IMMEDIATE);
			code.op(Wasm.I32_OR);
			code.set(Here.FIRST);
			this.#leaveForInterrupt();
			e.storeWord(Word.PS, () => code.get(Here.FIRST));
			this.#shifted(SHIFTS.get(Here.FIRST)! - 2, 60);
			code.get(Here.SECOND);
			code.access(Wasm.I32_STORE, this.#places.cpu);
		} else {
			code.add(Here.LEFT, -Cycles.REFETCH);
			code.add(Here.EXTRA, Cycles.REFETCH);
		}
		code.branch(this.#advance);
	}

	/** To the slow path when debug registers are set: they go by PS. */
	#leaveUnlessPlain(): void {
		const e = this.#emitter;
		e.loadWord(Word.ICOUNTLEVEL);
		e.loadWord(Word.IBREAKENABLE);
		e.loadWord(Word.DBREAKC0);
		e.code.op(Wasm.I32_OR, Wasm.I32_OR);
		e.code.branch(this.#slow, Wasm.BR_IF);
	}

	/** To the slow path when FIRST as PS lets an interrupt in. */
	#leaveForInterrupt(): void {
		const e = this.#emitter;
		const { code } = e;
		e.loadWord(Word.INT_LATCHED);
		e.loadWord(Word.INT_LINES);
		code.op(Wasm.I32_OR);
		e.loadWord(Word.INTENABLE);
		code.op(Wasm.I32_AND);
		code.i32(0);
		code.op(Wasm.I32_NE);
		code.get(Here.FIRST);
		code.i32(Ps.INTLEVEL | Ps.EXCM);
		code.op(Wasm.I32_AND, Wasm.I32_EQZ, Wasm.I32_AND);
		code.branch(this.#slow, Wasm.BR_IF);
	}

	/** Leaves a result in FIRST, or in SAR. */
	#compute(instruction: GuestInstruction): void {
		const e = this.#emitter;
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
			this.#smallNumber();
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
	#condition(instruction: GuestInstruction): void {
		const { code } = this.#emitter;
		const { op } = instruction;
		const constant = WITH_CONSTANT.get(op);
		if (constant) {
			const [opcode, table] = constant;
			code.get(Here.FIRST);
			this.#shifted(SMALL_NUMBER_SHIFT - 2, 60);
			code.access(Wasm.I32_LOAD, this.#places.scratch + table);
			code.op(opcode);
		} else if (op === Op.BBCI || op === Op.BBSI) {
			code.get(Here.FIRST);
			this.#smallNumber();
			code.op(Wasm.I32_SHR_U);
			code.i32(1);
			code.op(Wasm.I32_AND);
			if (op === Op.BBCI) code.op(Wasm.I32_EQZ);
		} else CONDITIONS.get(op)!(this.#emitter, instruction);
	}

	/** Leaves where a jump goes in IMMEDIATE, and what a call returns to in a0. */
	#target(op: Op): void {
		const e = this.#emitter;
		const { code } = e;
		if (op === Op.JX || op === Op.CALLX0) {
			code.get(Here.FIRST);
			code.i32(CodeSpace.BASE);
			code.op(Wasm.I32_SUB);
			code.tee(Here.ADDRESS);
			code.get(Here.LIMIT);
			code.op(Wasm.I32_GE_U);
			code.branch(this.#slow, Wasm.BR_IF);
			code.get(Here.ADDRESS);
			code.i32(1);
			code.op(Wasm.I32_SHL);
			code.set(Here.IMMEDIATE);
		}
		if (op === Op.CALL0 || op === Op.CALLX0) e.storeWord(Word.AR, () => this.#pc(3));
	}

	/** Pushes whether an access is to data RAM, and aligned; leaves its address in ADDRESS. */
	#isRam(log2: number): void {
		const { code } = this.#emitter;
		code.get(Here.SECOND);
		code.get(Here.IMMEDIATE);
		code.op(Wasm.I32_ADD);
		code.i32(Region.DRAM_BASE);
		code.op(Wasm.I32_SUB);
		code.tee(Here.ADDRESS);
		if (log2 > 0) {
			// Rotated, a misaligned offset is as much out of range as a foreign one.
			code.i32(log2);
			code.op(Wasm.I32_ROTR);
		}
		code.i32(Region.DRAM_SIZE >> log2);
		code.op(Wasm.I32_LT_U);
	}

	#load(op: Op): void {
		const { code } = this.#emitter;
		const [opcode, log2] = LOADS.get(op)!;
		this.#isRam(log2);
		code.op(Wasm.I32_EQZ);
		if (op === Op.L32I) {
			code.open(Wasm.IF);
			this.#loadElsewhere();
			code.end();
		} else code.branch(this.#slow, Wasm.BR_IF);
		code.get(Here.ADDRESS);
		code.access(opcode, this.#places.dram);
		code.set(Here.FIRST);
	}

	/** A word from the flash window, the mask ROM, or a register that is a function of time. */
	#loadElsewhere(): void {
		const { code } = this.#emitter;
		const { flash, flashMask, rom } = this.#places;
		code.get(Here.ADDRESS);
		code.i32(3);
		code.op(Wasm.I32_AND);
		code.branch(this.#slow, Wasm.BR_IF);
		this.#noteForeign();
		const open = (base: Region, pushSize: () => void): void => {
			code.get(Here.ADDRESS);
			code.i32(Region.DRAM_BASE - base);
			code.op(Wasm.I32_ADD);
			code.tee(Here.THIRD);
			pushSize();
			code.op(Wasm.I32_LT_U);
			code.open(Wasm.IF);
		};
		const finish = (): void => {
			code.set(Here.FIRST);
			this.#storeRegister(Here.FIRST);
			code.branch(this.#advance);
		};
		open(Region.FLASH_WINDOW_BASE, () => this.#scratchWord(Scratch.WINDOW_SIZE));
		code.get(Here.THIRD);
		this.#scratchWord(Scratch.WINDOW_OFFSET);
		code.op(Wasm.I32_ADD);
		code.i32(flashMask);
		code.op(Wasm.I32_AND);
		code.access(Wasm.I32_LOAD, flash);
		finish();
		code.end();
		open(Region.ROM_BASE, () => code.i32(Region.ROM_SIZE));
		code.get(Here.THIRD);
		code.access(Wasm.I32_LOAD, rom);
		finish();
		code.end();
		this.#openAccount();
		code.call(Callee.QUICK_LOAD);
		code.tee(Local.ACCOUNT);
		code.i64(0, 0);
		code.op(Wasm.I64_LT_S);
		code.branch(this.#slow, Wasm.BR_IF);
		this.#closeAccount();
		code.get(Local.ACCOUNT);
		code.op(Wasm.I32_WRAP_I64);
		finish();
	}

	#store(op: Op): void {
		const { code } = this.#emitter;
		const [opcode, log2] = STORES.get(op)!;
		this.#isRam(log2);
		code.op(Wasm.I32_EQZ);
		if (op === Op.S32I) {
			code.open(Wasm.IF);
			this.#openAccount();
			code.get(Here.FIRST);
			code.call(Callee.QUICK_STORE);
			code.op(Wasm.I32_EQZ);
			code.branch(this.#slow, Wasm.BR_IF);
			this.#noteForeign();
			this.#closeAccount();
			code.branch(this.#advance);
			code.end();
		} else code.branch(this.#slow, Wasm.BR_IF);
		code.get(Here.ADDRESS);
		code.get(Here.FIRST);
		code.access(opcode, this.#places.dram);
	}

	/** The running instruction reaches beyond data RAM. */
	#noteForeign(): void {
		const { code } = this.#emitter;
		this.#offset();
		code.i32(1);
		code.access(Wasm.I32_STORE8, this.#places.scratch + Scratch.FOREIGN);
	}

	/**
	 * Pushes the address, no cycles, and that behind the access none need be left; the account says what is left at the
	 * start of the instruction.
	 */
	#openAccount(): void {
		const { code } = this.#emitter;
		code.storeAt(Wasm.I64_STORE, this.#places.scratch + Scratch.ACCOUNT, () => {
			code.get(Here.LEFT);
			code.i32(Cycles.INSTRUCTION);
			code.op(Wasm.I32_ADD, Wasm.I64_EXTEND_I32_U);
		});
		code.get(Here.ADDRESS);
		code.i32(0);
		code.i32(-Cycles.APB);
	}

	/** Takes over what an access has cost. */
	#closeAccount(): void {
		const { code } = this.#emitter;
		code.get(Here.LEFT);
		this.#scratchWord(Scratch.ACCOUNT);
		code.i32(Cycles.INSTRUCTION);
		code.op(Wasm.I32_SUB);
		code.tee(Here.LEFT);
		code.op(Wasm.I32_SUB);
		code.get(Here.EXTRA);
		code.op(Wasm.I32_ADD);
		code.set(Here.EXTRA);
	}

	/** Takes a jump. */
	#refetch(): void {
		const { code } = this.#emitter;
		code.add(Here.LEFT, -Cycles.REFETCH);
		code.add(Here.EXTRA, Cycles.REFETCH);
		code.get(Here.IMMEDIATE);
		code.i32(2);
		code.op(Wasm.I32_SHL);
		code.get(Here.ENTRIES);
		code.op(Wasm.I32_ADD);
		code.set(Here.AT);
	}

	#goOnWhileLeft(next: number): void {
		const { code } = this.#emitter;
		code.get(Here.LEFT);
		code.i32(0);
		code.op(Wasm.I32_GT_S);
		code.branch(next, Wasm.BR_IF);
	}

	#loadRegister(local: number): void {
		const { code } = this.#emitter;
		this.#shifted(SHIFTS.get(local)! - 2, 60);
		code.access(Wasm.I32_LOAD, this.#places.cpu);
		code.set(local);
	}

	#storeRegister(local: number): void {
		const { code } = this.#emitter;
		this.#shifted(SHIFTS.get(local)! - 2, 60);
		code.get(local);
		code.access(Wasm.I32_STORE, this.#places.cpu);
	}

	#smallNumber(): void {
		const { code } = this.#emitter;
		code.get(Here.PACKED);
		code.i32(SMALL_NUMBER_SHIFT);
		code.op(Wasm.I32_SHR_U);
	}

	/** Pushes bits of the entry's first word. */
	#shifted(shift: number, mask: number): void {
		const { code } = this.#emitter;
		code.get(Here.PACKED);
		code.i32(shift);
		code.op(Wasm.I32_SHR_U);
		code.i32(mask);
		code.op(Wasm.I32_AND);
	}

	#scratchWord(at: Scratch): void {
		this.#emitter.code.loadAt(Wasm.I32_LOAD, this.#places.scratch + at);
	}
}

/** The module; imports the memory, the slow path, and quick accesses. */
export function interpreterModule(places: Places): Uint8Array<ArrayBuffer> {
	return encodeModule({
		memoryPages: places.pages,
		imports: [
			{ name: "slow", signature: { parameters: [], results: [] } },
			{ name: "quickLoad", signature: QUICK_LOAD },
			{ name: "quickStore", signature: QUICK_STORE },
		],
		functions: [
			{
				signature: { parameters: [ValueType.I32], results: [] },
				locals: [
					{ count: Local.I32_COUNT - 1, type: ValueType.I32 },
					{ count: 1, type: ValueType.I64 },
				],
				body: new InterpreterWriter(places).body(),
			},
		],
		exported: Callee.COUNT,
	});
}

/** Puts what the module's cases look up into the scratch area. */
export function writeConstants(words: Int32Array, scratch: number): void {
	words.set(B4CONST, (scratch + Scratch.B4CONST) >> 2);
	words.set(B4CONSTU, (scratch + Scratch.B4CONSTU) >> 2);
}
