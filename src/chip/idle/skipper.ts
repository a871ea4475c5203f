/**
 * Does whole rounds of a known loop at once.
 *
 * What a way of the loop needs to find is compared with what is there; its conditions are worked out with the clock as
 * it will be; then the round's effects are written and time moves on, as if it had been executed.
 */
import { type ClockTree, SUBTICKS } from "../clock-tree.js";
import type { ChipState } from "../state/chip-state.js";
import { Scratch } from "../translate/scratch.js";
import { Word } from "../xtensa/cpu-state.js";
import { countInstructions } from "../xtensa/interpreter.js";
import { consumedCycles } from "../xtensa/slice.js";
import type { Constant, Loop, Way } from "./loop.js";
import { CLOCK_UNIT } from "./registers.js";
import { lastInstruction, type Rump, rumpOf, writeUpTo } from "./rump.js";
import { slopesOf } from "./shift.js";
import { Skipped } from "./skip-locals.js";
import { MOST_WAYS, movingWords, type SkipRounds, skipModule } from "./skip-module.js";

const TWO_32 = 2 ** 32;

/** The rounds of a loop, as much of it as was known at a revision. */
interface Rounds {
	readonly loop: Loop;
	readonly revision: number;
	readonly run: SkipRounds;
	readonly rumps: readonly (Rump | undefined)[];
	/** What ways need to find in words that are the same after every round: word, mask, value, bits of the ways. */
	readonly needs: Int32Array;
	/** What each way leaves in such words: word, mask, value. */
	readonly stores: readonly Int32Array[];
}

function needsOf(ways: readonly Way[], isStill: (constant: Constant) => boolean): Int32Array {
	const needs = new Map<string, [number, number, number, number]>();
	ways.forEach(({ constants }, i) => {
		for (const { word, mask, value } of constants.filter(isStill)) {
			const key = `${word} ${mask} ${value}`;
			const bits = needs.get(key)?.[3] ?? 0;
			needs.set(key, [word, mask, value, bits | (1 << i)]);
		}
	});
	return Int32Array.from([...needs.values()].flat());
}

export class Skipper {
	readonly #cpu: Int32Array;
	readonly #words: Int32Array;
	readonly #clocks: ClockTree;
	readonly #memory: WebAssembly.Memory;
	readonly #pages: number;
	/** Words of the state: the clock's origin; the watchdog's stage, and when it was fed. */
	readonly #epoch: number;
	readonly #stage: number;
	readonly #since: number;
	/** First word of what a skip leaves. */
	readonly #skipped: number;
	#rounds: Rounds | undefined;
	/** By way: whatever else is learnt, these stay. */
	readonly #rumps = new WeakMap<Way, { readonly rump: Rump | undefined }>();

	constructor(state: ChipState, clocks: ClockTree) {
		this.#cpu = new Int32Array(state.buffer, state.place("cpu").offset, Word.COUNT);
		this.#words = new Int32Array(state.buffer);
		this.#clocks = clocks;
		this.#memory = state.memory;
		this.#pages = state.pages;
		this.#epoch = state.offsetOf("wdev", "epoch") >> 2;
		this.#stage = state.offsetOf("wdt", "stage") >> 2;
		this.#since = state.offsetOf("wdt", "since") >> 2;
		this.#skipped = (state.scratch + Scratch.SKIPPED) >> 2;
	}

	/** Ticks a CPU cycle. */
	get cycleTicks(): number {
		return this.#clocks.cpuSubticks / SUBTICKS;
	}

	/** Whether a CPU cycle is a whole number of ticks: else rounds of one way differ in length. */
	get isSteady(): boolean {
		return Number.isInteger(this.cycleTicks);
	}

	/** The tick at which the instruction at PC starts. */
	now(): number {
		return this.#clocks.tickAfter(consumedCycles(this.#cpu));
	}

	/**
	 * At the start of a round: does as many as it can, and the last one up to the end of the slice; returns how many it
	 * did whole.
	 */
	skip(loop: Loop): number {
		const cpu = this.#cpu;
		const words = this.#words;
		if (this.cycleTicks !== loop.cycleTicks || words[this.#stage] !== 0 || this.#interruptWaits()) return 0;
		const { run, rumps, needs, stores } = this.#roundsOf(loop);
		const eligible = this.#eligible(needs);
		const at = this.#skipped;
		words.fill(0, at, at + (Skipped.LAST_USE >> 2) + MOST_WAYS);
		const begin = this.now();
		const since = begin - this.#read64(this.#epoch);
		const rounds = run(
			(Math.floor(since / CLOCK_UNIT) % TWO_32) | 0,
			since % CLOCK_UNIT,
			cpu[Word.LEFT],
			eligible,
		);
		if (rounds > 0) {
			cpu[Word.LEFT] = words[at + (Skipped.LEFT >> 2)];
			countInstructions(cpu, words[at + (Skipped.INSTRUCTIONS >> 2)]);
			this.#writeRest(stores);
			const stamp = words[at + (Skipped.STAMP >> 2)];
			if (stamp >= 0) this.#write64(this.#since, begin + stamp);
		}
		const rump = rumps[words[at + (Skipped.RUMP >> 2)]];
		if (rump) this.#end(rump);
		return rounds;
	}

	/** Does the round in which the slice ends. */
	#end(rump: Rump): void {
		const cpu = this.#cpu;
		const begin = this.now();
		const last = lastInstruction(rump, cpu[Word.LEFT]);
		writeUpTo(rump, last, this.#words, this.#skipped);
		cpu[Word.PC] = rump.pcs[last + 1];
		cpu[Word.LEFT] -= rump.cycles[last];
		countInstructions(cpu, last + 1);
		if (rump.stamps[last] >= 0) this.#write64(this.#since, begin + rump.stamps[last]);
	}

	#roundsOf(loop: Loop): Rounds {
		const { revision } = loop;
		if (this.#rounds?.loop === loop && this.#rounds.revision === revision) return this.#rounds;
		const moving = movingWords(loop);
		const rumps = loop.ways.map((way) => this.#rumpOf(way, loop));
		const module = skipModule(loop, moving, 4 * this.#skipped, this.#pages, slopesOf(loop), rumps);
		const instance = new WebAssembly.Instance(new WebAssembly.Module(module), {
			m: { memory: this.#memory },
		});
		const isStill = ({ word }: Constant): boolean => !moving.has(word);
		this.#rounds = {
			loop,
			revision,
			run: instance.exports.run as SkipRounds,
			rumps,
			needs: needsOf(loop.ways, isStill),
			stores: loop.ways.map((way) =>
				Int32Array.from(way.stores.filter(isStill).flatMap(({ word, mask, value }) => [word, mask, value])),
			),
		};
		return this.#rounds;
	}

	#rumpOf(way: Way, loop: Loop): Rump | undefined {
		const known = this.#rumps.get(way) ?? { rump: rumpOf(way, loop) };
		this.#rumps.set(way, known);
		return known.rump;
	}

	/** Writes what the ways leave in words that are the same after every round, in the order of their last use. */
	#writeRest(stores: Rounds["stores"]): void {
		const uses = this.#skipped + (Skipped.LAST_USE >> 2);
		for (let after = 0; ; ) {
			let next = -1;
			for (let i = 0; i < stores.length; i++) {
				const use = this.#words[uses + i];
				if (use > after && (next < 0 || use < this.#words[uses + next])) next = i;
			}
			if (next < 0) return;
			this.#write(stores[next]);
			after = this.#words[uses + next];
		}
	}

	#write(stores: Int32Array): void {
		const words = this.#words;
		for (let i = 0; i < stores.length; i += 3) {
			words[stores[i]] = (words[stores[i]] & ~stores[i + 1]) | stores[i + 2];
		}
	}

	/** Bits of the ways of which all needs are met; beyond the ways there are bits that mean nothing. */
	#eligible(needs: Int32Array): number {
		const words = this.#words;
		let eligible = -1;
		for (let i = 0; i < needs.length; i += 4) {
			if ((words[needs[i]] & needs[i + 1]) !== needs[i + 2]) eligible &= ~needs[i + 3];
		}
		return eligible;
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
