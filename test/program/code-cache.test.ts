import { createHash } from "node:crypto";
import {
	chmodSync,
	mkdirSync,
	readdirSync,
	readFileSync,
	statSync,
	utimesSync,
	writeFileSync,
} from "node:fs";
import { createRequire } from "node:module";
import { join } from "node:path";
import test from "ava";
import fc from "fast-check";
import { Chunks, CORE, type Outer } from "../../src/program/chunks.js";
import {
	CodeCache,
	type CompiledCode,
	decodeCode,
	encodeCode,
	openCodeCache,
} from "../../src/program/code-cache.js";
import { kindOf } from "../../src/program/kind.js";
import { runBeside } from "../cli/child.js";
import { Desk, posixTest } from "../cli/desk.js";
import { tempFolder } from "../temp.js";

const NONE: CompiledCode = new Map();
const require = createRequire(import.meta.url);
const OUTER: Outer = { require, import: (name) => import(name), url: "file:///main.js" };

const codes = fc
	.array(fc.tuple(fc.string({ minLength: 1 }), fc.uint8Array({ maxLength: 40 })), { maxLength: 4 })
	.map((entries): CompiledCode => new Map(entries));

test("code comes back as it was kept, each piece where V8 need not copy it", (t) => {
	fc.assert(
		fc.property(codes, (code) => {
			const back = decodeCode(Buffer.from(encodeCode(code)));
			t.deepEqual(
				[...(back ?? [])].map(([name, data]) => [name, Uint8Array.from(data)]),
				[...code].map(([name, data]) => [name, data]),
			);
			for (const data of back?.values() ?? []) t.is(data.byteOffset % 8, 0);
		}),
	);
});

test("a file that is damaged anywhere, or cut, is none", (t) => {
	const bytes = Buffer.from(encodeCode(new Map([["core.js", Uint8Array.from({ length: 50 }, (_, i) => i)]])));
	fc.assert(
		fc.property(fc.nat(bytes.length - 1), fc.integer({ min: 1, max: 255 }), (at, flip) => {
			const damaged = Buffer.from(bytes);
			damaged[at] ^= flip;
			t.is(decodeCode(damaged), undefined);
			t.is(decodeCode(bytes.subarray(0, at)), undefined);
		}),
	);
});

/** A program of three chunks, of which one is loaded later. */
function chunksFolder(t: Parameters<typeof tempFolder>[0]): string {
	const folder = tempFolder(t);
	const write = (name: string, text: string) =>
		writeFileSync(join(folder, name), `(function(exports,require,module,$later,$url){${text}})`);
	write(
		CORE,
		`const beside=require("./beside.js");exports.sum=(a)=>beside.add(a,1);exports.url=$url;
		exports.later=()=>$later("./later.js");exports.outer=()=>$later("node:os");exports.sep=require("node:path").sep`,
	);
	write("beside.js", "exports.add=(a,b)=>a+b");
	write("later.js", 'module.exports={name:"\u00fcber"}');
	return folder;
}

interface First {
	readonly url: string;
	readonly sep: string;
	sum(a: number): number;
	later(): Promise<{ readonly name: string }>;
	outer(): Promise<{ readonly EOL: string }>;
}

test("chunks load each other once, and later ones later; compiled code is taken in the next process", async (t) => {
	const folder = chunksFolder(t);
	const compiling = new Chunks(folder, NONE, OUTER);
	const first = compiling.load(CORE) as First;
	t.is(first.sum(2), 3);
	t.is(first.url, "file:///main.js");
	t.is(first.sep, require("node:path").sep);
	t.is((await first.later()).name, "über");
	t.is(typeof (await first.outer()).EOL, "string");
	t.is(compiling.load(CORE), first);
	t.true(compiling.hasCompiled);
	const code = compiling.compiled();
	t.deepEqual([...code.keys()].sort(), ["beside.js", CORE, "later.js"]);

	const kept = decodeCode(Buffer.from(encodeCode(code))) ?? NONE;
	const knowing = new Chunks(folder, kept, OUTER);
	t.is((knowing.load(CORE) as First).sum(2), 3);
	t.false(knowing.hasCompiled);
	const partly = new Chunks(folder, new Map([...kept].slice(0, 1)), OUTER);
	partly.load(CORE);
	t.true(partly.hasCompiled, "one file's code was not there");
});

test("code that V8 refuses is compiled again", (t) => {
	const folder = chunksFolder(t);
	const chunks = new Chunks(folder, new Map([[CORE, new Uint8Array(400)]]), OUTER);
	t.is((chunks.load(CORE) as First).sum(2), 3);
	t.true(chunks.hasCompiled);
});

test("what is kept is found by the same kind of process of the same program, and is fresh for a day", (t) => {
	const folder = tempFolder(t);
	const cache = openCodeCache("replay", "build", folder);
	t.is(cache.code.size, 0);
	t.false(cache.isFresh);
	cache.keep(() => new Map([[CORE, Uint8Array.of(1, 2, 3)]]));
	const again = openCodeCache("replay", "build", folder);
	t.deepEqual(Uint8Array.from(again.code.get(CORE) ?? []), Uint8Array.of(1, 2, 3));
	t.true(again.isFresh);
	t.is(openCodeCache("replay", "other", folder).code.size, 0);
	t.is(openCodeCache("inspect", "build", folder).code.size, 0);
	const yesterday = new Date(Date.now() - 25 * 3600 * 1000);
	utimesSync(again.path ?? "", yesterday, yesterday);
	const old = openCodeCache("replay", "build", folder);
	t.is(old.code.size, 1);
	t.false(old.isFresh);
});

posixTest("code that somebody else may have written is not taken", (t) => {
	const folder = tempFolder(t);
	const cache = openCodeCache("replay", "build", folder);
	cache.keep(() => new Map([[CORE, Uint8Array.of(1, 2, 3)]]));
	const path = cache.path ?? "";
	t.is(statSync(path).mode & 0o777, 0o600);
	chmodSync(path, 0o622);
	t.is(openCodeCache("replay", "build", folder).code.size, 0);
	chmodSync(path, 0o600);
	t.is(openCodeCache("replay", "build", folder).code.size, 1);
});

test("the files written longest ago go", (t) => {
	const folder = tempFolder(t);
	for (let i = 0; i < 40; i++) {
		const path = join(folder, `old-${i}.bin`);
		writeFileSync(path, "");
		utimesSync(path, i, i);
	}
	new CodeCache(join(folder, "new.bin")).keep(() => NONE);
	const left = readdirSync(folder);
	t.is(left.length, 32);
	t.true(left.includes("new.bin"));
	t.true(left.includes("old-39.bin"));
	t.false(left.includes("old-8.bin"));
});

test("where there is no place for a cache there is none", (t) => {
	const cache = new CodeCache(undefined);
	cache.keep(() => t.fail() as never);
	t.is(cache.code.size, 0);
	t.false(cache.isFresh);
});

test("a cache that cannot be written to is left alone, and nothing is compiled for it", (t) => {
	const path = join(tempFolder(t), "file");
	writeFileSync(path, "");
	new CodeCache(join(path, "code.bin")).keep(() => t.fail() as never);
	t.is(statSync(path).size, 0);
});

test("kinds of processes", (t) => {
	t.is(kindOf(["a.mpk"]), "replay");
	t.is(kindOf(["replay", "a.mpk"]), "replay");
	t.is(kindOf(["verify", "a.mpk", "--jobs", "2"]), "verify");
	t.is(kindOf(["verify", "--help"]), "help");
	t.is(kindOf([]), "help");
	t.is(kindOf(["toString"]), "replay");
});

const digest = (path: string): string => createHash("sha256").update(readFileSync(path)).digest("hex");

test("a replay keeps its compiled code once; a damaged file is made anew, and nobody hears of it", (t) => {
	const desk = new Desk(t);
	const code = desk.path("cache/code");
	const first = desk.run("hal.mpk");
	t.deepEqual([first.code, first.err], [0, ""]);
	const [name, ...others] = readdirSync(code);
	t.deepEqual(others, []);
	const path = join(code, name);
	const whole = digest(path);
	t.true((decodeCode(readFileSync(path))?.get(CORE)?.length ?? 0) > 10_000);

	t.deepEqual(desk.run("hal.mpk"), first);
	t.is(digest(path), whole, "it was taken as it is");

	const bytes = readFileSync(path);
	bytes[bytes.length >> 1] ^= 1;
	writeFileSync(path, bytes);
	t.deepEqual(desk.run("hal.mpk"), first);
	t.not(digest(path), createHash("sha256").update(bytes).digest("hex"), "it was made anew");
	t.truthy(decodeCode(readFileSync(path)));

	writeFileSync(path, encodeCode(new Map([[CORE, new Uint8Array(10_000)]])));
	t.deepEqual(desk.run("hal.mpk"), first, "not from V8");
	t.true((decodeCode(readFileSync(path))?.get(CORE)?.length ?? 0) > 10_000);
});

test("a run that was not what was wanted keeps nothing; nor does one whose cache cannot be written to", (t) => {
	const desk = new Desk(t);
	t.is(desk.run("nowhere.mpk").code, 2);
	t.throws(() => readdirSync(desk.path("cache/code")), { code: "ENOENT" });
	mkdirSync(desk.path("cache"), { recursive: true });
	writeFileSync(desk.path("cache/code"), "a file");
	const { code, err } = desk.run("hal.mpk");
	t.deepEqual([code, err], [0, ""]);
	t.is(readFileSync(desk.path("cache/code"), "utf8"), "a file");
});

test("processes side by side leave one whole file", async (t) => {
	const desk = new Desk(t);
	const ended = await Promise.all([1, 2, 3, 4].map(() => runBeside(desk, {}, "hal.mpk")));
	for (const { code, err } of ended) t.deepEqual([code, err], [0, ""]);
	const files = readdirSync(desk.path("cache/code"));
	t.is(files.length, 1);
	t.truthy(decodeCode(readFileSync(desk.path(`cache/code/${files[0]}`))));
});
