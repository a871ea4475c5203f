import { mkdtempSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { pathToFileURL } from "node:url";
import test from "ava";
import { SourceFiles } from "../../src/bench/source-files.js";
import { PROGRAM } from "../../tools/program.js";

test("a place is in the file that the map beside it names; without a map, in its own", (t) => {
	const folder = mkdtempSync(join(tmpdir(), "source-files-"));
	const bundle = join(folder, "bundle.js");
	writeFileSync(bundle, "one();\ntwo();\n");
	const map = { version: 3, sources: ["one.ts", "two.ts"], names: [], mappings: "AAAA;ACAA" };
	writeFileSync(`${bundle}.map`, JSON.stringify(map));
	writeFileSync(join(folder, "broken.js.map"), "{");
	const files = new SourceFiles();
	const { href } = pathToFileURL(bundle);
	t.is(files.of(href, 0, 2), "one.ts");
	t.is(files.of(href, 1, 0), "two.ts");
	for (const name of ["plain.js", "broken.js"]) {
		const other = pathToFileURL(join(folder, name)).href;
		t.is(files.of(other, 0, 0), other);
	}
	t.is(files.of("wasm://wasm/1", 0, 0), "wasm://wasm/1");
});

test("the program in few files knows where its code was written", (t) => {
	const folder = join(dirname(PROGRAM), "chunks");
	const text = "view(wdtComponent)";
	const found = readdirSync(folder)
		.filter((name) => name.endsWith(".js"))
		.map((name) => ({ name, lines: readFileSync(join(folder, name), "utf8").split("\n") }))
		.flatMap(({ name, lines }) =>
			lines.flatMap((line, i) =>
				line.includes(text) ? [{ name, line: i, column: line.indexOf(text) }] : [],
			),
		);
	t.true(found.length > 0, "the watchdog's block is in the program");
	for (const { name, line, column } of found) {
		const file = new SourceFiles().of(pathToFileURL(join(folder, name)).href, line, column);
		t.regex(file, /src\/chip\/peripherals\/wdt\.[jt]s$/);
	}
});
