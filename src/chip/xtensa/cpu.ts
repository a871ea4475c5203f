/** The LX106 core: runs slices of instructions, takes interrupts, keeps its timer and debug registers. */
import type { Bus } from "../memory/bus.js";
import { Region } from "../memory/memories.js";
import type { ChipState } from "../state/chip-state.js";
import { Translator, type TranslatorOptions } from "../translate/translator.js";
import { Cause } from "./causes.js";
import { Stop, Word } from "./cpu-state.js";
import { debugArmed, step } from "./debug-unit.js";
import { interruptPending, raise, raiseAt, takeInterrupt } from "./exceptions.js";
import { interpret } from "./interpreter.js";
import { consumedCycles, shorten } from "./slice.js";
import { codeIndex, type Machine } from "./slow-path.js";
import { readCcount, TIMER_INTERRUPT } from "./special-registers.js";
import { Cycles } from "./timing.js";
import { type Access, accessAt, interpretWired, type Tripwires } from "./tripwires.js";
import { warmUp } from "./warm-up.js";

const RESET_PC = 0x40000080;
const RESET_PS = 0x1f;
const RESET_VECBASE = 0x40000000;
const TWO_32 = 0x1_0000_0000;
/** Interrupts with a level input, and with an edge input. */
const LEVEL_INPUTS = 0x003f;
const EDGE_INPUTS = 0x3f00;

/** Why a slice ends before its time; anything else is looked at within it. */
const LEAVES_SLICE = Stop.CHIP | Stop.SIMCALL | Stop.TRIPWIRE;

/** How instructions are executed: results are the same, to the bit. */
export type Engine = "interp" | "wasm";

export class Cpu {
	readonly #cpu: Int32Array;
	readonly #machine: Machine;

	readonly #translator: Translator | undefined;
	#wires: Tripwires | undefined;

	/** `state` must hold the component cpu, and scratch memory when hot code is to be translated. */
	constructor(state: ChipState, bus: Bus, engine: Engine = "interp", options: TranslatorOptions = {}) {
		this.#cpu = new Int32Array(state.buffer, state.place("cpu").offset, Word.COUNT);
		this.#machine = { cpu: this.#cpu, bus, heldBack: 0 };
		this.#translator = engine === "wasm" ? new Translator(this.#machine, state, options) : undefined;
		// A translator has a loop of its own, as long as no wires are armed.
		if (!this.#translator) warmUp();
	}

	/** The core's reset: everything but the count of instructions and whether SIMCALL stops. */
	reset(): void {
		const cpu = this.#cpu;
		const instructions = cpu[Word.INSTRUCTIONS];
		const high = cpu[Word.INSTRUCTIONS_HIGH];
		const semihosting = cpu[Word.SEMIHOSTING];
		cpu.fill(0);
		cpu[Word.INSTRUCTIONS] = instructions;
		cpu[Word.INSTRUCTIONS_HIGH] = high;
		cpu[Word.SEMIHOSTING] = semihosting;
		cpu[Word.PC] = RESET_PC;
		cpu[Word.PS] = RESET_PS;
		cpu[Word.VECBASE] = RESET_VECBASE;
	}

	/**
	 * Opens a slice of `cycles` and runs it: to its end (by the last instruction perhaps beyond it), or
	 * until a peripheral or SIMCALL stops it, WAITI waits, or CCOUNT reaches CCOMPARE0.
	 */
	run(cycles: number): void {
		const cpu = this.#cpu;
		const budget = Math.min(cycles, this.cyclesUntilCcompare());
		cpu[Word.BUDGET] = budget;
		cpu[Word.LEFT] = budget;
		while (cpu[Word.LEFT] > 0 && (cpu[Word.STOP] & LEAVES_SLICE) === 0) {
			cpu[Word.STOP] = 0;
			if (interruptPending(cpu)) takeInterrupt(cpu);
			else if (cpu[Word.WAITING] !== 0) break;
			else this.#execute();
		}
	}

	/** Opens a slice of `cycles` in which nothing executes: what the run loop does while WAITI waits. */
	idle(cycles: number): void {
		this.#cpu[Word.BUDGET] = Math.min(cycles, this.cyclesUntilCcompare());
		this.#cpu[Word.LEFT] = 0;
	}

	/** Cycles the open slice has taken up to the start of the running instruction; 0 when none is open. */
	get consumedCycles(): number {
		return consumedCycles(this.#cpu);
	}

	/**
	 * Closes the slice and returns the cycles it took, by which the caller advances its clock before
	 * anything reads it: CCOUNT has advanced, BUDGET, LEFT and STOP are 0 (STOP but for a SIMCALL).
	 */
	endSlice(): number {
		const cpu = this.#cpu;
		const consumed = this.consumedCycles;
		// A write to CCOUNT or CCOMPARE0 ends its slice: only that instruction can have met the new match.
		const measured = cpu[Word.STOP] & Stop.TIMER ? Cycles.INSTRUCTION : consumed;
		cpu[Word.CCOUNT] += consumed - measured;
		if (measured >= this.cyclesUntilCcompare()) cpu[Word.INT_LATCHED] |= TIMER_INTERRUPT;
		cpu[Word.CCOUNT] += measured;
		cpu[Word.BUDGET] = 0;
		cpu[Word.LEFT] = 0;
		cpu[Word.STOP] &= Stop.SIMCALL | Stop.TRIPWIRE;
		return consumed;
	}

	/** Instructions executed since power-on of the model. */
	get instructions(): number {
		return (this.#cpu[Word.INSTRUCTIONS_HIGH] >>> 0) * TWO_32 + (this.#cpu[Word.INSTRUCTIONS] >>> 0);
	}

	/** Rounds of waiting loops that this engine did not execute one by one: a figure for tests and benchmarks. */
	get skippedRounds(): number {
		return this.#translator?.skippedRounds ?? 0;
	}

	/** Whether WAITI waits and no interrupt would end the wait. */
	get waiting(): boolean {
		return this.#cpu[Word.WAITING] !== 0 && !interruptPending(this.#cpu);
	}

	/** Cycles until CCOUNT reaches CCOMPARE0: 1 to 2^32. Only outside a slice. */
	cyclesUntilCcompare(): number {
		return (this.#cpu[Word.CCOMPARE0] - this.#cpu[Word.CCOUNT]) >>> 0 || TWO_32;
	}

	/** CCOUNT at the start of the running instruction, unsigned. */
	ccount(): number {
		return readCcount(this.#cpu) >>> 0;
	}

	/** Sets the level interrupt inputs, one bit an interrupt number; only 0 to 5 have one. */
	setLines(mask: number): void {
		this.#cpu[Word.INT_LINES] = mask & LEVEL_INPUTS;
		this.#stop(Stop.INTERRUPTS);
	}

	/** Latches edges on the inputs in `mask`; only 8 to 13 have one. */
	latch(mask: number): void {
		this.#cpu[Word.INT_LATCHED] |= mask & EDGE_INPUTS;
		this.#stop(Stop.INTERRUPTS);
	}

	/** Sets the NMI's condition. */
	setNmi(level: boolean): void {
		this.#cpu[Word.NMI_LINE] = level ? 1 : 0;
		this.#stop(Stop.INTERRUPTS);
	}

	/** Ends the running slice after the running instruction. */
	requestStop(): void {
		this.#stop(Stop.CHIP);
	}

	/** Lets the running slice end after `cycles` of it, or after the running instruction; never later than it would. */
	shorten(cycles: number): void {
		shorten(this.#machine, cycles);
	}

	/** Whether an interrupt would be taken before the next instruction. */
	interruptPending(): boolean {
		return interruptPending(this.#cpu);
	}

	/** Whether a SIMCALL wants the host, and lets the CPU go on after it; until then `run` runs nothing. */
	takeSimcall(): boolean {
		const wanted = (this.#cpu[Word.STOP] & Stop.SIMCALL) !== 0;
		this.#cpu[Word.STOP] &= ~Stop.SIMCALL;
		return wanted;
	}

	/** Makes runs stop before what trips a wire; undefined makes them go through again. Only between slices. */
	arm(wires: Tripwires | undefined): void {
		this.#wires = wires;
		if (wires) warmUp();
		if (wires) this.#machine.bus.code.wire((pc, op) => wires.concerns(pc, op));
		this.#translator?.arm(wires);
	}

	/** Whether the run stopped before an instruction that trips a wire, and forgets it. */
	takeTrip(): boolean {
		const tripped = (this.#cpu[Word.STOP] & Stop.TRIPWIRE) !== 0;
		this.#cpu[Word.STOP] &= ~Stop.TRIPWIRE;
		return tripped;
	}

	/** The load or store that is about to be executed, if it is one and no interrupt comes before it. */
	get nextAccess(): Access | undefined {
		return this.#cpu[Word.WAITING] !== 0 || this.interruptPending() ? undefined : accessAt(this.#machine);
	}

	/** As `run` with one cycle, trips of wires aside: one instruction, or the entry of an interrupt. */
	step(): void {
		const cpu = this.#cpu;
		const budget = Math.min(1, this.cyclesUntilCcompare());
		cpu[Word.BUDGET] = budget;
		cpu[Word.LEFT] = budget;
		if (interruptPending(cpu)) takeInterrupt(cpu);
		else if (cpu[Word.WAITING] === 0) this.#stepOne();
	}

	/** Outside a slice there is nothing to stop: the next one looks for itself. */
	#stop(bit: Stop): void {
		if (this.#cpu[Word.BUDGET] !== 0) this.#cpu[Word.STOP] |= bit;
	}

	#execute(): void {
		const machine = this.#machine;
		const cpu = this.#cpu;
		if (codeIndex(machine) < 0) this.#fetchFault();
		else if (debugArmed(cpu)) this.#stepDebugged();
		else if (this.#translator) this.#translator.run();
		else if (this.#wires) interpretWired(machine, this.#wires);
		else interpret(machine);
	}

	/** The guest uses the core's own debug registers. */
	#stepDebugged(): void {
		if (this.#wires?.trips(this.#machine)) this.#cpu[Word.STOP] |= Stop.TRIPWIRE;
		else step(this.#machine);
	}

	#stepOne(): void {
		const machine = this.#machine;
		if (codeIndex(machine) < 0) this.#fetchFault();
		else if (debugArmed(this.#cpu)) step(machine);
		else interpret(machine);
	}

	/** A closed flash window reads 0, which is an illegal instruction; elsewhere is no memory to fetch from. */
	#fetchFault(): void {
		const cpu = this.#cpu;
		const pc = cpu[Word.PC];
		if ((pc - Region.FLASH_WINDOW_BASE) >>> 0 < Region.FLASH_WINDOW_SIZE)
			raise(cpu, Cause.ILLEGAL_INSTRUCTION, pc);
		else raiseAt(cpu, Cause.FETCH_PROHIBITED, pc, pc);
	}
}
