/** Reads what a guest program said as TAP. */

export interface TapResult {
	readonly passed: boolean;
	readonly number: number;
	readonly name: string;
	/** Why it was not done, for "# SKIP". */
	readonly skipped?: string;
	/** The comment lines that followed. */
	readonly diagnostics: readonly string[];
}

export interface Tap {
	readonly plan: number;
	readonly results: readonly TapResult[];
	readonly done: boolean;
	/** The guest gave up. */
	readonly bailedOut: boolean;
}

/** Parses TAP version 13; lines that are none of it are diagnostics. */
export function parseTap(console: string): Tap {
	let plan = 0;
	let done = false;
	let bailedOut = false;
	const results: (TapResult & { diagnostics: string[] })[] = [];
	for (const line of console.split("\n")) {
		const test = /^(not )?ok (\d+) - (.*?)(?: # SKIP (.*))?$/.exec(line);
		const planned = /^1\.\.(\d+)$/.exec(line);
		if (planned) plan = Number(planned[1]);
		else if (test) {
			const [, not, number, name, skipped] = test;
			results.push({
				passed: not === undefined,
				number: Number(number),
				name,
				...(skipped === undefined ? {} : { skipped }),
				diagnostics: [],
			});
		} else if (line === "# done") done = true;
		else if (line.startsWith("Bail out!")) bailedOut = true;
		else if (line.startsWith("#")) results.at(-1)?.diagnostics.push(line);
	}
	return { plan, results, done, bailedOut };
}

/** What is wrong with a run, one line each; empty when all is well. */
export function problems({ plan, results, done, bailedOut }: Tap): string[] {
	const found = results
		.filter((r) => !r.passed)
		.map((r) => [`not ok ${r.number} - ${r.name}`, ...r.diagnostics].join(" "));
	results.forEach(({ number }, i) => {
		if (number !== i + 1) found.push(`test ${number} stands in place ${i + 1}`);
	});
	if (results.length !== plan) found.push(`planned ${plan} tests, ran ${results.length}`);
	if (bailedOut) found.push("bailed out");
	if (!done) found.push("did not come to its end");
	return found;
}
