/** Loads and stores: data RAM, the flash window and the mask ROM in line, quick accesses, all else by the slow path. */
import { Region } from "../../memory/memories.js";
import { Op } from "../../xtensa/isa.js";
import { Cycles } from "../../xtensa/timing.js";
import { Local } from "../emitter.js";
import { Scratch } from "../scratch.js";
import { Wasm } from "../wasm/opcodes.js";
import { Callee, Here, type Loop } from "./loop.js";

export const LOADS: ReadonlyMap<Op, readonly [opcode: Wasm, log2: number]> = new Map([
	[Op.L8UI, [Wasm.I32_LOAD8_U, 0]],
	[Op.L16UI, [Wasm.I32_LOAD16_U, 1]],
	[Op.L16SI, [Wasm.I32_LOAD16_S, 1]],
	[Op.L32I, [Wasm.I32_LOAD, 2]],
]);
export const STORES: ReadonlyMap<Op, readonly [opcode: Wasm, log2: number]> = new Map([
	[Op.S8I, [Wasm.I32_STORE8, 0]],
	[Op.S16I, [Wasm.I32_STORE16, 1]],
	[Op.S32I, [Wasm.I32_STORE, 2]],
]);

/** Pushes whether an access is to data RAM, and aligned; leaves its address in ADDRESS. */
function isRam(loop: Loop, log2: number): void {
	const { code } = loop.emitter;
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

export function load(loop: Loop, op: Op): void {
	const { code } = loop.emitter;
	const [opcode, log2] = LOADS.get(op)!;
	isRam(loop, log2);
	code.op(Wasm.I32_EQZ);
	if (op === Op.L32I) {
		code.open(Wasm.IF);
		loadElsewhere(loop);
		code.end();
	} else code.branch(loop.slow, Wasm.BR_IF);
	code.get(Here.ADDRESS);
	code.access(opcode, loop.places.dram);
	code.set(Here.FIRST);
}

/** A word from the flash window, the mask ROM, or a register that is a function of time. */
function loadElsewhere(loop: Loop): void {
	const { code } = loop.emitter;
	const { flash, flashMask, rom } = loop.places;
	code.get(Here.ADDRESS);
	code.i32(3);
	code.op(Wasm.I32_AND);
	code.branch(loop.slow, Wasm.BR_IF);
	noteForeign(loop);
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
		loop.storeRegister(Here.FIRST);
		code.branch(loop.advance);
	};
	open(Region.FLASH_WINDOW_BASE, () => loop.scratchWord(Scratch.WINDOW_SIZE));
	code.get(Here.THIRD);
	loop.scratchWord(Scratch.WINDOW_OFFSET);
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
	openAccount(loop);
	code.call(Callee.QUICK_LOAD);
	code.tee(Local.ACCOUNT);
	code.i64(0, 0);
	code.op(Wasm.I64_LT_S);
	code.branch(loop.slow, Wasm.BR_IF);
	closeAccount(loop);
	code.get(Local.ACCOUNT);
	code.op(Wasm.I32_WRAP_I64);
	finish();
}

export function store(loop: Loop, op: Op): void {
	const { code } = loop.emitter;
	const [opcode, log2] = STORES.get(op)!;
	isRam(loop, log2);
	code.op(Wasm.I32_EQZ);
	if (op === Op.S32I) {
		code.open(Wasm.IF);
		openAccount(loop);
		code.get(Here.FIRST);
		code.call(Callee.QUICK_STORE);
		code.op(Wasm.I32_EQZ);
		code.branch(loop.slow, Wasm.BR_IF);
		noteForeign(loop);
		closeAccount(loop);
		code.branch(loop.advance);
		code.end();
	} else code.branch(loop.slow, Wasm.BR_IF);
	code.get(Here.ADDRESS);
	code.get(Here.FIRST);
	code.access(opcode, loop.places.dram);
}

/** The running instruction reaches beyond data RAM. */
function noteForeign(loop: Loop): void {
	const { code } = loop.emitter;
	loop.offset();
	code.i32(1);
	code.access(Wasm.I32_STORE8, loop.places.scratch + Scratch.FOREIGN);
}

/**
 * Pushes the address, no cycles, and that behind the access none need be left; the account says what is left at the
 * start of the instruction.
 */
function openAccount(loop: Loop): void {
	const { code } = loop.emitter;
	code.storeAt(Wasm.I64_STORE, loop.places.scratch + Scratch.ACCOUNT, () => {
		code.get(Here.LEFT);
		code.i32(Cycles.INSTRUCTION);
		code.op(Wasm.I32_ADD, Wasm.I64_EXTEND_I32_U);
	});
	code.get(Here.ADDRESS);
	code.i32(0);
	code.i32(-Cycles.APB);
}

/** Takes over what an access has cost. */
function closeAccount(loop: Loop): void {
	const { code } = loop.emitter;
	code.get(Here.LEFT);
	loop.scratchWord(Scratch.ACCOUNT);
	code.i32(Cycles.INSTRUCTION);
	code.op(Wasm.I32_SUB);
	code.tee(Here.LEFT);
	code.op(Wasm.I32_SUB);
	code.get(Here.EXTRA);
	code.op(Wasm.I32_ADD);
	code.set(Here.EXTRA);
}
