import test from "ava";
import { compareFiles, type RecordedFiles } from "../../../src/session/behave/compare-files.js";
import { DEFAULT_RULES, NO_RULES, type RuleSet, Rules } from "../../../src/session/behave/rules.js";
import { readScript } from "../../../src/session/behave/script.js";
import { fileDigests, readFileDigests } from "../../../src/session/files/file-digests.js";
import type { FileEntry, FileSystem } from "../../../src/session/files/file-system.js";
import { echoMachine } from "../guest.js";
import { hash64, MS, open, record } from "../run.js";

const script = readScript(open(record(echoMachine(), undefined, MS).bytes));
const bytes = (text: string) => Uint8Array.from(Buffer.from(text));

function files(
	entries: Readonly<Record<string, string | FileEntry>>,
	kind: FileSystem["kind"] = "littlefs",
	problems: readonly string[] = [],
): FileSystem {
	const all = Object.entries(entries).map(
		([path, entry]) =>
			[
				path,
				typeof entry === "string" && entry !== "directory" ? bytes(entry) : (entry as FileEntry),
			] as const,
	);
	return { kind, offset: 0, entries: new Map(all), problems };
}

const replayed = (found: FileSystem | undefined): RecordedFiles => ({
	listed: undefined,
	replayed: () => ({ found }),
});
const listed = (found: FileSystem | undefined): RecordedFiles => ({
	listed: readFileDigests(fileDigests(found, hash64), hash64),
	replayed: () => undefined,
});

function whats(
	recorded: RecordedFiles,
	now: FileSystem | undefined,
	rules: RuleSet = DEFAULT_RULES,
): string[] {
	return compareFiles(script, recorded, now, new Rules(rules), hash64).differences.map(({ what }) => what!);
}

test("files are the same by name and contents, whatever holds them", (t) => {
	const was = files({ "/a": "1", "/d": "directory" }, "FAT");
	const is = files({ "/d": "directory", "/a": "1" }, "littlefs");
	for (const recorded of [replayed(was), listed(was)]) {
		t.deepEqual(compareFiles(script, recorded, is, new Rules(), hash64), { differences: [] });
	}
	t.deepEqual(whats(replayed(undefined), undefined), []);
	t.deepEqual(whats(listed(undefined), undefined), []);
});

test("the recorded build is not asked where the trace's list says that all is the same", (t) => {
	const found = files({ "/a": "1" });
	const recorded = { ...listed(found), replayed: () => t.fail() as never };
	t.deepEqual(whats(recorded, found), []);
});

test("the first line that differs is shown beside the other, the first byte of what is no text", (t) => {
	const was = files({
		"/log": "one\ntwo\nthree\n",
		"/bin": Uint8Array.of(1, 0, 2, 3),
		"/short": Uint8Array.of(0),
	});
	const is = files({
		"/log": "one\n2\nthree\n",
		"/bin": Uint8Array.of(1, 0, 7),
		"/short": Uint8Array.of(0, 1),
	});
	const { differences, note } = compareFiles(script, replayed(was), is, new Rules(), hash64);
	t.is(note, undefined);
	t.deepEqual(
		differences.map(({ kind, what, lines }) => [kind, what, lines]),
		[
			[
				"files",
				"/bin: recorded 4 bytes, now 3; byte 2 is the first that differs",
				[
					{ side: "recorded", text: "02 03" },
					{ side: "now", text: "07" },
				],
			],
			[
				"files",
				"/log: recorded 14 characters, now 12; line 2 is the first that differs",
				[
					{ side: "recorded", text: "two" },
					{ side: "now", text: "2" },
				],
			],
			[
				"files",
				"/short: recorded 1 bytes, now 2; byte 1 is the first that differs",
				[
					{ side: "recorded", text: "(its end)" },
					{ side: "now", text: "01" },
				],
			],
		],
	);
});

test("what is missing, new, or of another kind is told", (t) => {
	const was = files({ "/gone": "1", "/kind": "directory" });
	const is = files({ "/new": "22", "/kind": "" });
	t.deepEqual(whats(replayed(was), is), [
		"/gone: recorded a file of 1 bytes, now nothing",
		"/kind: recorded a directory, now a file of 0 bytes",
		"/new: recorded nothing, now a file of 2 bytes",
	]);
	t.deepEqual(whats(replayed(was), undefined), [
		"recorded a file system (littlefs), now none",
		"/gone: recorded a file of 1 bytes, now nothing",
		"/kind: recorded a directory, now nothing",
	]);
	t.deepEqual(whats(replayed(undefined), files({}, "FAT")), ["recorded no file system, now one (FAT)"]);
	t.deepEqual(
		whats(replayed(was), files({ ...Object.fromEntries(was.entries) }, "FAT", ["/gone: it never ends"])),
		["the file system is damaged now: /gone: it never ends"],
	);
});

test("a trace's list names what differs, without the recorded build", (t) => {
	const was = files({ "/a": "1", "/gone": "1", "/d": "directory" });
	const { differences, note } = compareFiles(script, listed(was), files({ "/a": "2" }), new Rules(), hash64);
	t.regex(
		differences[0].what!,
		/^\/a: recorded a file, xxh64 [0-9a-f]{16}, now a file of 1 bytes, xxh64 [0-9a-f]{16}$/,
	);
	t.deepEqual(
		differences.slice(1).map(({ what }) => what),
		[
			"/d: recorded a directory, now nothing",
			`/gone: recorded a file, xxh64 ${fileDigests(was, hash64)["file:/gone"]}, now nothing`,
		],
	);
	t.is(note, "the files on flash: compared by their hashes, the recorded build is not here");
});

test("a list that is too long for a trace's end still tells whether all is the same", (t) => {
	const many = files(Object.fromEntries(Array.from({ length: 100 }, (_, i) => [`/${i}`, `${i}`])));
	t.deepEqual(Object.keys(fileDigests(many, hash64)), ["files"]);
	t.deepEqual(whats(listed(many), many), []);
	t.deepEqual(whats(listed(many), files({})), [
		"they are not all as recorded; the list was too long for the trace",
	]);
	t.is(readFileDigests(fileDigests(files({}), hash64), hash64)?.entries?.size, 0);
});

test("a trace without a list, and no recorded build: nothing is compared, and that is said", (t) => {
	const nothing = { listed: undefined, replayed: () => undefined };
	t.deepEqual(compareFiles(script, nothing, files({ "/a": "1" }), new Rules(), hash64), {
		differences: [],
		note: "the files on flash: not compared, the recorded build is not here, and the trace does not list them",
	});
});

test("rules: files that do not count, text that may differ, and the boot.py of each release", (t) => {
	const stock = (imports: string) =>
		`# This file is executed on every boot\n${imports}\nimport gc\ngc.collect()\n`;
	const was = files({ "/boot.py": stock("import uos, machine"), "/t": "took 3 ms", "/tmp/x": "1" });
	const is = files({ "/boot.py": stock("import os, machine"), "/t": "took 4 ms", "/tmp/x": "2" });
	const rules: RuleSet = {
		...DEFAULT_RULES,
		replace: [{ pattern: /took \d+/g, by: "took <n>" }],
		ignoreFiles: [/^\/tmp/],
	};
	t.deepEqual(whats(replayed(was), is, rules), []);
	t.is(whats(replayed(was), is, DEFAULT_RULES).length, 2);
	t.is(whats(replayed(was), is, NO_RULES).length, 3);
	t.is(whats(replayed(was), is, { ...DEFAULT_RULES, files: "ignore" }).length, 0);
	t.is(
		whats(listed(was), is, { ...rules, ignoreFiles: [/^\/t/] }).length,
		0,
		"also where only hashes are known",
	);
	const edited = files({ "/boot.py": `${stock("import os")}print(1)\n`, "/t": "took 4 ms" });
	t.is(whats(replayed(was), edited, rules).length, 1, "a boot.py that somebody has edited counts");
});
