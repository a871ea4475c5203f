/**
 * Finds the first difference of two runs: by milliseconds of guest time, then by halves, then instruction by instruction.
 * A difference that has gone again within a millisecond is not seen.
 */
import { TICKS_PER_MS } from "../../chip/time.js";
import type { TimedInput } from "../../session/trace-inputs.js";
import { StateComparer } from "./compare.js";
import type { Feed } from "./feed.js";

/** Guest time between two looks, and looks between two copies of the state. */
const LOOK = TICKS_PER_MS;
const LOOKS_PER_COPY = 100;
/** Ticks that are walked instruction by instruction. */
const WALK = 16;

/** Where two runs part. Both stand just behind that place. */
export interface Parting {
	/** `start`: they never were the same. */
	readonly kind: "start" | "instruction" | "input";
	/** What each was given where they part; for `input`. */
	readonly a?: TimedInput | undefined;
	readonly b?: TimedInput | undefined;
	/** Takes a run to where both were the same for the last time. */
	readonly toLastSame: (feed: Feed) => void;
	/** Takes a run to a moment shortly before that. */
	readonly toBefore: (feed: Feed) => void;
}

/** Runs both to `until`, or to their first difference. Both must stand at the same tick. */
export function findParting(
	a: Feed,
	b: Feed,
	until: number,
	onProgress?: (tick: number) => void,
): Parting | undefined {
	const comparer = new StateComparer(a.chip, b.chip);
	let copy = a.save();
	if (!comparer.same()) return { kind: "start", toLastSame: copy, toBefore: copy };
	let copiedAt = a.chip.tick;
	for (let looks = 1; ; looks++) {
		const from = a.chip.tick;
		if (from >= until) return undefined;
		const to = Math.min(until, from + LOOK);
		const thorough = looks % LOOKS_PER_COPY === 0 || to === until;
		a.runTo(to);
		b.runTo(to);
		onProgress?.(to);
		if (!sameMoment(a, b) || !comparer.same(thorough)) return narrow(a, b, comparer, copy, copiedAt, to);
		if (!thorough) continue;
		copy = a.save();
		copiedAt = a.chip.tick;
	}
}

const sameMoment = (a: Feed, b: Feed): boolean => a.chip.tick === b.chip.tick;

/** The runs are the same at `copy`, tick `low`, and differ at tick `high`. */
function narrow(
	a: Feed,
	b: Feed,
	comparer: StateComparer,
	first: (feed: Feed) => void,
	low: number,
	high: number,
): Parting {
	let [copy, from, to] = [first, low, high];
	while (to - from > WALK) {
		const middle = from + Math.floor((to - from) / 2);
		copy(a);
		copy(b);
		a.runTo(middle);
		b.runTo(middle);
		if (sameMoment(a, b) && comparer.same()) {
			if (a.chip.tick >= to) break;
			copy = a.save();
			from = a.chip.tick;
		} else to = middle;
	}
	copy(a);
	copy(b);
	return walk(a, b, comparer, first, to);
}

/** Instruction by instruction, input by input, from where both are the same to where they are not, at tick `to`. */
function walk(
	a: Feed,
	b: Feed,
	comparer: StateComparer,
	toBefore: (feed: Feed) => void,
	to: number,
): Parting {
	while (a.chip.tick <= to) {
		const toLastSame = a.save();
		const [one, other] = [a.give(), b.give()];
		if (one || other) {
			if (!sameMoment(a, b) || !comparer.same())
				return { kind: "input", a: one, b: other, toLastSame, toBefore };
			continue;
		}
		a.step();
		b.step();
		if (!sameMoment(a, b) || !comparer.same()) return { kind: "instruction", toLastSame, toBefore };
	}
	throw new Error(
		`the runs differed before tick ${to}, and did not when they were run again: one is not reproducible`,
	);
}
