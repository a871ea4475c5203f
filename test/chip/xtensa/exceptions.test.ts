import test from "ava";
import { Cause, DebugCause } from "../../../src/chip/xtensa/causes.js";
import { Ps } from "../../../src/chip/xtensa/exceptions.js";
import { CODE, createMachine, DATA, execute, load, type Machine, run, steps } from "./machine.js";

const VECTORS = CODE + 0x8000;
const KERNEL = VECTORS + 0x30;
const USER = VECTORS + 0x50;
const DOUBLE = VECTORS + 0x70;
const DEBUG = VECTORS + 0x10;

/** What an exception leaves behind. */
const outcome = ({ words, cpu }: Machine) => ({
	pc: words.pc,
	epc: words.epc1,
	cause: words.exccause,
	address: words.excvaddr,
	instructions: cpu.instructions,
});

const raises = (cause: Cause, address = 0, vector = KERNEL) => ({
	pc: vector,
	epc: CODE,
	cause,
	address,
	instructions: 0,
});

test("illegal instructions and SYSCALL enter the kernel vector and are not counted", (t) => {
	t.deepEqual(outcome(execute(["ill"])), raises(Cause.ILLEGAL_INSTRUCTION));
	t.deepEqual(outcome(execute(["ill.n"])), raises(Cause.ILLEGAL_INSTRUCTION));
	t.deepEqual(outcome(execute(["syscall"])), raises(Cause.SYSCALL));
	t.deepEqual(outcome(execute(["simcall"])), raises(Cause.ILLEGAL_INSTRUCTION));
	t.deepEqual(outcome(execute(["wsr.176 a1"])), raises(Cause.ILLEGAL_INSTRUCTION));
	t.deepEqual(outcome(execute(["rfi 4"])), raises(Cause.ILLEGAL_INSTRUCTION));
});

test("words that are no instruction are illegal, whatever their length", (t) => {
	for (const word of [0x000010, 0x583d, 0xe, 0xf, 0xffff00]) {
		const machine = createMachine();
		machine.bus.poke(CODE, 4, word);
		steps(machine, 1);
		t.deepEqual(outcome(machine), raises(Cause.ILLEGAL_INSTRUCTION), word.toString(16));
	}
});

test("every kind of faulty access names its cause and address", (t) => {
	const cases: [string, number, Cause][] = [
		["l16ui a2, a1, 0", DATA + 1, Cause.UNALIGNED],
		["l16si a2, a1, 0", DATA + 1, Cause.UNALIGNED],
		["l32i a2, a1, 0", DATA + 2, Cause.UNALIGNED],
		["s16i a2, a1, 0", DATA + 1, Cause.UNALIGNED],
		["s32i a2, a1, 0", DATA + 2, Cause.UNALIGNED],
		["l8ui a2, a1, 0", 0x20, Cause.LOAD_PROHIBITED],
		["l32i a2, a1, 0", 0x80000000, Cause.LOAD_PROHIBITED],
		["s32i a2, a1, 0", 0x20, Cause.STORE_PROHIBITED],
		["s8i a2, a1, 0", 0x40110000, Cause.STORE_PROHIBITED],
		["l8ui a2, a1, 0", 0x40000003, Cause.LOAD_STORE_ERROR],
		["l16si a2, a1, 0", 0x40100002, Cause.LOAD_STORE_ERROR],
		["l8ui a2, a1, 0", 0x40200001, Cause.LOAD_STORE_ERROR],
		["s8i a2, a1, 0", 0x40100001, Cause.LOAD_STORE_ERROR],
		["s32i a2, a1, 0", 0x40200000, Cause.LOAD_STORE_ERROR],
	];
	for (const [line, address, cause] of cases) {
		const machine = execute([line], { 1: address, 2: 5 });
		t.deepEqual(outcome(machine), raises(cause, address), `${line} at ${address.toString(16)}`);
		t.is(machine.words.ar[2], 5);
	}
});

test("a jump out of code memory completes, and faults at its target", (t) => {
	for (const target of [0, DATA, 0x40110000, 0x40300000, 0xffffffff]) {
		const machine = execute(["jx a1", "nop"], { 1: target });
		t.deepEqual(
			outcome(machine),
			{ ...raises(Cause.FETCH_PROHIBITED, target), epc: target, instructions: 1 },
			target.toString(16),
		);
	}
});

test("a closed flash window holds illegal instructions", (t) => {
	const machine = execute(["jx a1", "nop"], { 1: 0x40200000 });
	t.deepEqual(outcome(machine), { ...raises(Cause.ILLEGAL_INSTRUCTION), epc: 0x40200000, instructions: 1 });
});

test("PS.UM picks the user vector; a second exception is double", (t) => {
	const machine = createMachine();
	load(machine, ["ill"]);
	load(machine, ["syscall"], USER);
	machine.words.ps = Ps.UM;
	steps(machine, 1);
	t.deepEqual(outcome(machine), raises(Cause.ILLEGAL_INSTRUCTION, 0, USER));
	t.is(machine.words.ps, Ps.UM | Ps.EXCM);
	steps(machine, 1);
	t.is(machine.words.pc, DOUBLE);
	t.is(machine.words.depc, USER);
	t.is(machine.words.epc1, CODE);
	t.is(machine.words.exccause, Cause.SYSCALL);
});

test("exceptions without end take time", (t) => {
	const machine = createMachine();
	machine.words.vecbase = 0;
	machine.words.pc = 0;
	const taken = run(machine, 1000);
	t.true(taken >= 1000 && taken < 1010);
});

test("RFE, RFDE and RFI return", (t) => {
	const machine = createMachine();
	load(machine, ["rfe"]);
	load(machine, ["rfde"], CODE + 0x10);
	load(machine, ["rfi 2"], CODE + 0x20);
	load(machine, ["rfi 3"], CODE + 0x30);
	const { words } = machine;
	Object.assign(words, { ps: Ps.EXCM | Ps.UM, epc1: CODE + 0x10, depc: CODE + 0x20, epc2: CODE + 0x30 });
	Object.assign(words, { eps2: 0x22, epc3: CODE + 0x40, eps3: 0x33, inNmi: 1 });
	steps(machine, 1);
	t.deepEqual([words.pc, words.ps], [CODE + 0x10, Ps.UM]);
	steps(machine, 1);
	t.is(words.pc, CODE + 0x20);
	steps(machine, 1);
	t.deepEqual([words.pc, words.ps, words.inNmi], [CODE + 0x30, 0x22, 1]);
	steps(machine, 1);
	t.deepEqual([words.pc, words.ps, words.inNmi], [CODE + 0x40, 0x33, 0]);
});

test("BREAK is a debug exception below level 2 and nothing above", (t) => {
	const machine = execute(["break 1, 2"]);
	t.deepEqual(
		[machine.words.pc, machine.words.epc2, machine.words.eps2, machine.words.debugcause],
		[DEBUG, CODE, 0, DebugCause.BREAK],
	);
	t.is(machine.words.ps, Ps.EXCM | 2);
	t.is(execute(["break.n 1"]).words.debugcause, DebugCause.BREAK_N);
	t.is(execute(["rsil a1, 2", "break 1, 2"]).words.pc, CODE + 6);
});

test("the breakpoint registers stop before the instruction they name", (t) => {
	const machine = createMachine();
	load(machine, ["nop", "nop", "l8ui a2, a1, 0"]);
	const { words } = machine;
	Object.assign(words, { ibreaka0: CODE + 3, ibreakenable: 1 });
	run(machine, 5);
	t.deepEqual([words.epc2, words.debugcause], [CODE + 3, DebugCause.IBREAK]);

	Object.assign(words, { ibreakenable: 0, pc: CODE, ps: 0, dbreaka0: DATA, dbreakc0: 0x4000003c | 0 });
	words.ar[1] = DATA + 3;
	run(machine, 5);
	t.deepEqual([words.epc2, words.debugcause], [CODE + 6, DebugCause.DBREAK]);

	Object.assign(words, { dbreakc0: 0, pc: CODE, ps: 0, icount: 0xfffffffe, icountlevel: 1 });
	run(machine, 5);
	t.deepEqual([words.epc2, words.debugcause, words.icount], [CODE + 3, DebugCause.ICOUNT, 0xffffffff]);
});

test("a watch on loads does not mind stores, nor bytes beside it", (t) => {
	const machine = createMachine();
	load(machine, ["s32i a2, a1, 0", "l8ui a2, a1, 1"]);
	const { words } = machine;
	Object.assign(words, { dbreaka0: DATA, dbreakc0: 0x4000003f | 0 });
	words.ar[1] = DATA;
	steps(machine, 2);
	t.is(words.pc, CODE + 6);
});
