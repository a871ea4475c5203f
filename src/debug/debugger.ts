/**
 * Where somebody stands in a run, and what he wants to stop at: addresses, memory, console text, pin edges, frames,
 * inputs, exceptions. What the terminal view and GDB's server have in common.
 */
import type { Chip } from "../chip/chip.js";
import { Cause } from "../chip/xtensa/causes.js";
import { Word } from "../chip/xtensa/cpu-state.js";
import type { Watch } from "../chip/xtensa/tripwires.js";
import { coreOf, pcOf } from "./code/registers.js";
import type { Symbols } from "./code/symbols.js";
import { type Mark, nextMark, previousMark } from "./marks.js";
import type { Arrival, Stops, TimeMachine } from "./time/time-machine.js";

/** Why the walk has stopped. */
export type Reached =
	| Arrival
	| { readonly kind: "mark"; readonly mark: Mark }
	| { readonly kind: "exception"; readonly cause: number }
	| { readonly kind: "interrupted" };

/** What one walk is to stop at, besides marks. */
export interface WalkStops {
	readonly breaks: readonly number[];
	readonly watches: readonly Watch[];
}

/** Exception vectors, from VECBASE: kernel, user, double. */
const VECTORS = [0x30, 0x50, 0x70];
const DOUBLE = 0x70;
/** Where VECBASE points: in the boot ROM, and in firmware. */
const VECBASES = [0x40000000, 0x40100000];

/** Comes back when others have had their turn. */
export const turn = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

export class Debugger {
	readonly time: TimeMachine;
	readonly symbols: Symbols;
	/** What to stop at that has no address. */
	readonly marks: Mark[] = [];
	/** Whether exceptions stop. */
	stopsAtExceptions = false;

	/** Lets others have a turn while it walks. */
	readonly rest: () => Promise<void>;

	constructor(time: TimeMachine, symbols: Symbols, rest: () => Promise<void> = turn) {
		this.time = time;
		this.symbols = symbols;
		this.rest = rest;
	}

	get chip(): Chip {
		return this.time.chip;
	}

	/** Runs on to the next stop; yields the tick now and then. */
	*forward(walk: WalkStops): Generator<number, Reached> {
		const { time } = this;
		const from = time.tick;
		const known = nextMark(time, this.marks, from);
		const way = time.forward(this.#stops(walk), known?.tick);
		for (;;) {
			const step = way.next();
			if (known && step.done && step.value.kind === "tick") return { kind: "mark", mark: known.mark };
			// What a live run comes by is known when it has gone past.
			const passed = known ? undefined : nextMark(time, this.marks, from);
			if (passed && passed.tick < time.tick) {
				yield* time.seeking(passed.tick);
				return { kind: "mark", mark: passed.mark };
			}
			if (step.done) return this.#explain(step.value, walk);
			yield step.value;
		}
	}

	/** Runs back to the last stop. */
	*backward(walk: WalkStops): Generator<number, Reached> {
		const { time } = this;
		const from = time.tick;
		for (let before = from; ; ) {
			const mark = previousMark(time, this.marks, before);
			const arrival = yield* time.backward(this.#stops(walk), mark?.tick ?? 0);
			if (arrival.kind !== "tick" || !mark) return this.#explain(arrival, walk);
			// A mark is reached at the first instruction behind its tick, which may be where the walk began.
			if (time.tick < from) return { kind: "mark", mark: mark.mark };
			before = mark.tick;
		}
	}

	#stops({ breaks, watches }: WalkStops): Stops {
		if (!this.stopsAtExceptions) return { breaks, watches };
		const vectors = this.#vectors();
		return {
			breaks: [...new Set([...breaks, ...vectors])],
			watches,
			accept: (pc) => breaks.includes(pc) || this.#isException(pc),
		};
	}

	#vectors(): number[] {
		return VECBASES.flatMap((base) => VECTORS.map((vector) => base + vector));
	}

	/** Whether an exception, and no interrupt, has led to this vector. */
	#isException(pc: number): boolean {
		if (!this.#vectors().includes(pc)) return false;
		return (pc & 0xff) === DOUBLE || coreOf(this.chip)[Word.EXCCAUSE] !== Cause.LEVEL1_INTERRUPT;
	}

	#explain(arrival: Arrival, { breaks }: WalkStops): Reached {
		const pc = pcOf(this.chip);
		if (arrival.kind !== "break" || breaks.includes(pc)) return arrival;
		return { kind: "exception", cause: coreOf(this.chip)[Word.EXCCAUSE] };
	}
}
