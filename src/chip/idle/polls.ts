/**
 * Loops that read one register until it says something else: finds them by their loads, and counts rounds as done that
 * would only find the same again.
 *
 * Of a load that gives the same value again and again, from a register that says until when it will, a barrier is made:
 * there every engine that translates comes by. Whoever comes by twice in a row goes round the loop; the next round is
 * followed, and when it leaves all as it found it, as many more are counted as the register stays as it is. A load of the
 * flash's status, while that says it is busy, is made one too: the loop around it asks the flash again each time.
 */
import { type ClockTree, SUBTICKS } from "../clock-tree.js";
import type { ChipState } from "../state/chip-state.js";
import { NEVER } from "../time.js";
import { readInstruction } from "../translate/instruction.js";
import { CodeSpace } from "../xtensa/code-cache.js";
import { Word } from "../xtensa/cpu-state.js";
import { countInstructions } from "../xtensa/interpreter.js";
import { consumedCycles } from "../xtensa/slice.js";
import type { LoadListener, Machine } from "../xtensa/slow-path.js";
import { plainStep } from "./plain-step.js";
import { CLOCK_ADDRESS, FLASH_BUSY, FLASH_STATUS_ADDRESS, LONG_WAIT } from "./registers.js";
import { SteadyRound } from "./steady-round.js";
import { type TightLoop, tightLoop } from "./tight-loop.js";

/** Loads in a row that give the same value, before their place is taken for a poll. */
const STREAK = 8;
/** Instructions of the longest round, when the register says itself that it waits, and when the flash does. */
const SHORT_ROUND = 48;
const LONG_ROUND = 2048;
/**
 * Rounds in a row that were followed in vain before a place is given up, and times that it must then be found before it
 * is tried again; each time twice as many.
 */
const PATIENCE = 8;
const REST = 64;
/** A round is followed when so many would fit into the time that is left. */
const WORTH_WHILE = 3;

/** A place where a register is polled. */
interface Poll {
	readonly pc: number;
	readonly longest: number;
	/** The loop around it, when that does nothing else. */
	readonly tight: TightLoop | undefined;
	/** Count of instructions when control came by last. */
	seen: number;
	/** Cycles of its round, when that is known. */
	cycles: number;
	/** Rounds that were followed in vain, in a row; and times to let control pass before the next is. */
	vain: number;
	pass: number;
	/** Whether the clock was read in a round. */
	looksAtClocks: boolean;
}

/** Loads at one place, one after another. */
class Streak {
	#pc = 0;
	#value = 0;
	#length = 0;

	/** Whether the same value has been loaded at `pc` often enough; true now and then as it goes on. */
	add(pc: number, value: number): boolean {
		if (pc !== this.#pc || value !== this.#value) {
			this.#pc = pc;
			this.#value = value;
			this.#length = 0;
			return false;
		}
		return ++this.#length % STREAK === 0;
	}
}

/** What the owner does. */
export interface PollsOwner {
	/** Interprets one instruction. */
	step(): void;
	/** Translated code must stop before the instruction at `pc` from now on. */
	barred(pc: number): void;
}

export class Polls implements LoadListener {
	readonly #machine: Machine;
	readonly #cpu: Int32Array;
	readonly #clocks: ClockTree;
	readonly #owner: PollsOwner;
	readonly #interpret: () => void;
	readonly #cyclesUntil: (tick: number) => number;
	readonly #round: SteadyRound;
	readonly #polls = new Map<number, Poll>();
	/** Places that were given up: how often, and times that they must yet be found. */
	readonly #given = new Map<number, { times: number; rest: number }>();
	/** Where the first and the last of these lie. */
	#low = Infinity;
	#high = 0;
	/** A place that was found while an instruction ran. */
	#found: Poll | undefined;
	readonly #near = new Streak();
	readonly #status = new Streak();
	#skipped = 0;

	constructor(machine: Machine, state: ChipState, clocks: ClockTree, owner: PollsOwner) {
		this.#machine = machine;
		this.#cpu = machine.cpu;
		this.#clocks = clocks;
		this.#owner = owner;
		this.#interpret = () => owner.step();
		this.#cyclesUntil = (tick) => clocks.cyclesUntil(tick);
		this.#round = new SteadyRound(machine, state, clocks);
	}

	/** Rounds that were counted as done. */
	get skipped(): number {
		return this.#skipped;
	}

	/** Whether translated code must stop before the instruction at `pc`. */
	bars(pc: number): boolean {
		return this.#polls.has(pc);
	}

	loaded(pc: number, address: number, value: number): void {
		const longest = this.#longestRound(pc, address, value);
		if (longest > 0 && !this.#polls.has(pc)) this.#find(pc, longest);
	}

	loadedInline(pc: number, address: number, value: number): boolean {
		const longest = this.#longestRound(pc, address, value);
		return longest > 0 && this.#find(pc, longest);
	}

	/** Between two instructions: does what there is to do; true when the state has changed. */
	take(): boolean {
		if (this.#found) this.#bar(this.#found);
		const poll = this.#polls.get(this.#cpu[Word.PC]);
		if (!poll) return false;
		this.#meet(poll);
		return true;
	}

	/** Code at `length` bytes from `address` has changed. */
	forget(address: number, length: number): void {
		if (address > this.#high + 2 || address + length <= this.#low) return;
		for (const places of [this.#polls, this.#given])
			for (const pc of places.keys()) if (pc + 3 > address && pc < address + length) places.delete(pc);
	}

	/** Instructions of the longest round around a load that seems to poll; 0 for any other. */
	#longestRound(pc: number, address: number, value: number): number {
		// A loop may look at the clock beside.
		if (address === CLOCK_ADDRESS) return 0;
		if (this.#near.add(pc, value) && this.#waitsLong(address)) return SHORT_ROUND;
		const isBusy = address === FLASH_STATUS_ADDRESS && (value & FLASH_BUSY) !== 0;
		return isBusy && this.#status.add(pc, value) ? LONG_ROUND : 0;
	}

	#waitsLong(address: number): boolean {
		const until = this.#machine.bus.mmio.steadyUntil?.(address) ?? 0;
		return until > this.#clocks.tickAfter(consumedCycles(this.#cpu)) + LONG_WAIT;
	}

	/** Parts of a tick that have passed beyond the last whole one. */
	get #phase(): number {
		return this.#clocks.fractionAfter(consumedCycles(this.#cpu));
	}

	#find(pc: number, longest: number): boolean {
		const given = this.#given.get(pc);
		if (this.#found || (given && --given.rest > 0)) return false;
		// What was translated elsewhere may know nothing of a barrier.
		this.#found = this.#polls.get(pc) ?? {
			pc,
			longest,
			tight: tightLoop(this.#machine.bus, pc),
			seen: 0,
			cycles: 0,
			vain: 0,
			pass: 0,
			looksAtClocks: false,
		};
		return true;
	}

	#bar(poll: Poll): void {
		this.#found = undefined;
		this.#polls.set(poll.pc, poll);
		this.#low = Math.min(this.#low, poll.pc);
		this.#high = Math.max(this.#high, poll.pc);
		this.#owner.barred(poll.pc);
		this.#machine.bus.code.mark((poll.pc - CodeSpace.BASE) * 2);
	}

	#giveUp({ pc }: Poll): void {
		this.#polls.delete(pc);
		const times = this.#given.get(pc)?.times ?? 0;
		this.#given.set(pc, { times: times + 1, rest: REST * 2 ** Math.min(times, 16) });
		this.#machine.bus.code.unmark((pc - CodeSpace.BASE) * 2);
	}

	#meet(poll: Poll): void {
		const cpu = this.#cpu;
		const isBack = (cpu[Word.INSTRUCTIONS] - poll.seen) >>> 0 <= poll.longest;
		const isLong = cpu[Word.LEFT] > WORTH_WHILE * poll.cycles;
		if (!isBack || !isLong || --poll.pass >= 0) this.#step();
		else if (poll.tight) this.#goRound(poll, poll.tight);
		else this.#follow(poll);
		poll.seen = cpu[Word.INSTRUCTIONS];
	}

	/** As `#follow`, for a loop that does nothing else. */
	#goRound(poll: Poll, { base, offset, instructions, cycles }: TightLoop): void {
		const cpu = this.#cpu;
		const { bus } = this.#machine;
		const address = (cpu[Word.AR + base] + offset) >>> 0;
		const until = bus.mmio.steadyUntil?.(address) ?? 0;
		const at = consumedCycles(cpu);
		const length = cycles + bus.accessCycles(address);
		for (let i = 0; i < instructions; i++) if (!this.#step()) return;
		if ((cpu[Word.PC] | 0) !== (poll.pc | 0) || consumedCycles(cpu) - at !== length) return;
		poll.cycles = length;
		const left = Math.floor((cpu[Word.LEFT] - 1) / length);
		const steady = until === NEVER ? left : Math.floor((this.#cyclesUntil(until) - 1 - at) / length);
		const rounds = Math.min(left, steady);
		if (rounds <= 0) {
			this.#fail(poll);
			return;
		}
		poll.vain = 0;
		this.#count(rounds, length, instructions);
		this.#step();
	}

	/** Counts rounds as done. */
	#count(rounds: number, cycles: number, instructions: number): void {
		this.#cpu[Word.LEFT] -= rounds * cycles;
		countInstructions(this.#cpu, rounds * instructions);
		this.#skipped += rounds;
	}

	/** Executes a round; behind it, counts those as done that are like it. */
	#follow(poll: Poll): void {
		const cpu = this.#cpu;
		const round = this.#round;
		const phase = this.#phase;
		round.begin(poll.looksAtClocks);
		do {
			const instruction = readInstruction(this.#machine.bus, cpu[Word.PC]);
			if (!instruction || round.instructions >= poll.longest || !round.allows(instruction)) {
				this.#fail(poll);
				return;
			}
			if (!this.#step()) return;
			// Rounds that note ticks are alike when they begin at the same part of one.
		} while (cpu[Word.PC] !== poll.pc || (round.touches && this.#phase !== phase));
		const { cycles, instructions } = round;
		poll.cycles = cycles;
		const ticks = (cycles * this.#clocks.cpuSubticks) / SUBTICKS;
		const rounds = round.repeats(this.#cyclesUntil, ticks);
		if (rounds === 0) {
			this.#fail(poll);
			return;
		}
		poll.vain = 0;
		this.#count(rounds, cycles, instructions);
		round.move(rounds, cycles, ticks);
		this.#step();
	}

	/** A round was followed in vain. */
	#fail(poll: Poll): void {
		if (this.#round.isRefusedClock) {
			poll.looksAtClocks = true;
			return;
		}
		if (++poll.vain > PATIENCE) this.#giveUp(poll);
		poll.pass = 1 << poll.vain;
	}

	#step(): boolean {
		return plainStep(this.#cpu, this.#interpret);
	}
}
