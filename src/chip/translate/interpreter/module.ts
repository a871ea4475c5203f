/**
 * The interpreter's loop as WebAssembly, for code that is not hot yet: the host runs this at speed as soon as it has
 * been compiled, while it takes a tenth of a second of a process's time to optimise the loop in xtensa/interpreter.ts,
 * which stays the measure of what is right.
 *
 * One function: a table of cases over the decoded instructions that the code cache keeps in the same memory. What has no
 * case, or turns out to be more than plain memory, is left to the slow path, which the function calls.
 */
import { Region } from "../../memory/memories.js";
import { CodeSpace } from "../../xtensa/code-cache.js";
import { Word } from "../../xtensa/cpu-state.js";
import { Op } from "../../xtensa/isa.js";
import { B4CONST, B4CONSTU } from "../../xtensa/operands.js";
import { Cycles } from "../../xtensa/timing.js";
import { Local } from "../emitter.js";
import type { GuestInstruction } from "../instruction.js";
import { QUICK_LOAD, QUICK_STORE } from "../quick.js";
import { registerUse } from "../registers.js";
import { type Places, Scratch } from "../scratch.js";
import { encodeModule } from "../wasm/module.js";
import { ValueType, Wasm } from "../wasm/opcodes.js";
import { compute, condition, target } from "./compute.js";
import { Callee, ENTRY_SHIFT, Here, Loop, REGISTERS, SHIFTS } from "./loop.js";
import { LOADS, load, STORES, store } from "./memory.js";
import { SPECIAL, special } from "./special.js";

/** As `interpret` of xtensa/interpreter.ts; takes where the entries lie in the memory, bytes. */
export type Interpret = (entries: number) => void;

const LENGTH_SHIFT = 28;
/** Operations that the loop in xtensa/interpreter.ts has a case for. */
const INLINE: readonly Op[] = Array.from({ length: Op.LAST_INLINE }, (_, i) => i + 1);

class InterpreterWriter {
	readonly #loop: Loop;

	constructor(places: Places) {
		this.#loop = new Loop(places);
	}

	body(): Uint8Array {
		const { code } = this.#loop.emitter;
		const done = code.open(Wasm.BLOCK);
		const again = code.open(Wasm.LOOP);
		this.#begin(done);
		const spent = code.open(Wasm.BLOCK);
		this.#loop.slow = code.open(Wasm.BLOCK);
		const next = code.open(Wasm.LOOP);
		this.#loop.advance = code.open(Wasm.BLOCK);
		this.#loop.jump = code.open(Wasm.BLOCK);
		this.#cases();
		code.end();
		this.#refetch();
		this.#goOnWhileLeft(next);
		code.branch(spent);
		code.end();
		this.#loop.shifted(LENGTH_SHIFT - 2, 60);
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
		const { code } = this.#loop.emitter;
		this.#loop.emitter.loadWord(Word.STOP);
		code.branch(done, Wasm.BR_IF);
		this.#loop.emitter.loadWord(Word.LEFT);
		code.tee(Here.LEFT);
		code.tee(Here.MARK);
		code.i32(0);
		code.op(Wasm.I32_LE_S);
		code.branch(done, Wasm.BR_IF);
		code.i32(0);
		code.set(Here.EXTRA);
		code.i32(CodeSpace.SIZE);
		code.i32(Region.FLASH_WINDOW_BASE - CodeSpace.BASE);
		this.#loop.scratchWord(Scratch.WINDOW_SIZE);
		code.op(Wasm.SELECT);
		code.set(Here.LIMIT);
		this.#loop.emitter.loadWord(Word.PC);
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
		const e = this.#loop.emitter;
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
		e.storeWord(Word.PC, () => this.#loop.pc(0));
	}

	#cases(): void {
		const { code } = this.#loop.emitter;
		const ops = [...INLINE, ...SPECIAL];
		const marks: number[] = new Array(Op.COUNT).fill(this.#loop.slow);
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
		code.branchTable(marks, this.#loop.slow);
		for (const op of ops) {
			code.end();
			if (SPECIAL.includes(op)) special(this.#loop, op);
			else this.#case(op);
		}
	}

	#case(op: Op): void {
		const { code } = this.#loop.emitter;
		const instruction: GuestInstruction = { pc: 0, op, packed: REGISTERS, immediate: 0, next: 0 };
		const { reads, writes } = registerUse(instruction);
		for (const register of SHIFTS.keys()) if (reads & (1 << register)) this.#loop.loadRegister(register);
		if (op >= Op.BEQZ && op <= Op.BBSI) {
			condition(this.#loop, instruction);
			code.branch(this.#loop.jump, Wasm.BR_IF);
		} else if (op >= Op.J && op <= Op.CALLX0) {
			target(this.#loop, op);
			code.branch(this.#loop.jump);
			return;
		} else if (STORES.has(op)) store(this.#loop, op);
		else {
			if (LOADS.has(op)) load(this.#loop, op);
			else compute(this.#loop, instruction);
			if (writes & (1 << Here.FIRST)) this.#loop.storeRegister(Here.FIRST);
		}
		code.branch(this.#loop.advance);
	}

	/** Takes a jump. */
	#refetch(): void {
		const { code } = this.#loop.emitter;
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
		const { code } = this.#loop.emitter;
		code.get(Here.LEFT);
		code.i32(0);
		code.op(Wasm.I32_GT_S);
		code.branch(next, Wasm.BR_IF);
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
