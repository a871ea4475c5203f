/** Entry of exceptions and interrupts: which registers they save and where the CPU goes on. */
import { Cause, type DebugCause } from "./causes.js";
import { Word } from "./cpu-state.js";
import { Cycles } from "./timing.js";

/** Bits of PS. */
export const enum Ps {
	INTLEVEL = 0xf,
	EXCM = 0x10,
	UM = 0x20,
}

/** Vectors, from VECBASE. */
const enum Vector {
	DEBUG = 0x10,
	NMI = 0x20,
	KERNEL = 0x30,
	USER = 0x50,
	DOUBLE = 0x70,
}

const DEBUG_LEVEL = 2;
const NMI_LEVEL = 3;
/** Interrupts 0 to 13 are level 1. */
const LEVEL1_INTERRUPTS = 0x3fff;

/** Goes to a vector at the price of an entry. */
function enter(cpu: Int32Array, vector: Vector): void {
	cpu[Word.PC] = cpu[Word.VECBASE] + vector;
	cpu[Word.LEFT] -= Cycles.EXCEPTION;
	cpu[Word.WAITING] = 0;
}

/** Takes the general exception `cause` of the instruction at `pc`. */
export function raise(cpu: Int32Array, cause: Cause, pc: number): void {
	const ps = cpu[Word.PS];
	cpu[Word.EXCCAUSE] = cause;
	cpu[Word.PS] = ps | Ps.EXCM;
	if (ps & Ps.EXCM) {
		cpu[Word.DEPC] = pc;
		enter(cpu, Vector.DOUBLE);
	} else {
		cpu[Word.EPC1] = pc;
		enter(cpu, ps & Ps.UM ? Vector.USER : Vector.KERNEL);
	}
}

/** Takes the exception of an access to `address`. */
export function raiseAt(cpu: Int32Array, cause: Cause, pc: number, address: number): void {
	cpu[Word.EXCVADDR] = address;
	raise(cpu, cause, pc);
}

function enterLevel(cpu: Int32Array, level: number, pc: number, vector: Vector): void {
	cpu[Word.EPC1 + level - 1] = pc;
	cpu[Word.EPS2 + level - 2] = cpu[Word.PS];
	cpu[Word.PS] = (cpu[Word.PS] & ~Ps.INTLEVEL) | Ps.EXCM | level;
	enter(cpu, vector);
}

/** The level below which nothing interrupts: an exception handler runs at level 1. */
export function currentLevel(cpu: Int32Array): number {
	const level = cpu[Word.PS] & Ps.INTLEVEL;
	return cpu[Word.PS] & Ps.EXCM ? Math.max(level, 1) : level;
}

/** Whether debug exceptions are taken now. */
export function debugEnabled(cpu: Int32Array): boolean {
	return currentLevel(cpu) < DEBUG_LEVEL;
}

/** Takes a debug exception at `pc`. */
export function raiseDebug(cpu: Int32Array, cause: DebugCause, pc: number): void {
	cpu[Word.DEBUGCAUSE] = cause;
	enterLevel(cpu, DEBUG_LEVEL, pc, Vector.DEBUG);
}

/** Whether an interrupt would be taken before the next instruction. */
export function interruptPending(cpu: Int32Array): boolean {
	if (cpu[Word.NMI_LINE] !== 0 && cpu[Word.IN_NMI] === 0) return true;
	const active = (cpu[Word.INT_LATCHED] | cpu[Word.INT_LINES]) & cpu[Word.INTENABLE] & LEVEL1_INTERRUPTS;
	return active !== 0 && (cpu[Word.PS] & (Ps.INTLEVEL | Ps.EXCM)) === 0;
}

/** Takes the most urgent pending interrupt before the instruction at PC; there is one. */
export function takeInterrupt(cpu: Int32Array): void {
	const pc = cpu[Word.PC];
	if (cpu[Word.NMI_LINE] !== 0 && cpu[Word.IN_NMI] === 0) {
		cpu[Word.IN_NMI] = 1;
		enterLevel(cpu, NMI_LEVEL, pc, Vector.NMI);
	} else {
		raise(cpu, Cause.LEVEL1_INTERRUPT, pc);
	}
}
