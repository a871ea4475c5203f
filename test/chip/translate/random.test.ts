/** Random programs over every instruction form end in the same state translated and interpreted. */
import test from "ava";
import { compareEngines } from "./random-program.js";

for (const seed of [11, 12, 13, 14]) {
	test(`random program ${seed} is the same in both engines at every stop`, (t) => {
		t.timeout(300_000);
		const { difference, instructions, comparisons } = compareEngines(seed);
		t.is(difference, undefined);
		t.true(instructions > 100_000, `${instructions} instructions`);
		t.true(comparisons >= 4);
	});
}
