import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import test from "ava";
import { goldenPath, listTraces, traceName } from "../../src/regress/trace-files.js";
import { tempFolder } from "../temp.js";

test("golden files lie as the traces do, in the folder beside theirs", (t) => {
	t.is(goldenPath(join("a", "traces", "x.y.mpk")), join("a", "golden", "x.y.json"));
	t.is(goldenPath(join("a", "traces", "guests", "b", "x.mpk")), join("a", "golden", "guests", "b", "x.json"));
	t.is(goldenPath(join("traces", "x.mpk")), join("golden", "x.json"));
	t.is(goldenPath(join("a", "runs", "x.mpk")), join("a", "golden", "x.json"));
	t.is(goldenPath("x.mpk"), join("golden", "x.json"));
});

test("a trace is called by its file and the folders below traces", (t) => {
	t.is(traceName(join("a", "traces", "x.y.mpk")), "x.y");
	t.is(traceName(join("traces", "guests", "uart.mpk")), "guests/uart");
	t.is(traceName(join("traces", "old", "traces", "x.mpk")), "x");
	t.is(traceName(join("runs", "x.mpk")), "x");
	t.is(traceName("x.mpk"), "x");
});

test("traces are listed with those in folders, sorted, and nothing else", (t) => {
	const folder = tempFolder(t);
	mkdirSync(join(folder, "b", "c"), { recursive: true });
	for (const name of ["z.mpk", "a.yaml", join("b", "y.mpk"), join("b", "c", "x.mpk")]) {
		writeFileSync(join(folder, name), "");
	}
	t.deepEqual(
		listTraces(folder),
		[join("b", "c", "x.mpk"), join("b", "y.mpk"), "z.mpk"].map((name) => join(folder, name)),
	);
	t.throws(() => listTraces(join(folder, "nothing")), { code: "ENOENT" });
});
