/**
 * The fixed part of a differential test program: vectors, and the routines every case calls to load
 * its registers and to report them. A case that takes an exception ends there; the handler notes
 * which vector it came by and goes to the case's end.
 *
 * Memory: vectors and routines in IRAM; in data RAM the variables, the report, the register inputs
 * and the area that loads and stores work on.
 */
import { Code, Label } from "./program.js";

export const IRAM = 0x40100000;
export const DRAM = 0x3ffe8000;
/** 64 sets of 16 words: SAR, a1 to a15. */
export const INPUTS = 0x3ffe9000;
export const INPUT_SETS = 64;
/** What the cases load and store. */
export const DATA = 0x3ffea000;
export const DATA_SIZE = 0x1000;
const INPUT_POINTER = 0;
const CASE_END = 4;
const SAVED_A1 = 8;
const REPORT = DRAM + 0x100;

/** The special registers in a report, after a0 to a15, SAR and PS. */
const REPORTED = [
	"epc1",
	"epc2",
	"epc3",
	"depc",
	"eps2",
	"eps3",
	"excsave3",
	"exccause",
	"excvaddr",
	"litbase",
	"intenable",
	"interrupt",
	"debugcause",
] as const;

/** The words of a report, in order; `vector` is where an exception came in, 0 for none. */
export const REPORT_FIELDS: readonly string[] = [
	...Array.from({ length: 16 }, (_, i) => `a${i}`),
	"sar",
	"ps",
	...REPORTED,
	"vector",
];
export const REPORT_SIZE = 4 * REPORT_FIELDS.length;
const VECTOR = REPORT + REPORT_SIZE - 4;

const SYS_EXIT = 1;
const SYS_WRITE = 4;

/** The routines' entry points. */
export interface Runtime {
	readonly code: Code;
	/** Takes the case's exceptional end in a2; loads a1 to a15 and SAR. */
	readonly restore: Label;
	/** Reports the registers; a0 is in EXCSAVE1. */
	readonly save: Label;
	/** Reports the data area and exits. */
	readonly finish: Label;
	/** Sets the CPU up and goes to the first case. */
	readonly start: Label;
}

function vectors(code: Code, handler: Label): void {
	for (const offset of [0x10, 0x20, 0x30, 0x50, 0x70]) {
		code.org(IRAM + offset);
		code.emit("wsr.excsave3", 0);
		code.emit("call0", handler);
	}
	code.org(IRAM + 0x80);
}

/** Writes the bytes at a literal's address; the length is a literal too. */
function write(code: Code, address: number, length: number): void {
	code.emit("movi", 2, SYS_WRITE);
	code.emit("movi", 3, 1);
	code.emit("l32r", 4, address);
	code.emit("l32r", 5, length);
	code.emit("simcall");
}

function emitHandler(code: Code, handler: Label, variables: number): void {
	code.align(4);
	code.here(handler);
	code.emit("wsr.excsave2", 0);
	code.emit("l32r", 0, variables);
	code.emit("s32i", 1, 0, SAVED_A1);
	code.emit("rsr.excsave2", 1);
	code.emit("s32i", 1, 0, VECTOR - DRAM);
	code.emit("rsr.excsave3", 1);
	code.emit("wsr.excsave1", 1);
	code.emit("l32i", 1, 0, SAVED_A1);
	code.emit("l32i", 0, 0, CASE_END);
	code.emit("jx", 0);
}

function emitRestore(code: Code, restore: Label, variables: number, inputsEnd: number): void {
	code.align(4);
	code.here(restore);
	code.emit("l32r", 1, variables);
	code.emit("s32i", 2, 1, CASE_END);
	code.emit("l32i", 2, 1, INPUT_POINTER);
	code.emit("addi", 3, 2, 64);
	code.emit("l32r", 4, inputsEnd);
	const keep = new Label();
	code.emit("bne", 3, 4, keep);
	code.emit("addmi", 3, 3, -64 * INPUT_SETS);
	code.here(keep);
	code.emit("s32i", 3, 1, INPUT_POINTER);
	code.emit("l32i", 3, 2, 0);
	code.emit("wsr.sar", 3);
	for (const register of [1, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 2]) {
		code.emit("l32i", register, 2, 4 * register);
	}
	code.emit("ret");
}

function emitSave(code: Code, save: Label, report: number, reportSize: number): void {
	code.align(4);
	code.here(save);
	code.emit("wsr.excsave2", 0);
	code.emit("l32r", 0, report);
	for (let register = 1; register < 16; register++) code.emit("s32i", register, 0, 4 * register);
	code.emit("rsr.ps", 2);
	code.emit("s32i", 2, 0, 4 * 17);
	code.emit("rsr.excsave1", 1);
	code.emit("s32i", 1, 0, 0);
	code.emit("rsr.sar", 1);
	code.emit("s32i", 1, 0, 4 * 16);
	REPORTED.forEach((name, i) => {
		code.emit(`rsr.${name}`, 1);
		code.emit("s32i", 1, 0, 4 * (18 + i));
	});
	// Back to a state in which nothing can interrupt the next case.
	code.emit("movi", 1, 0);
	code.emit("wsr.ibreakenable", 1);
	code.emit("wsr.icountlevel", 1);
	code.emit("wsr.dbreakc0", 1);
	code.emit("wsr.intenable", 1);
	code.emit("wsr.ps", 1);
	code.emit("rsync");
	code.emit("movi", 2, -1);
	code.emit("wsr.intclear", 2);
	write(code, report, reportSize);
	code.emit("l32r", 2, report);
	code.emit("movi", 1, 0);
	code.emit("s32i", 1, 2, VECTOR - REPORT);
	code.emit("rsr.excsave2", 0);
	code.emit("ret");
}

/** Builds the routines; they begin with the case at `firstCase`. */
export function buildRuntime(firstCase: Label): Runtime {
	const code = new Code(IRAM, 0x400);
	const handler = new Label();
	const [restore, save, finish, start] = [new Label(), new Label(), new Label(), new Label()];
	vectors(code, handler);
	const variables = code.word(DRAM);
	const report = code.word(REPORT);
	const inputsEnd = code.word(INPUTS + 64 * INPUT_SETS);
	const data = code.word(DATA);
	const vecbase = code.word(IRAM);
	const dataSize = code.word(DATA_SIZE);
	const reportSize = code.word(REPORT_SIZE);
	const first = code.word(firstCase);
	emitHandler(code, handler, variables);
	emitRestore(code, restore, variables, inputsEnd);
	emitSave(code, save, report, reportSize);
	code.align(4);
	code.here(finish);
	write(code, data, dataSize);
	code.emit("movi", 2, SYS_EXIT);
	code.emit("movi", 3, 0);
	code.emit("simcall");
	code.align(4);
	code.here(start);
	code.emit("l32r", 2, vecbase);
	code.emit("wsr.vecbase", 2);
	code.emit("movi", 2, 0);
	for (const name of ["intenable", "ibreakenable", "icountlevel", "dbreakc0", "litbase", "ps"]) {
		code.emit(`wsr.${name}`, 2);
	}
	for (const name of ["epc1", "epc2", "epc3", "depc", "eps2", "eps3", "exccause", "excvaddr", "excsave3"]) {
		code.emit(`wsr.${name}`, 2);
	}
	code.emit("rsync");
	code.emit("l32r", 0, first);
	code.emit("jx", 0);
	return { code, restore, save, finish, start };
}
