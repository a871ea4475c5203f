import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import test from "ava";
import { Journal } from "../../../src/regress/minimise/journal.js";
import { tempFolder } from "../../temp.js";

const key = (digit: string) => digit.repeat(64);

test("what was found out is known to the next search of the same, and to no other", (t) => {
	const path = join(tempFolder(t), "j");
	const first = new Journal(path, "this");
	t.is(first.find(key("a")), undefined);
	first.add(key("a"), true);
	first.add(key("b"), false);
	const next = new Journal(path, "this");
	t.is(next.size, 2);
	t.is(next.find(key("a")), true);
	t.is(next.find(key("b")), false);
	t.is(new Journal(path, "that").size, 0);
	t.is(readFileSync(path, "utf8"), "that\n");
});

test("half a line is no result, and what follows does not go on it", (t) => {
	const path = join(tempFolder(t), "j");
	const first = new Journal(path, "this");
	first.add(key("a"), true);
	first.add(key("b"), false);
	const text = readFileSync(path, "utf8");
	writeFileSync(path, text.slice(0, -2));
	const cut = new Journal(path, "this");
	t.is(cut.size, 1);
	cut.add(key("c"), true);
	const next = new Journal(path, "this");
	t.deepEqual(
		["a", "b", "c"].map((digit) => next.find(key(digit))),
		[true, undefined, true],
	);
	next.remove();
	t.false(existsSync(path));
});
