import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import test from "ava";
import { codeHash, hashOfFolder } from "../../src/regress/code-hash.js";
import { tempFolder } from "../temp.js";

test("every file of the program counts, by name and contents, and nothing else", (t) => {
	const folder = tempFolder(t);
	const more = join(folder, "package.json");
	const program = join(folder, "src");
	mkdirSync(join(program, "chip"), { recursive: true });
	writeFileSync(more, "{}");
	writeFileSync(join(program, "index.js"), "1");
	const seen = new Set<string>();
	const isNew = () => {
		const hash = hashOfFolder(program, more);
		return !seen.has(hash) && seen.add(hash) !== undefined;
	};
	t.true(isNew());
	writeFileSync(join(program, "index.d.ts"), "types");
	t.false(isNew());
	writeFileSync(join(program, "chip", "alu.js"), "2");
	t.true(isNew());
	writeFileSync(join(program, "chip", "alu.js"), "3");
	t.true(isNew());
	writeFileSync(more, '{ "dependencies": {} }');
	t.true(isNew());
});

test("this program's own is a hash, always the same", (t) => {
	t.regex(codeHash(), /^[0-9a-f]{64}$/);
	t.is(codeHash(), codeHash());
});
