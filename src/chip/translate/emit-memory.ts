/**
 * Loads and stores: data RAM in line. For any other address the region is left; or, where that has happened before,
 * the host is called, which knows faults, registers and what a store to instruction memory changes. A call in a loop
 * costs the loop its registers even if it is never made.
 */
import { Region } from "../memory/memories.js";
import { Op } from "../xtensa/isa.js";
import { Watched } from "../xtensa/tripwires.js";
import { LONGEST_WAY } from "./checkpoints.js";
import type { Emit } from "./emit-alu.js";
import { Callee, type Emitter, Local } from "./emitter.js";
import { first, type GuestInstruction, second } from "./instruction.js";
import { Scratch, WATCHED_SIZE } from "./scratch.js";
import { CodeWriter } from "./wasm/code.js";
import type { DefinedFunction } from "./wasm/module.js";
import { ValueType, Wasm } from "./wasm/opcodes.js";

/** Pushes whether an access is to data RAM, aligned and not watched; leaves its address in Local.ADDRESS. */
function guard({ code, places }: Emitter, i: GuestInstruction, log2: number, watched: Watched | 0): void {
	code.get(second(i));
	code.i32(i.immediate - Region.DRAM_BASE);
	code.op(Wasm.I32_ADD);
	code.tee(Local.ADDRESS);
	if (log2 > 0) {
		// Rotated, a misaligned offset is as much out of range as a foreign one.
		code.i32(log2);
		code.op(Wasm.I32_ROTR);
	}
	code.i32(Region.DRAM_SIZE >> log2);
	code.op(Wasm.I32_LT_U);
	if (watched === 0) return;
	code.get(Local.ADDRESS);
	code.i32(2);
	code.op(Wasm.I32_SHR_U);
	code.i32(WATCHED_SIZE - 1);
	code.op(Wasm.I32_AND);
	code.access(Wasm.I32_LOAD8_U, places.scratch + Scratch.WATCHED);
	code.i32(watched);
	code.op(Wasm.I32_AND, Wasm.I32_EQZ, Wasm.I32_AND);
}

/** Leaves before `i` when the guard's result on the stack is 0. */
function leaveUnlessRam(e: Emitter, i: GuestInstruction): void {
	e.guarded.add(i.pc);
	e.code.op(Wasm.I32_EQZ);
	e.code.open(Wasm.IF);
	e.aside(() => e.exit(i.pc));
	e.code.end();
}

const load =
	(opcode: Wasm, log2: number): Emit =>
	(e, i) => {
		const { code } = e;
		const fromRam = (): void => {
			code.get(Local.ADDRESS);
			code.access(opcode, e.places.dram);
			code.set(first(i));
		};
		guard(e, i, log2, e.wires?.readsRam ? Watched.READS : 0);
		if (!e.isForeign(i.pc)) {
			leaveUnlessRam(e, i);
			fromRam();
			return;
		}
		code.open(Wasm.IF);
		fromRam();
		code.byte(Wasm.ELSE);
		e.saveAccount();
		code.get(Local.ADDRESS);
		code.i32(e.site(i));
		if (log2 === 2) code.i32(e.cycles);
		code.call(log2 === 2 ? Callee.LOAD_WORD : Callee.LOAD);
		e.leaveIfTold(e.marks.spill);
		code.set(first(i));
		e.loadAccount();
		code.end();
	};

const store =
	(opcode: Wasm, log2: number): Emit =>
	(e, i) => {
		const { code } = e;
		const toRam = (): void => {
			code.get(Local.ADDRESS);
			code.get(first(i));
			code.access(opcode, e.places.dram);
		};
		guard(e, i, log2, e.wires?.writesRam ? Watched.WRITES : 0);
		if (!e.isForeign(i.pc)) {
			leaveUnlessRam(e, i);
			toRam();
			return;
		}
		code.open(Wasm.IF);
		toRam();
		code.byte(Wasm.ELSE);
		e.saveAccount();
		code.get(Local.ADDRESS);
		code.get(first(i));
		code.i32(e.site(i));
		if (log2 === 2) code.i32(e.cycles);
		code.call(log2 === 2 ? Callee.STORE_WORD : Callee.STORE);
		e.leaveIfTold(e.marks.spill);
		e.loadAccount();
		code.end();
	};

/** L32R: mask ROM and flash cannot change without the region being dropped; instruction RAM can. */
const literal: Emit = ({ code, places, words }, i) => {
	const at = i.immediate * 4;
	if (at >= places.rom) code.i32(words[i.immediate]);
	else code.loadAt(Wasm.I32_LOAD, at);
	code.set(first(i));
};

/** Emitters by operation. */
export const MEMORY: ReadonlyMap<Op, Emit> = new Map<Op, Emit>([
	[Op.L8UI, load(Wasm.I32_LOAD8_U, 0)],
	[Op.L16UI, load(Wasm.I32_LOAD16_U, 1)],
	[Op.L16SI, load(Wasm.I32_LOAD16_S, 1)],
	[Op.L32I, load(Wasm.I32_LOAD, 2)],
	[Op.L32R, literal],
	[Op.S8I, store(Wasm.I32_STORE8, 0)],
	[Op.S16I, store(Wasm.I32_STORE16, 1)],
	[Op.S32I, store(Wasm.I32_STORE, 2)],
]);

/** Callee.LOAD_WORD: (address from DRAM, site, cycles that the account does not hold) -> value */
export function loadWordBody(e: Emitter): DefinedFunction {
	const [address, site, cycles, inWindow, inRom, value] = [0, 1, 2, 3, 4, 5] as const;
	const { places } = e;
	const code = new CodeWriter();
	const scratchWord = (at: Scratch): void => {
		code.loadAt(Wasm.I32_LOAD, places.scratch + at);
	};
	if (!e.wires?.watches.some(({ reads }) => reads)) {
		const isAligned = (): void => {
			code.get(address);
			code.i32(3);
			code.op(Wasm.I32_AND, Wasm.I32_EQZ, Wasm.I32_AND);
		};
		code.get(address);
		code.i32(Region.DRAM_BASE - Region.FLASH_WINDOW_BASE);
		code.op(Wasm.I32_ADD);
		code.tee(inWindow);
		scratchWord(Scratch.WINDOW_SIZE);
		code.op(Wasm.I32_LT_U);
		isAligned();
		code.open(Wasm.IF);
		code.get(inWindow);
		scratchWord(Scratch.WINDOW_OFFSET);
		code.op(Wasm.I32_ADD);
		code.i32(places.flashMask);
		code.op(Wasm.I32_AND);
		code.access(Wasm.I32_LOAD, places.flash);
		code.op(Wasm.RETURN);
		code.end();
		code.get(address);
		code.i32(Region.DRAM_BASE - Region.ROM_BASE);
		code.op(Wasm.I32_ADD);
		code.tee(inRom);
		code.i32(Region.ROM_SIZE);
		code.op(Wasm.I32_LT_U);
		isAligned();
		code.open(Wasm.IF);
		code.get(inRom);
		code.access(Wasm.I32_LOAD, places.rom);
		code.op(Wasm.RETURN);
		code.end();
		code.get(address);
		code.get(cycles);
		code.i32(LONGEST_WAY);
		code.call(Callee.QUICK_LOAD);
		code.tee(value);
		code.i64(0, 0);
		code.op(Wasm.I64_LT_S, Wasm.I32_EQZ);
		code.open(Wasm.IF);
		code.get(value);
		code.op(Wasm.I32_WRAP_I64, Wasm.RETURN);
		code.end();
	}
	code.get(address);
	code.get(site);
	code.call(Callee.LOAD);
	return {
		signature: { parameters: [ValueType.I32, ValueType.I32, ValueType.I32], results: [ValueType.I32] },
		locals: [
			{ count: 2, type: ValueType.I32 },
			{ count: 1, type: ValueType.I64 },
		],
		body: code.take(),
	};
}

/** Callee.STORE_WORD: (address from DRAM, value, site, cycles that the account does not hold) */
export function storeWordBody(e: Emitter): DefinedFunction {
	const [address, value, site, cycles] = [0, 1, 2, 3] as const;
	const code = new CodeWriter();
	if (!e.wires?.watches.some(({ writes }) => writes)) {
		code.get(address);
		code.get(cycles);
		code.i32(LONGEST_WAY);
		code.get(value);
		code.call(Callee.QUICK_STORE);
		code.open(Wasm.IF);
		code.op(Wasm.RETURN);
		code.end();
	}
	code.get(address);
	code.get(value);
	code.get(site);
	code.call(Callee.STORE);
	return {
		signature: {
			parameters: [ValueType.I32, ValueType.I32, ValueType.I32, ValueType.I32],
			results: [],
		},
		locals: [],
		body: code.take(),
	};
}
