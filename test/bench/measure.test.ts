import test from "ava";
import { measure, type Subject, table } from "../../src/bench/measure.js";
import { median } from "../../src/bench/median.js";

test("the median is the middle value, or the mean of the middle two", (t) => {
	t.is(median([5, 1, 3]), 3);
	t.is(median([4, 1, 3, 2]), 2.5);
	t.is(median([7]), 7);
});

const timed = (seconds: number): { seconds: number; cpuSeconds: number } => ({
	seconds,
	cpuSeconds: seconds,
});

function scripted(name: string, seconds: number[], against?: string): Subject {
	let round = 0;
	return {
		name,
		...(against === undefined ? {} : { against }),
		run: () => ({ instructions: 1_000_000, guestSeconds: 0.5, ...timed(seconds[round++]) }),
	};
}

test("subjects run interleaved, and ratios are taken round by round", async (t) => {
	const order: string[] = [];
	const results = await measure([scripted("a", [1, 2, 4]), scripted("b", [2, 2, 2], "a")], 3, (name, round) =>
		order.push(`${name}${round}`),
	);
	t.deepEqual(order, ["a1", "b1", "a2", "b2", "a3", "b3"]);
	t.is(results[0].seconds, 2);
	t.is(results[0].mips, 0.5);
	t.is(results[0].ratio, undefined);
	// Ratios 2, 1, 0.5: their median is 1, although the medians are 2 and 2.
	t.is(results[1].ratio, 1);
});

test("the table has one line a subject under its head", async (t) => {
	const text = table(await measure([scripted("guest", [0.01])], 1));
	const lines = text.split("\n");
	t.is(lines.length, 2);
	t.regex(lines[0], /^subject +instructions +guest s +host s +cpu s +MIPS/);
	t.regex(lines[1], /^guest +1,000,000 +0\.500 +0\.010 +0\.010 +100\.0$/);
});

test("what recording adds is told in per cent of the run without it, round by round", async (t) => {
	const recorded = { ...scripted("recorded", [1.01, 2.1, 4.08]), bare: "a" };
	const [bare, result] = await measure([scripted("a", [1, 2, 4]), recorded], 3);
	t.is(bare.recordingPercent, undefined);
	t.is(result.recordingPercent?.toFixed(6), "2.000000");
	t.deepEqual(result.rounds, [1.01, 2.1, 4.08]);
	t.regex(table([bare, result]).split("\n")[2], / 2\.0 %$/);
});
