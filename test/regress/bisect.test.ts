import test from "ava";
import fc from "fast-check";
import { bisect, mostAsked, type Verdict } from "../../src/regress/bisect.js";

/** Builds as a row of letters: g, b, and s for one that cannot be judged. */
function row(text: string) {
	const batches: number[][] = [];
	const verdicts: Readonly<Record<string, Verdict>> = { g: "good", b: "bad", s: "skip" };
	const judge = async (builds: readonly number[]) => {
		batches.push([...builds]);
		return builds.map((build) => verdicts[text[build]]);
	};
	return { batches, judge, count: text.length };
}

const find = (text: string, parallel?: number) => {
	const { judge, count } = row(text);
	return bisect(count, judge, parallel);
};

test("both ends first, then halves", async (t) => {
	const { judge, count, batches } = row("gggggggggggggggggggggbbbbbbbbbbb");
	const result = await bisect(count, judge);
	t.like(result, { outcome: "found", good: 20, bad: 21 });
	t.deepEqual(batches.slice(0, 4), [[0], [31], [15], [23]]);
	t.is(result.asked.length, 7);
});

test("neighbours are tried where a build cannot be judged", async (t) => {
	t.like(await find("ggggsgbbb"), { outcome: "found", good: 5, bad: 6 });
	t.like(await find("sggggbbbs"), { outcome: "found", good: 4, bad: 5 });
	const hidden = await find("gggsssbbb");
	t.like(hidden, { outcome: "between", good: 2, bad: 6 });
	t.deepEqual(
		[3, 4, 5].filter((build) => !hidden.asked.includes(build)),
		[],
	);
});

test("builds that cannot be judged cost their own number and no more", async (t) => {
	const builds = "gggggggggggggggsgggggggssggggbbb";
	const { asked } = await find(builds);
	const judged = asked.filter((build) => builds[build] !== "s");
	t.true(judged.length <= mostAsked(32), `${asked}`);
});

test("what is not among the builds is said to be not", async (t) => {
	t.like(await find("bbbb"), { outcome: "bad at first", bad: 0, asked: [0, 3] });
	t.like(await find("sbbb"), { outcome: "bad at first", bad: 1 });
	t.like(await find("gggg"), { outcome: "never bad", good: 3 });
	t.like(await find("gggs"), { outcome: "never bad", good: 2 });
	t.like(await find("ssss"), { outcome: "nothing" });
	t.like(await find("gb"), { outcome: "found", good: 0, bad: 1, asked: [0, 1] });
});

test("several at once where that costs no more of them", async (t) => {
	const { judge, count, batches } = row("ggb");
	await bisect(count, judge, 2);
	t.deepEqual(batches, [[0, 2], [1]]);
	const six = row("gggggbb");
	t.like(await bisect(six.count, six.judge, 2), { outcome: "found", bad: 5 });
	t.deepEqual(six.batches, [[0, 6], [2, 4], [5]]);
});

test("property: the first bad build is found, with at most log2(n) + 2 judgements", async (t) => {
	await fc.assert(
		fc.asyncProperty(
			fc.integer({ min: 2, max: 300 }),
			fc.nat(),
			fc.integer({ min: 1, max: 5 }),
			async (n, at, k) => {
				const first = 1 + (at % (n - 1));
				const { judge, batches } = row("g".repeat(first) + "b".repeat(n - first));
				const result = await bisect(n, judge, k);
				t.is(result.bad, first);
				t.is(result.outcome, "found");
				t.true(batches.flat().length <= mostAsked(n));
				t.true(batches.every((batch) => batch.length <= Math.max(k, 1)));
				t.is(new Set(batches.flat()).size, batches.flat().length, "none twice");
			},
		),
	);
});

test("property: whatever cannot be judged, what is said is true and as narrow as it can be", async (t) => {
	const letters = fc.array(fc.boolean(), { minLength: 1, maxLength: 60 });
	await fc.assert(
		fc.asyncProperty(letters, fc.nat(), fc.integer({ min: 1, max: 3 }), async (skipped, at, k) => {
			const first = at % (skipped.length + 1);
			const text = skipped.map((skip, i) => (skip ? "s" : i < first ? "g" : "b")).join("");
			const result = await find(text, k);
			const judged = result.asked.filter((build) => text[build] !== "s");
			t.true(k > 1 || judged.length <= mostAsked(text.length), "what cannot be judged costs nothing else");
			const good = text.lastIndexOf("g");
			const bad = text.indexOf("b");
			if (good < 0 && bad < 0) t.is(result.outcome, "nothing");
			else if (good < 0) t.like(result, { outcome: "bad at first", bad });
			else if (bad < 0) t.like(result, { outcome: "never bad", good });
			else t.like(result, { outcome: bad === good + 1 ? "found" : "between", good, bad });
		}),
	);
});
