import test from "ava";
import fc from "fast-check";
import { reduce } from "../../../src/regress/minimise/reduce.js";

const range = (n: number) => Array.from({ length: n }, (_, i) => i);

test("property: what is needed stays, in its order, and nothing else", async (t) => {
	await fc.assert(
		fc.asyncProperty(
			fc.integer({ min: 1, max: 200 }),
			fc.array(fc.nat(), { maxLength: 5 }),
			async (n, picks) => {
				const needed = [...new Set(picks.map((pick) => pick % n))].sort((a, b) => a - b);
				const holds = async (items: readonly number[]) => needed.every((item) => items.includes(item));
				t.deepEqual(await reduce(range(n), holds), needed);
			},
		),
	);
});

test("property: whatever the check, it holds for what is left, and for nothing of it with one item less", async (t) => {
	await fc.assert(
		fc.asyncProperty(fc.integer({ min: 1, max: 24 }), fc.func(fc.boolean()), async (n, odd) => {
			const all = range(n);
			const holds = async (items: readonly number[]) => items.length === n || odd(items.join());
			const left = await reduce(all, holds);
			t.true(await holds(left));
			for (const item of left) t.false(await holds(left.filter((other) => other !== item)));
		}),
	);
});

test("three of five hundred take a few dozen tests", async (t) => {
	let tests = 0;
	const left = await reduce(
		range(500),
		async (items) => {
			tests++;
			return [17, 250, 491].every((item) => items.includes(item));
		},
		{ onTest: (count) => t.true(count >= 3) },
	);
	t.deepEqual(left, [17, 250, 491]);
	t.true(tests < 80, `${tests} tests`);
});
