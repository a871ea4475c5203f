/** Whether memory stayed flat: by the last third of a run beside the one before it; the first third warms up. */
import { median } from "../../../src/bench/measure.js";

/** One look: the time since the beginning, any unit, and sizes by name. */
export interface Look {
	readonly at: number;
	readonly sizes: Readonly<Record<string, number>>;
}

/** What was found of one size. */
export interface Trend {
	readonly name: string;
	/** Medians of the second and of the last third. */
	readonly before: number;
	readonly after: number;
	readonly isFlat: boolean;
}

/**
 * Growth of a median from third to third that is still flat. Where a third has a hundred turns, each of 2 MB of what is
 * left behind makes it tenfold; the medians of runs that leave nothing differ by 1 to 2 %, for collectors run when they like.
 */
const MOST_GROWTH = 0.05;
/** Looks in a third below which its median says nothing. */
const LEAST_LOOKS = 3;

/** Compares the thirds; undefined when there are too few looks to tell. */
export function trends(looks: readonly Look[], span: number): Trend[] | undefined {
	const third = (n: number): Look[] =>
		looks.filter(({ at }) => at > (n * span) / 3 && at <= ((n + 1) * span) / 3);
	const [second, last] = [third(1), third(2)];
	if (second.length < LEAST_LOOKS || last.length < LEAST_LOOKS) return undefined;
	return Object.keys(looks[0].sizes).map((name) => {
		const [before, after] = [second, last].map((some) => median(some.map(({ sizes }) => sizes[name])));
		return { name, before, after, isFlat: after <= before * (1 + MOST_GROWTH) };
	});
}
