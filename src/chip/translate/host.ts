/** What translated code calls: accesses beyond data RAM, and instructions that run out of line. */
import type { Width } from "../memory/bus.js";
import { Region } from "../memory/memories.js";
import { accessWidth } from "../xtensa/access-width.js";
import { Cause } from "../xtensa/causes.js";
import { Stop, Word } from "../xtensa/cpu-state.js";
import { debugArmed } from "../xtensa/debug-unit.js";
import { interruptPending } from "../xtensa/exceptions.js";
import { countInstructions } from "../xtensa/interpreter.js";
import { Op } from "../xtensa/isa.js";
import { type Machine, slowPath } from "../xtensa/slow-path.js";
import { Cycles } from "../xtensa/timing.js";
import type { Tripwires } from "../xtensa/tripwires.js";
import { LONGEST_WAY } from "./checkpoints.js";
import type { Site } from "./emitter.js";
import { Scratch } from "./scratch.js";

/** What must be done when translated code has come back. */
export const enum After {
	NOTHING,
	/** PC is at an instruction that faults. */
	FAULT,
	/** A value was loaded, but its register is not written. */
	LOADED,
}

/** What is neither a load nor a store by a register's address is a literal's load. */
const widthOf = (op: Op): Width => accessWidth(op) || 4;

export class Host {
	/** What is left to do; `register` and `value` of a load. */
	after: After = After.NOTHING;
	register = 0;
	value = 0;
	/** What a load or store must not do. */
	wires: Tripwires | undefined;
	readonly #machine: Machine;
	readonly #cpu: Int32Array;
	/** The account's two words and the flag that tells translated code to leave. */
	readonly #words: Int32Array;
	readonly #account: number;
	readonly #leave: number;
	/** Whether a region was dropped since translated code was entered. */
	#dropped = false;

	constructor(machine: Machine, scratch: number) {
		this.#machine = machine;
		this.#cpu = machine.cpu;
		this.#words = machine.bus.words;
		this.#account = (scratch + Scratch.ACCOUNT) >> 2;
		this.#leave = (scratch + Scratch.LEAVE) >> 2;
	}

	/** A region that may be running is no longer valid. */
	drop(): void {
		this.#dropped = true;
	}

	/** Prepares a call of translated code that has `cycles` left. */
	begin(cycles: number): void {
		this.#words[this.#account] = cycles;
		this.#words[this.#account + 1] = 0;
		this.#words[this.#leave] = 0;
		this.after = After.NOTHING;
		this.#dropped = false;
	}

	/** Takes the account over after translated code has come back by itself. */
	end(): void {
		if (this.#words[this.#leave] === 0) this.#settle(0, 0);
	}

	/** A load of the word, half or byte at `offset` from the start of data RAM. */
	load(offset: number, site: Site): number {
		const { bus } = this.#machine;
		const address = (offset + Region.DRAM_BASE) | 0;
		const { op } = site.instruction;
		const width = widthOf(op);
		if (this.wires?.touches(address, width, false)) return this.#trip(site);
		this.#open(site);
		const fault = bus.loadFault(address, width);
		if (fault !== Cause.NONE) return this.#fault(site);
		const value = bus.load(address, width);
		const extended = op === Op.L16SI ? (value << 16) >> 16 : value;
		if (op === Op.L32I && this.#machine.polls?.loadedInline(site.instruction.pc, address, value))
			this.#dropped = true;
		if (this.#close(site, bus.accessCycles(address))) {
			this.after = After.LOADED;
			this.register = (site.instruction.packed >>> 8) & 15;
			this.value = extended;
		}
		return extended;
	}

	/** A store. */
	store(offset: number, value: number, site: Site): void {
		const { bus } = this.#machine;
		const address = (offset + Region.DRAM_BASE) | 0;
		const width = widthOf(site.instruction.op);
		if (this.wires?.touches(address, width, true)) {
			this.#trip(site);
			return;
		}
		this.#open(site);
		if (bus.storeFault(address, width) !== Cause.NONE) {
			this.#fault(site);
			return;
		}
		const part = width === 4 ? value >>> 0 : value;
		bus.store(address, width, part);
		this.#close(site, bus.accessCycles(address));
	}

	/** Runs the site's instruction in the interpreter's slow path. */
	step(site: Site): void {
		const cpu = this.#cpu;
		const { pc, next } = site.instruction;
		this.#open(site);
		cpu[Word.PC] = pc;
		slowPath(this.#machine);
		if ((cpu[Word.PC] | 0) === (next | 0) && cpu[Word.WAITING] === 0 && !this.#dropped) {
			// As the run loop would, go on when nothing waits to be taken.
			if (cpu[Word.STOP] === Stop.INTERRUPTS && !interruptPending(cpu) && !debugArmed(cpu))
				cpu[Word.STOP] = 0;
			if (cpu[Word.STOP] === 0 && cpu[Word.LEFT] >= LONGEST_WAY) {
				this.#setLow(cpu[Word.LEFT] + site.cycles);
				return;
			}
		}
		const left = cpu[Word.LEFT];
		this.#settle(site.instructions, site.cycles);
		cpu[Word.LEFT] = left;
		this.#words[this.#leave] = 1;
	}

	/** Puts the time at the start of the site's instruction into the CPU's state. */
	#open(site: Site): void {
		this.#cpu[Word.LEFT] = this.#words[this.#account] - site.cycles;
	}

	#fault(site: Site): number {
		this.#leaveBefore(site);
		this.after = After.FAULT;
		return 0;
	}

	#trip(site: Site): number {
		this.#leaveBefore(site);
		this.#cpu[Word.STOP] |= Stop.TRIPWIRE;
		return 0;
	}

	#leaveBefore(site: Site): void {
		this.#settle(site.instructions, site.cycles);
		this.#cpu[Word.PC] = site.instruction.pc;
		this.#words[this.#leave] = 1;
	}

	/** Ends an access that took `cycles` beyond its instruction's; true when translated code must leave behind it. */
	#close(site: Site, cycles: number): boolean {
		const words = this.#words;
		// The access may have brought the end of the slice nearer.
		const after = this.#cpu[Word.LEFT] + site.cycles - cycles;
		if (after !== words[this.#account]) this.#setLow(after);
		const left = words[this.#account] - site.cycles - Cycles.INSTRUCTION;
		if (this.#cpu[Word.STOP] === 0 && left >= LONGEST_WAY && !this.#dropped) return false;
		this.#settle(site.instructions + 1, site.cycles + Cycles.INSTRUCTION);
		this.#cpu[Word.PC] = site.instruction.next;
		words[this.#leave] = 1;
		return true;
	}

	/** Sets the account's cycles without changing its instructions. */
	#setLow(cycles: number): void {
		const words = this.#words;
		const at = this.#account;
		// A negative low word borrows from the high one.
		words[at + 1] += (cycles < 0 ? -1 : 0) - (words[at] < 0 ? -1 : 0);
		words[at] = cycles;
	}

	/** Moves the account into the CPU's state, less `instructions` and `cycles` that it does not hold. */
	#settle(instructions: number, cycles: number): void {
		const words = this.#words;
		const low = words[this.#account];
		countInstructions(this.#cpu, words[this.#account + 1] + (low < 0 ? 1 : 0) + instructions);
		this.#cpu[Word.LEFT] = low - cycles;
	}
}
