import test from "ava";
import { Cause } from "../../../src/chip/xtensa/causes.js";
import { Ps } from "../../../src/chip/xtensa/exceptions.js";
import { CODE, createMachine, load, type Machine, run, steps } from "./machine.js";

const VECTORS = CODE + 0x8000;
const KERNEL = VECTORS + 0x30;
const NMI = VECTORS + 0x20;

/** A machine over a stretch of NOPs, with interrupts in `enabled` enabled. */
function idleMachine(enabled: number): Machine {
	const machine = createMachine();
	load(
		machine,
		Array.from({ length: 64 }, () => "nop"),
	);
	machine.words.intenable = enabled;
	return machine;
}

test("a level interrupt is taken when enabled and unmasked, and stays while the line is up", (t) => {
	const machine = idleMachine(1 << 4);
	const { words, cpu } = machine;
	cpu.setLines(1 << 5);
	t.false(cpu.interruptPending());
	cpu.setLines(1 << 4);
	t.true(cpu.interruptPending());
	t.is(run(machine, 1), 3);
	t.deepEqual(
		[words.pc, words.epc1, words.exccause, words.ps],
		[KERNEL, CODE, Cause.LEVEL1_INTERRUPT, Ps.EXCM],
	);
	t.is(cpu.instructions, 0);
	t.false(cpu.interruptPending());
	words.ps = 1;
	t.false(cpu.interruptPending());
	words.ps = 0;
	t.true(cpu.interruptPending());
	cpu.setLines(0);
	t.false(cpu.interruptPending());
});

test("an edge stays latched until INTCLEAR; levels and edges have their own numbers", (t) => {
	const machine = idleMachine(0);
	const { words, cpu } = machine;
	cpu.latch(0xffff);
	cpu.setLines(0xffff);
	load(machine, ["rsr.interrupt a1", "wsr.intclear a2", "rsr.interrupt a3"]);
	words.ar[2] = 0xffffffff;
	steps(machine, 3);
	t.deepEqual([words.ar[1], words.ar[3]], [0x3f3f, 0x003f]);
});

test("INTSET raises the software interrupt alone, before the next instruction", (t) => {
	const machine = idleMachine(0xffffffff);
	const { words } = machine;
	load(machine, ["wsr.intset a1"]);
	words.ar[1] = 0xffffffff;
	run(machine, 2);
	t.deepEqual([words.pc, words.epc1, words.intLatched], [KERNEL, CODE + 3, 0x80]);
});

test("RSIL, WSR.PS and RFE let a waiting interrupt in at once", (t) => {
	for (const line of ["rsil a1, 0", "wsr.ps a2", "wsr.intenable a3"]) {
		const machine = idleMachine(line.includes("intenable") ? 0 : 1);
		const { words, cpu } = machine;
		load(machine, [line]);
		words.ps = line.includes("intenable") ? 0 : 15;
		words.ar[3] = 1;
		cpu.setLines(1);
		run(machine, 2);
		t.deepEqual([words.pc, words.epc1], [KERNEL, CODE + 3], line);
	}
	const machine = idleMachine(1);
	load(machine, ["rfe"]);
	Object.assign(machine.words, { ps: Ps.EXCM, epc1: CODE + 0x20 });
	machine.cpu.setLines(1);
	run(machine, 4);
	t.deepEqual([machine.words.pc, machine.words.epc1], [KERNEL, CODE + 0x20]);
});

test("the NMI ignores every mask, and is not taken again before RFI 3", (t) => {
	const machine = idleMachine(0);
	const { words, cpu } = machine;
	load(machine, ["nop", "rfi 3"], NMI);
	words.ps = 0x3f;
	cpu.setNmi(true);
	t.is(run(machine, 1), 3);
	t.deepEqual([words.pc, words.epc3, words.eps3, words.ps, words.inNmi], [NMI, CODE, 0x3f, 0x33, 1]);
	steps(machine, 1);
	t.is(words.pc, NMI + 3);
	steps(machine, 1);
	t.deepEqual([words.pc, words.ps, words.inNmi], [CODE, 0x3f, 0]);
	steps(machine, 1);
	t.is(words.pc, NMI);
	cpu.setNmi(false);
	steps(machine, 3);
	t.is(words.pc, CODE + 3);
});

test("WAITI waits, without taking time, until an enabled interrupt comes", (t) => {
	const machine = idleMachine(2);
	const { words, cpu } = machine;
	load(machine, ["waiti 0"]);
	t.is(run(machine, 100), 1);
	t.true(cpu.waiting);
	t.is(run(machine, 100), 0);
	cpu.idle(40);
	t.is(cpu.endSlice(), 40);
	t.is(cpu.ccount(), 41);
	cpu.setLines(1);
	t.true(cpu.waiting);
	cpu.setLines(2);
	t.false(cpu.waiting);
	run(machine, 1);
	t.deepEqual([words.pc, words.epc1, words.waiting], [KERNEL, CODE + 3, 0]);
});

test("CCOUNT counts cycles; reading it gives the start of the instruction", (t) => {
	const machine = idleMachine(0);
	load(machine, ["nop", `j ${CODE + 8}`]);
	load(machine, ["rsr.ccount a1", "rsr.ccount a2", "wsr.ccount a3", "rsr.ccount a4"], CODE + 8);
	machine.words.ar[3] = 1000;
	run(machine, 20);
	run(machine, 20);
	t.deepEqual([machine.words.ar[1], machine.words.ar[2], machine.words.ar[4]], [4, 5, 1001]);
});

test("CCOMPARE0 raises interrupt 6 when CCOUNT meets it, and writing it clears that", (t) => {
	const machine = idleMachine(1 << 6);
	const { words, cpu } = machine;
	words.ccompare0 = 10;
	t.is(cpu.cyclesUntilCcompare(), 10);
	t.is(run(machine, 100), 10);
	t.deepEqual([words.intLatched, words.pc], [1 << 6, CODE + 30]);
	t.is(cpu.cyclesUntilCcompare(), 2 ** 32);
	load(machine, ["wsr.ccompare0 a1"], KERNEL);
	words.ar[1] = 500;
	run(machine, 10);
	t.deepEqual([words.intLatched, words.epc1], [0, CODE + 30]);
	t.is(cpu.cyclesUntilCcompare(), 500 - cpu.ccount());
});

test("a timer set within a slice fires neither early nor for the past", (t) => {
	const machine = idleMachine(0);
	const { words, cpu } = machine;
	load(machine, ["nop", "nop", "wsr.ccompare0 a1", "nop"]);
	words.ar[1] = 1;
	words.ccompare0 = 100;
	t.is(run(machine, 50), 3);
	t.is(words.intLatched, 0);
	words.pc = CODE + 6;
	words.ar[1] = cpu.ccount() + 1;
	run(machine, 50);
	t.is(words.intLatched, 1 << 6);
});

test("reset keeps the instruction count and the semihosting switch", (t) => {
	const machine = idleMachine(1);
	steps(machine, 3);
	Object.assign(machine.words, { semihosting: 1, sar: 5, epc1: 7 });
	machine.cpu.reset();
	const { pc, ps, vecbase, semihosting, sar, epc1, intenable } = machine.words;
	t.deepEqual(
		{ pc, ps, vecbase, semihosting, sar, epc1, intenable },
		{ pc: 0x40000080, ps: 0x1f, vecbase: 0x40000000, semihosting: 1, sar: 0, epc1: 0, intenable: 0 },
	);
	t.is(machine.cpu.instructions, 3);
});

test("SIMCALL stops the run for the host", (t) => {
	const machine = idleMachine(0);
	load(machine, ["movi a2, 1", "simcall"]);
	machine.words.semihosting = 1;
	run(machine, 100);
	t.is(machine.words.pc, CODE + 6);
	t.is(run(machine, 100), 0);
	t.true(machine.cpu.takeSimcall());
	t.false(machine.cpu.takeSimcall());
	t.is(run(machine, 5), 5);
});
