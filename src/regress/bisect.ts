/** Finds the first of a row of builds that is bad, by halves. */

/** `skip`: nothing can be said of this build. */
export type Verdict = "good" | "bad" | "skip";

export interface Bisection {
	/**
	 * `found`; `between`: the first bad one is among builds that cannot be judged; `bad at first` and `never bad`: it is not
	 * among these builds; `nothing`: none could be judged.
	 */
	readonly outcome: "found" | "between" | "bad at first" | "never bad" | "nothing";
	/** The last build known to be good, and the first known to be bad. */
	readonly good?: number;
	readonly bad?: number;
	/** Builds that were asked for, in that order. */
	readonly asked: readonly number[];
}

/** The most builds that are asked for, when all can be judged: both ends, and one a halving. */
export function mostAsked(count: number): number {
	return Math.min(count, 2 + Math.ceil(Math.log2(Math.max(1, count))));
}

/**
 * Asks for builds of 0 to `count` - 1: the ends first. Where a build cannot be judged, its neighbours are tried. Up to
 * `parallel` builds are asked for at once where that takes no more of them, at worst, than one after another.
 */
export async function bisect(
	count: number,
	judge: (builds: readonly number[]) => Promise<readonly Verdict[]>,
	parallel = 1,
): Promise<Bisection> {
	const known = new Map<number, Verdict>();
	const ask = async (builds: readonly number[]): Promise<void> => {
		const verdicts = await judge(builds);
		for (const [i, build] of builds.entries()) known.set(build, verdicts[i]);
	};
	const ends = [...new Set([0, count - 1])];
	if (parallel > 1) await ask(ends);
	else for (const end of ends) await ask([end]);
	let low = 0;
	let high = count - 1;
	while (low < high && known.get(low) === "skip") if (!known.has(++low)) await ask([low]);
	while (high > low && known.get(high) === "skip") if (!known.has(--high)) await ask([high]);
	const asked = () => [...known.keys()];
	if (known.get(low) === "skip") return { outcome: "nothing", asked: asked() };
	if (known.get(low) === "bad") return { outcome: "bad at first", bad: low, asked: asked() };
	if (known.get(high) === "good") return { outcome: "never bad", good: high, asked: asked() };
	for (;;) {
		const open = range(low + 1, high).filter((build) => !known.has(build));
		if (open.length === 0) break;
		const next = choose(open, parallel, mostAsked(count) - known.size);
		await ask(next);
		for (const build of next) {
			const verdict = known.get(build);
			if (verdict === "bad") high = Math.min(high, build);
		}
		for (const build of next) if (known.get(build) === "good" && build < high) low = Math.max(low, build);
	}
	return { outcome: high === low + 1 ? "found" : "between", good: low, bad: high, asked: asked() };
}

/** The builds to ask for next, as many as can be at once: they cut what is open into even parts. */
function choose(open: readonly number[], parallel: number, left: number): readonly number[] {
	const parts = open.length + 1;
	const affordable = Math.max(left, Math.ceil(Math.log2(parts)));
	let count = Math.min(parallel, open.length);
	while (count > 1 && count + Math.ceil(Math.log2(Math.ceil(parts / (count + 1)))) > affordable) count--;
	return Array.from({ length: count }, (_, i) => open[Math.floor((parts * (i + 1)) / (count + 1)) - 1]);
}

const range = (from: number, to: number): number[] =>
	Array.from({ length: Math.max(0, to - from) }, (_, i) => from + i);
