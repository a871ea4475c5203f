/** Whether memory stayed flat: by the last third of a run beside the one before it; the first third warms up. */
import { median } from "../../../src/bench/median.js";

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
 * Growth of a median from third to third that is still flat. A process of 200 MB may grow by 10: with a hundred turns in a
 * third, 100 KB left behind by each are seen, and a chip that is kept has more than 20 MB. Collectors run when they like,
 * and an allocator keeps more or less of what it got: less than this would call that a leak.
 */
const MOST_GROWTH = 0.05;

/** Compares the thirds; undefined when one has fewer than `least` looks. */
export function trends(looks: readonly Look[], span: number, least: number): Trend[] | undefined {
	const third = (n: number): Look[] =>
		looks.filter(({ at }) => at > (n * span) / 3 && at <= ((n + 1) * span) / 3);
	const [second, last] = [third(1), third(2)];
	if (second.length < least || last.length < least) return undefined;
	return Object.keys(looks[0].sizes).map((name) => {
		const [before, after] = [second, last].map((some) => median(some.map(({ sizes }) => sizes[name])));
		return { name, before, after, isFlat: after <= before * (1 + MOST_GROWTH) };
	});
}
