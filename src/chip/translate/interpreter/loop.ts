/** What the cases of the interpreter's loop are written through: its locals, and where a case goes on. */
import { CodeSpace } from "../../xtensa/code-cache.js";
import { Emitter } from "../emitter.js";
import type { Places, Scratch } from "../scratch.js";
import { Wasm } from "../wasm/opcodes.js";

/** Locals beside those that the emitters of single instructions know. */
export const enum Here {
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
export const enum Callee {
	SLOW,
	QUICK_LOAD,
	QUICK_STORE,
	COUNT,
}

/** An instruction's registers as locals, for the emitters. */
export const REGISTERS = (Here.FIRST << 8) | (Here.SECOND << 12) | (Here.THIRD << 16);
/** Bits of an entry that say which register, by local. */
export const SHIFTS: ReadonlyMap<number, number> = new Map([
	[Here.FIRST, 8],
	[Here.SECOND, 12],
	[Here.THIRD, 16],
]);
export const SMALL_NUMBER_SHIFT = 20;
/** Bytes of a code cache's entry, log2. */
export const ENTRY_SHIFT = 3;

export class Loop {
	readonly places: Places;
	readonly emitter: Emitter;
	/** Where cases go on: behind the instruction, at entry IMMEDIATE, or in the slow path. */
	advance = 0;
	jump = 0;
	slow = 0;

	constructor(places: Places) {
		this.places = places;
		this.emitter = new Emitter(places, new Int32Array(0), 0, 0, () => false, undefined);
	}

	/** The running instruction's address, and so many bytes. */
	pc(bytes: number): void {
		const { code } = this.emitter;
		this.offset();
		code.i32(CodeSpace.BASE + bytes);
		code.op(Wasm.I32_ADD);
	}

	/** Its distance from the start of code space. */
	offset(): void {
		const { code } = this.emitter;
		code.get(Here.AT);
		code.get(Here.ENTRIES);
		code.op(Wasm.I32_SUB);
		code.i32(ENTRY_SHIFT);
		code.op(Wasm.I32_SHR_U);
	}

	loadRegister(local: number): void {
		const { code } = this.emitter;
		this.shifted(SHIFTS.get(local)! - 2, 60);
		code.access(Wasm.I32_LOAD, this.places.cpu);
		code.set(local);
	}

	storeRegister(local: number): void {
		const { code } = this.emitter;
		this.shifted(SHIFTS.get(local)! - 2, 60);
		code.get(local);
		code.access(Wasm.I32_STORE, this.places.cpu);
	}

	smallNumber(): void {
		const { code } = this.emitter;
		code.get(Here.PACKED);
		code.i32(SMALL_NUMBER_SHIFT);
		code.op(Wasm.I32_SHR_U);
	}

	/** Pushes bits of the entry's first word. */
	shifted(shift: number, mask: number): void {
		const { code } = this.emitter;
		code.get(Here.PACKED);
		code.i32(shift);
		code.op(Wasm.I32_SHR_U);
		code.i32(mask);
		code.op(Wasm.I32_AND);
	}

	scratchWord(at: Scratch): void {
		this.emitter.code.loadAt(Wasm.I32_LOAD, this.places.scratch + at);
	}
}
