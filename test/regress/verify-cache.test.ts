import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import test from "ava";
import { VerifyCache } from "../../src/regress/verify-cache.js";
import type { VerifyResult } from "../../src/regress/verify-one.js";
import { tempFolder } from "../temp.js";

test("a pass is known while trace and golden file are the same; nothing else is", (t) => {
	const folder = tempFolder(t);
	mkdirSync(join(folder, "traces"));
	const [trace, golden] = [join(folder, "traces", "a.mpk"), join(folder, "a.json")];
	const job = { trace, golden, update: false };
	const result: VerifyResult = { name: "a", trace, outcome: "passed", details: [], seconds: 2, kept: false };
	const cache = new VerifyCache(join(folder, "cache"));
	cache.keep(job, result);
	t.is(cache.find(job), undefined, "there are no such files");
	writeFileSync(trace, "a trace");
	writeFileSync(golden, "{}");
	cache.keep(job, { ...result, outcome: "failed" });
	t.is(cache.find(job), undefined);
	cache.keep(job, result);
	t.deepEqual(cache.find(job), { ...result, seconds: 0, kept: true });
	t.is(cache.find({ ...job, update: true }), undefined);
	t.is(cache.find({ ...job, engine: "check" }), undefined);
	writeFileSync(golden, "{ }");
	t.is(cache.find(job), undefined);
});
