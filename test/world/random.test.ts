import test from "ava";
import { SeededRandom } from "../../src/world/random.js";

const draw = (random: SeededRandom, n: number): number[] => Array.from({ length: n }, () => random.next());

test("the same seed and label give the same sequence, others another", (t) => {
	const sequence = draw(new SeededRandom(7n, "a"), 8);
	t.deepEqual(draw(new SeededRandom(7n, "a"), 8), sequence);
	t.deepEqual(draw(new SeededRandom(7n + 2n ** 64n, "a"), 8), sequence);
	t.notDeepEqual(draw(new SeededRandom(7n, "b"), 8), sequence);
	t.notDeepEqual(draw(new SeededRandom(7n + 2n ** 32n, "a"), 8), sequence);
});

test("a fork does not depend on what was drawn before", (t) => {
	const random = new SeededRandom(1n);
	const fork = draw(random.fork("x"), 4);
	random.next();
	t.deepEqual(draw(random.fork("x"), 4), fork);
	t.notDeepEqual(draw(random.fork("y"), 4), fork);
	t.notDeepEqual(draw(random.fork("x").fork("y"), 4), draw(random.fork("xy"), 4));
});

test("below, chance and bytes stay in their range and reach all of it", (t) => {
	const random = new SeededRandom(3n);
	const counts = new Array<number>(5).fill(0);
	for (let i = 0; i < 5000; i++) counts[random.below(5)]++;
	for (const count of counts) t.true(count > 850 && count < 1150, String(counts));
	let hits = 0;
	for (let i = 0; i < 5000; i++) if (random.chance(0.2)) hits++;
	t.true(hits > 850 && hits < 1150, String(hits));
	t.false(random.chance(0));
	t.true(random.chance(1));
	t.is(random.bytes(6).length, 6);
});
