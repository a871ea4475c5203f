/**
 * The LX106 core's state: one component of 32-bit words, at fixed places.
 *
 * The interpreter and translated code index these words directly, so their order is part of the
 * model; `Word` and `cpuComponent` are built from the same list and a test holds them together.
 */
import { component, u32, words } from "../state/fields.js";

/** Word index of each register in the `cpu` component. AR registers are words 0 to 15. */
export const enum Word {
	AR = 0,
	PC = 16,
	SAR,
	PS,
	LITBASE,
	EPC1,
	EPC2,
	EPC3,
	DEPC,
	EPS2,
	EPS3,
	EXCSAVE1,
	EXCSAVE2,
	EXCSAVE3,
	EXCCAUSE,
	EXCVADDR,
	VECBASE,
	/** Edge and software interrupts that are latched; level inputs are in INT_LINES. */
	INT_LATCHED,
	/** Level interrupt inputs as they stand, by interrupt number. */
	INT_LINES,
	INTENABLE,
	/** 1 while the NMI condition holds. */
	NMI_LINE,
	/** 1 between the entry of an NMI and its RFI 3. */
	IN_NMI,
	CCOMPARE0,
	/** CCOUNT at the start of the running slice. */
	CCOUNT,
	ICOUNT,
	ICOUNTLEVEL,
	DEBUGCAUSE,
	IBREAKENABLE,
	IBREAKA0,
	DBREAKA0,
	DBREAKC0,
	DDR,
	/** 1 while WAITI waits for an interrupt. */
	WAITING,
	/** Cycles the running slice was given; 0 outside a slice. */
	BUDGET,
	/** Cycles the running slice has left; may go below 0 by the cost of its last instruction. */
	LEFT,
	/** `Stop` bits: why the running slice must be left before its budget is spent. */
	STOP,
	/** Instructions executed since power-on of the model, low and high word. */
	INSTRUCTIONS,
	INSTRUCTIONS_HIGH,
	/** 1 when SIMCALL stops the run for the host; 0 makes it an illegal instruction. */
	SEMIHOSTING,
	COUNT,
}

/** Reasons to leave a slice early. */
export const enum Stop {
	/** Interrupt lines, enables or PS changed: look for an interrupt before the next instruction. */
	INTERRUPTS = 1,
	/** The chip needs the run loop: a deadline moved, a clock changed, a reset or sleep began. */
	CHIP = 2,
	/** A SIMCALL waits for the host. */
	SIMCALL = 4,
	/** Goes with CHIP when CCOUNT or CCOMPARE0 was written. */
	TIMER = 8,
	/** The next instruction trips a wire of a debugger's. */
	TRIPWIRE = 16,
}

export const cpuComponent = component("cpu", {
	ar: words(16),
	pc: u32(),
	sar: u32(),
	ps: u32(),
	litbase: u32(),
	epc1: u32(),
	epc2: u32(),
	epc3: u32(),
	depc: u32(),
	eps2: u32(),
	eps3: u32(),
	excsave1: u32(),
	excsave2: u32(),
	excsave3: u32(),
	exccause: u32(),
	excvaddr: u32(),
	vecbase: u32(),
	intLatched: u32(),
	intLines: u32(),
	intenable: u32(),
	nmiLine: u32(),
	inNmi: u32(),
	ccompare0: u32(),
	ccount: u32(),
	icount: u32(),
	icountlevel: u32(),
	debugcause: u32(),
	ibreakenable: u32(),
	ibreaka0: u32(),
	dbreaka0: u32(),
	dbreakc0: u32(),
	ddr: u32(),
	waiting: u32(),
	budget: u32(),
	left: u32(),
	stop: u32(),
	instructions: u32(),
	instructionsHigh: u32(),
	semihosting: u32(),
});
