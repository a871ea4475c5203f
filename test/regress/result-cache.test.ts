import { chmodSync, readdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import test from "ava";
import { ResultCache } from "../../src/regress/result-cache.js";
import { tempFolder } from "../temp.js";

const isNumber = (value: unknown): value is number => typeof value === "number";

test("a result is found by all that it depends on, in any order", (t) => {
	const cache = new ResultCache("sums", isNumber, tempFolder(t));
	t.is(cache.find({ a: 1, b: "2" }), undefined);
	t.true(cache.keep({ a: 1, b: "2" }, 3));
	t.is(cache.find({ b: "2", a: 1 }), 3);
	t.is(cache.find({ a: 1, b: 2 }), undefined);
	t.is(cache.find({ a: 1 }), undefined);
});

test("what is spoilt, or of another shape, is not there", (t) => {
	const folder = tempFolder(t);
	const cache = new ResultCache("sums", isNumber, folder);
	cache.keep({ a: 1 }, 3);
	t.is(
		new ResultCache("sums", (value): value is string => typeof value === "string", folder).find({ a: 1 }),
		undefined,
	);
	const [file] = readdirSync(cache.folder);
	writeFileSync(join(cache.folder, file), '{"key":');
	t.is(cache.find({ a: 1 }), undefined);
});

test("a cache that cannot be written costs nothing but time", (t) => {
	const folder = tempFolder(t);
	writeFileSync(join(folder, "results"), "a file in the way");
	chmodSync(join(folder, "results"), 0o400);
	const cache = new ResultCache("sums", isNumber, folder);
	t.false(cache.keep({ a: 1 }, 3));
	t.is(cache.find({ a: 1 }), undefined);
});
