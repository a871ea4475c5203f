import test from "ava";
import fc from "fast-check";
import { findFileSystem } from "../../../src/session/files/find-file-system.js";
import { readLittlefs } from "../../../src/session/files/littlefs.js";
import {
	BLOCK,
	device,
	directory,
	file,
	inline,
	metadata,
	superblock,
	tag,
	words,
} from "./littlefs-image.js";

const COUNT = 16;
const DIR_STRUCT = 0x200;
const CTZ_STRUCT = 0x202;
const CREATE = 0x401;
const DELETE = 0x4ff;
const HARD_TAIL = 0x601;
const MOVE_STATE = 0x7ff;
const NO_ID = 0x3ff;

function texts(image: Uint8Array): Record<string, string> {
	const { entries } = readLittlefs(image, 0)!;
	return Object.fromEntries(
		[...entries].map(([path, entry]) => [
			path,
			entry === "directory" ? "directory" : Buffer.from(entry).toString("latin1"),
		]),
	);
}

const root = (...tags: Parameters<typeof metadata>[1][number][]) => metadata(1, superblock(COUNT), tags);

test("files come and go, and their numbers move with them", (t) => {
	const block = metadata(
		1,
		superblock(COUNT),
		[tag(CREATE, 1), file(1, "b"), inline(1, "second")],
		[tag(CREATE, 1), file(1, "a"), inline(1, "first")],
		[inline(2, "second again")],
		[tag(DELETE, 1)],
	);
	t.deepEqual(texts(device(COUNT, { 0: block })), { "/b": "second again" });
});

test("a commit that is not whole has not happened, nor what follows it", (t) => {
	const block = metadata(1, superblock(COUNT), [file(1, "a"), inline(1, "old")], [inline(1, "new")]);
	const whole = device(COUNT, { 0: block });
	t.deepEqual(texts(whole), { "/a": "new" });
	whole[Buffer.from(whole.buffer).indexOf("new")] ^= 1;
	t.deepEqual(texts(whole), { "/a": "old" });
});

test("of a pair the half that was written last holds, also when revisions wrap around", (t) => {
	for (const [before, after] of [
		[1, 2],
		[0xffff_ffff, 0],
	]) {
		const half = (revision: number, contents: string) =>
			metadata(revision, superblock(COUNT), [file(1, "a"), inline(1, contents)]);
		t.deepEqual(texts(device(COUNT, { 0: half(before, "old"), 1: half(after, "new") })), { "/a": "new" });
		t.deepEqual(texts(device(COUNT, { 0: half(after, "new"), 1: half(before, "old") })), { "/a": "new" });
	}
});

test("a large file is read from its blocks, the last one first", (t) => {
	const rooms = [BLOCK, BLOCK - 4, BLOCK - 8, BLOCK - 4, BLOCK - 12];
	const contents = Uint8Array.from(
		{ length: rooms.reduce((a, b) => a + b) - 100 },
		(_, i) => i * 7 + (i >> 8),
	);
	const blocks: Record<number, Uint8Array> = {};
	let from = 0;
	for (const [index, room] of rooms.entries()) {
		const block = new Uint8Array(BLOCK);
		// Only the first pointer is followed: to the block before.
		if (index > 0) block.set(words(10 + index - 1));
		block.set(contents.subarray(from, from + room), BLOCK - room);
		blocks[10 + index] = block;
		from += room;
	}
	const image = device(COUNT, {
		0: root(file(1, "large"), tag(CTZ_STRUCT, 1, words(14, contents.length))),
		...blocks,
	});
	const { entries, problems } = readLittlefs(image, 0)!;
	t.deepEqual(problems, []);
	t.deepEqual(entries.get("/large"), contents);
});

test("directories hold further ones, and go on in other pairs", (t) => {
	const image = device(COUNT, {
		0: root(directory(1, "d"), tag(DIR_STRUCT, 1, words(2, 3))),
		2: metadata(1, [file(0, "a"), inline(0, "1"), tag(HARD_TAIL, NO_ID, words(4, 5))]),
		5: metadata(1, [file(0, "b"), inline(0, "2")]),
	});
	t.deepEqual(texts(image), { "/d": "directory", "/d/a": "1", "/d/b": "2" });
});

test("a file whose move was cut short is only where it was moved to", (t) => {
	const move = words(((0x4ff << 20) | (1 << 10)) >>> 0, 0, 1);
	const image = device(COUNT, {
		0: root(
			file(1, "a"),
			inline(1, "x"),
			directory(2, "d"),
			tag(DIR_STRUCT, 2, words(2, 3)),
			tag(0x600, NO_ID, words(2, 3)),
		),
		2: metadata(1, [file(0, "a"), inline(0, "x"), tag(MOVE_STATE, NO_ID, move)]),
	});
	t.deepEqual(texts(image), { "/d": "directory", "/d/a": "x" });
});

test("what leads nowhere or in a circle is told, and the rest is read", (t) => {
	const image = device(COUNT, {
		0: root(
			file(1, "far"),
			tag(CTZ_STRUCT, 1, words(99, 10)),
			file(2, "huge"),
			tag(CTZ_STRUCT, 2, words(3, 0xffff_ffff)),
			directory(3, "loop"),
			tag(DIR_STRUCT, 3, words(1, 0)),
			directory(4, "none"),
			tag(DIR_STRUCT, 4, words(8, 9)),
			file(5, "odd"),
			file(6, "x"),
			inline(6, "y"),
		),
	});
	const { entries, problems } = readLittlefs(image, 0)!;
	t.deepEqual([...entries.keys()].sort(), ["/loop", "/none", "/x"]);
	t.deepEqual([...problems].sort(), [
		"/far: there is no block 99",
		"/huge: 4294967295 bytes are more than there are",
		"/loop/: the directory leads to itself",
		"/none/: blocks 8 and 9 hold no directory",
		"/odd: neither a file nor a directory",
	]);
});

test("any bytes give a file system or none", (t) => {
	const image = device(COUNT, {
		0: root(
			directory(1, "d"),
			tag(DIR_STRUCT, 1, words(2, 3)),
			file(2, "f"),
			tag(CTZ_STRUCT, 2, words(6, 5000)),
		),
		2: metadata(1, [file(0, "a"), inline(0, "1"), tag(HARD_TAIL, NO_ID, words(4, 5))]),
		5: metadata(1, [file(0, "b"), inline(0, "2")]),
	});
	// A checksum that is right lets wrong tags in.
	const word = fc.oneof(fc.nat(20), fc.integer({ min: 0, max: 0xffff_ffff }));
	const anyTag = fc
		.tuple(
			fc.oneof(
				fc.constantFrom(0x001, 0x002, 0x0ff, 0x200, 0x201, 0x202, CREATE, DELETE, 0x600, 0x601, 0x7ff),
				fc.nat(0x4fe),
			),
			fc.oneof(fc.nat(5), fc.nat(0x3ff)),
			fc.oneof(
				fc.array(word, { maxLength: 4 }).map((values) => words(...values)),
				fc.constant("gone" as const),
			),
		)
		.map(([type, id, data]) => tag(type, id, data));
	fc.assert(
		fc.property(fc.array(fc.array(anyTag, { maxLength: 20 }), { maxLength: 5 }), fc.nat(7), (commits, at) => {
			const odd = image.slice();
			odd.set(metadata(7, ...(at === 0 ? [superblock(COUNT)] : []), ...commits), at * BLOCK);
			const found = readLittlefs(odd, 0);
			t.true(found === undefined || found.entries instanceof Map);
		}),
		{ numRuns: 500 },
	);
});

test("a file system is found where its superblock stands, and the other half of that is not taken for another", (t) => {
	const flash = new Uint8Array(64 * BLOCK).fill(0xff);
	const half = metadata(1, superblock(COUNT), [file(1, "a"), inline(1, "x")]);
	flash.set(device(COUNT, { 0: half, 1: half }), 20 * BLOCK);
	t.like(findFileSystem(flash), { kind: "littlefs", offset: 20 * BLOCK });
	t.is(findFileSystem(flash.subarray(0, 19 * BLOCK)), undefined);
	t.is(findFileSystem(flash.fill(0xff, 20 * BLOCK)), undefined);
});
