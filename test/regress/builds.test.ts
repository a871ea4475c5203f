import { utimesSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import test from "ava";
import { listBuilds, naturalOrder, orderBuilds } from "../../src/regress/builds.js";
import { tinyImage } from "../session/guest.js";
import { tempFolder } from "../temp.js";

const ROW = [
	["a.bin", "v1.8.7-797-ge5e49be on 2017-06-18"],
	["b.bin", "v1.9.2-26-g68eed0b on 2017-09-05"],
	["c.bin", "v1.9.2-69-gcc7fece on 2017-09-08"],
	["d.bin", "v1.25.0-preview.9.gabc on 2025-01-01"],
	["e.bin", "v1.25.0-preview.11.gdef on 2025-02-01"],
	["f9.bin", "v1.25.0 on 2025-04-15"],
	["f10.bin", "v1.25.0 on 2025-04-15"],
] as const;

test("builds of a folder, by version, then by name with its numbers", (t) => {
	const folder = tempFolder(t);
	for (const [name, version] of [...ROW].reverse()) writeFileSync(join(folder, name), tinyImage(version));
	writeFileSync(join(folder, "boot.bin"), "no image");
	writeFileSync(join(folder, "notes.txt"), tinyImage());
	const names = orderBuilds(listBuilds(folder), "version").map(({ name }) => name);
	t.deepEqual(
		names,
		ROW.map(([name]) => name),
	);
});

test("a folder with a build that has no version is ordered by name", (t) => {
	const folder = tempFolder(t);
	writeFileSync(join(folder, "1.bin"), tinyImage("v1.9 on 2017-01-01"));
	writeFileSync(join(folder, "10.bin"), tinyImage("v1.8 on 2016-01-01"));
	t.is(naturalOrder(listBuilds(folder)), "version");
	writeFileSync(join(folder, "2.bin"), tinyImage("nothing of the kind"));
	const builds = listBuilds(folder);
	t.is(naturalOrder(builds), "name");
	t.deepEqual(
		orderBuilds([...builds].reverse(), "name").map(({ name }) => name),
		["1.bin", "2.bin", "10.bin"],
	);
});

test("by the time files were written, or as they are given", (t) => {
	const folder = tempFolder(t);
	for (const [i, name] of ["x.bin", "a.bin", "m.bin"].entries()) {
		writeFileSync(join(folder, name), tinyImage());
		utimesSync(join(folder, name), 1000 + i, 1000 + i);
	}
	const builds = listBuilds(folder);
	const names = (order: "date" | "given") => orderBuilds(builds, order).map(({ name }) => name);
	t.deepEqual(names("date"), ["x.bin", "a.bin", "m.bin"]);
	t.deepEqual(names("given"), ["a.bin", "m.bin", "x.bin"]);
	t.deepEqual(
		orderBuilds([...builds].reverse(), "given").map(({ name }) => name),
		["x.bin", "m.bin", "a.bin"],
	);
});
