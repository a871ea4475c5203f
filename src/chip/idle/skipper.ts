/**
 * Does whole rounds of a known loop at once.
 *
 * What a way of the loop needs to find is compared with what is there; its conditions are worked out with the clock as
 * it will be; then the round's effects are written and time moves on, as if it had been executed.
 */
import { type ClockTree, SUBTICKS } from "../clock-tree.js";
import type { ChipState } from "../state/chip-state.js";
import { Word } from "../xtensa/cpu-state.js";
import { countInstructions } from "../xtensa/interpreter.js";
import type { Constant, Loop, Way } from "./loop.js";
import { CLOCK_UNIT } from "./registers.js";
import type { Surroundings } from "./values.js";

const TWO_32 = 2 ** 32;

const isMoving = ({ cells, switches }: Loop, word: number): boolean => cells.has(word) || switches.has(word);

export class Skipper {
	readonly #cpu: Int32Array;
	readonly #words: Int32Array;
	readonly #clocks: ClockTree;
	/** Words of the state: the clock's origin; the watchdog's stage, and when it was fed. */
	readonly #epoch: number;
	readonly #stage: number;
	readonly #since: number;
	/** Tick at which the round at hand starts, from the clock's origin. */
	#start = 0;
	/** What varies in the round at hand. */
	readonly #at: Surroundings;

	constructor(state: ChipState, clocks: ClockTree) {
		this.#cpu = new Int32Array(state.buffer, state.place("cpu").offset, Word.COUNT);
		this.#words = new Int32Array(state.buffer);
		this.#clocks = clocks;
		this.#epoch = state.offsetOf("wdev", "epoch") >> 2;
		this.#stage = state.offsetOf("wdt", "stage") >> 2;
		this.#since = state.offsetOf("wdt", "since") >> 2;
		this.#at = {
			clock: (ticks) => (Math.floor((this.#start + ticks) / CLOCK_UNIT) % TWO_32) | 0,
			word: (index) => this.#words[index],
		};
	}

	/** Whether a CPU cycle is a whole number of ticks: else rounds of one way differ in length. */
	get isSteady(): boolean {
		return this.#clocks.cpuSubticks % SUBTICKS === 0;
	}

	/** The tick at which the instruction at PC starts. */
	now(): number {
		return this.#clocks.tickAfter(this.#cpu[Word.BUDGET] - this.#cpu[Word.LEFT]);
	}

	/** At the start of a round: does as many as it can; returns how many. */
	skip(loop: Loop): number {
		const cpu = this.#cpu;
		if (!this.isSteady || this.#words[this.#stage] !== 0 || this.#interruptWaits()) return 0;
		const ways = loop.ways.filter((way) => this.#finds(way, loop, false));
		if (ways.length === 0) return 0;
		const ticksPerCycle = this.#clocks.cpuSubticks / SUBTICKS;
		const epoch = this.#read64(this.#epoch);
		const begin = this.now();
		let left = cpu[Word.LEFT];
		let instructions = 0;
		let rounds = 0;
		let stamp = -1;
		const used = new Set<Way>();
		for (;;) {
			this.#start = begin + (cpu[Word.LEFT] - left) * ticksPerCycle - epoch;
			const at = ways.findIndex(
				(one) => one.cycles < left && this.#finds(one, loop, true) && this.#holds(one),
			);
			if (at < 0) break;
			const way = ways[at];
			this.#writeCells(way, loop);
			if (way.stamp !== undefined) stamp = this.#start + epoch + way.stamp;
			left -= way.cycles;
			instructions += way.instructions;
			rounds++;
			// In the order of the last use.
			used.delete(way);
			used.add(way);
		}
		if (rounds === 0) return 0;
		cpu[Word.LEFT] = left;
		countInstructions(cpu, instructions);
		for (const { stores } of used) {
			for (const store of stores) if (!isMoving(loop, store.word)) this.#write(store);
		}
		if (stamp >= 0) this.#write64(this.#since, stamp);
		return rounds;
	}

	/** What a round of `way` leaves in the words that other rounds may find something else in. */
	#writeCells({ results, stores }: Way, loop: Loop): void {
		const values = results.map(({ value }) => value(this.#at));
		results.forEach(({ word }, i) => {
			this.#words[word] = values[i];
		});
		for (const store of stores) if (isMoving(loop, store.word)) this.#write(store);
	}

	#write({ word, mask, value }: Constant): void {
		this.#words[word] = (this.#words[word] & ~mask) | value;
	}

	/** Whether the constants of a way are there: those that other ways switch, or the others. */
	#finds({ constants }: Way, { switches }: Loop, ofSwitches: boolean): boolean {
		if (ofSwitches && switches.size === 0) return true;
		const words = this.#words;
		for (const { word, mask, value } of constants) {
			if ((words[word] & mask) !== value && switches.has(word) === ofSwitches) return false;
		}
		return true;
	}

	#holds({ conditions }: Way): boolean {
		for (const { compare, a, b, outcome } of conditions) {
			if (compare(a(this.#at), b(this.#at)) !== outcome) return false;
		}
		return true;
	}

	/** Any interrupt that is enabled, whatever PS says now. */
	#interruptWaits(): boolean {
		const cpu = this.#cpu;
		return (
			((cpu[Word.INT_LATCHED] | cpu[Word.INT_LINES]) & cpu[Word.INTENABLE]) !== 0 || cpu[Word.NMI_LINE] !== 0
		);
	}

	#read64(word: number): number {
		return (this.#words[word + 1] >>> 0) * TWO_32 + (this.#words[word] >>> 0);
	}

	#write64(word: number, value: number): void {
		this.#words[word] = value % TWO_32;
		this.#words[word + 1] = Math.floor(value / TWO_32);
	}
}
