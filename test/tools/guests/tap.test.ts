import test from "ava";
import { parseTap, problems } from "./tap.js";

const head = "TAP version 13\n1..2\n";

test("a good run has no problems", (t) => {
	t.deepEqual(problems(parseTap(`${head}ok 1 - a\nok 2 - b # SKIP why\n# done\n`)), []);
	t.is(parseTap(`${head}ok 1 - a\nok 2 - b # SKIP why\n# done\n`).results[1].skipped, "why");
});

test("whatever is wrong with a run is told", (t) => {
	t.deepEqual(problems(parseTap(`${head}ok 1 - a\nnot ok 2 - b\n# got 1, wanted 2\n# done\n`)), [
		"not ok 2 - b # got 1, wanted 2",
	]);
	t.deepEqual(problems(parseTap(`${head}ok 1 - a\n# done\n`)), ["planned 2 tests, ran 1"]);
	t.deepEqual(problems(parseTap(`${head}ok 1 - a\nok 3 - b\n# done\n`)), ["test 3 stands in place 2"]);
	t.deepEqual(problems(parseTap(`${head}ok 1 - a\nok 2 - b\n`)), ["did not come to its end"]);
	t.deepEqual(problems(parseTap(`${head}ok 1 - a\nok 2 - b\nBail out!\n# done\n`)), ["bailed out"]);
});
