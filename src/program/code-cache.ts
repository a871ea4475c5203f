/**
 * What V8 has made of the program's files in an earlier process, in the tool's cache: to compile them takes longer than
 * many a short replay. A file is only a help: one that is missing, damaged or refused by V8 costs time and nothing else.
 */
import { createHash } from "node:crypto";
import {
	accessSync,
	closeSync,
	constants,
	fstatSync,
	mkdirSync,
	openSync,
	readdirSync,
	readSync,
	rmSync,
	statSync,
} from "node:fs";
import { dirname, join } from "node:path";
import { cacheFolder } from "../firmware/cache.js";
import { writeAtomically } from "../firmware/files.js";

/** By name of the file. */
export type CompiledCode = ReadonlyMap<string, Uint8Array>;

/** Files that are kept, about a megabyte each: of each kind of process one, of a few versions of this program and Node. */
const MOST_FILES = 32;
const LARGEST = 32 << 20;
/** What runs by now may be more than what ran when it was kept. */
const FRESH_MS = 24 * 3600 * 1000;

/** Who writes such a file decides what this program does. */
const OWN = 0o600;
const WRITABLE_BY_OTHERS = 0o022;

const DIGEST = 32;
const HEAD = DIGEST + 4;
/** V8 copies what is not aligned. */
const UNIT = 8;
const aligned = (at: number): number => Math.ceil(at / UNIT) * UNIT;

const digestOf = (bytes: Uint8Array): Buffer => createHash("sha256").update(bytes).digest();

/** Names and lengths of what follows, as JSON, before all of it; a digest over that first. */
export function encodeCode(code: CompiledCode): Uint8Array {
	const names = Buffer.from(JSON.stringify([...code].map(([name, data]) => [name, data.length])));
	const start = aligned(HEAD + names.length);
	const bytes = Buffer.alloc([...code.values()].reduce((at, data) => at + aligned(data.length), start));
	bytes.writeUInt32LE(names.length, DIGEST);
	names.copy(bytes, HEAD);
	let at = start;
	for (const data of code.values()) {
		bytes.set(data, at);
		at += aligned(data.length);
	}
	digestOf(bytes.subarray(DIGEST)).copy(bytes);
	return bytes;
}

/** Undefined for what is not as it was written: V8 takes any code whose first bytes are right. */
export function decodeCode(bytes: Buffer): CompiledCode | undefined {
	if (bytes.length < HEAD || !digestOf(bytes.subarray(DIGEST)).equals(bytes.subarray(0, DIGEST)))
		return undefined;
	const end = HEAD + bytes.readUInt32LE(DIGEST);
	const names: [name: string, length: number][] = JSON.parse(bytes.toString("utf8", HEAD, end));
	let at = aligned(end);
	return new Map(
		names.map(([name, length]) => {
			const data = bytes.subarray(at, at + length);
			at += aligned(length);
			return [name, data];
		}),
	);
}

export class CodeCache {
	/** Undefined where there is no place for it. */
	readonly path: string | undefined;
	/** Empty when there is none. */
	readonly code: CompiledCode;
	/** Whether the code was kept not long ago. */
	readonly isFresh: boolean;

	constructor(path: string | undefined) {
		this.path = path;
		const { code, age } = path === undefined ? NOTHING : read(path);
		this.code = code;
		this.isFresh = code.size > 0 && age < FRESH_MS;
	}

	/** Keeps code in the place of what was there, if the folder can be written to. */
	keep(compiled: () => CompiledCode): void {
		if (this.path === undefined) return;
		const folder = dirname(this.path);
		try {
			mkdirSync(folder, { recursive: true });
			accessSync(folder, constants.W_OK);
			writeAtomically(this.path, encodeCode(compiled()), OWN);
			evict(folder);
		} catch {
			// A cache that cannot be written to costs time later, and nothing else.
		}
	}
}

/** The code of processes of a kind, of exactly this program and this Node; V8 looks at its own version and flags. */
export function openCodeCache(
	kind: string,
	build: string,
	folder: string | undefined = codeFolder(),
): CodeCache {
	const { version, arch, execArgv, env } = process;
	const made = JSON.stringify([build, version, arch, execArgv, env.NODE_OPTIONS ?? ""]);
	const key = createHash("sha256").update(made).digest("hex").slice(0, 16);
	return new CodeCache(folder && join(folder, `${kind}-${key}.bin`));
}

/** Undefined for a user that has no home. */
function codeFolder(): string | undefined {
	try {
		return join(cacheFolder(), "code");
	} catch {
		return undefined;
	}
}

interface Found {
	readonly code: CompiledCode;
	/** Milliseconds. */
	readonly age: number;
}

const NOTHING: Found = { code: new Map(), age: 0 };

function read(path: string): Found {
	try {
		const fd = openSync(path, "r");
		try {
			const { size, mtimeMs, uid, mode } = fstatSync(fd);
			// Windows has neither: there the folder is the user's own.
			const isOwn =
				process.getuid === undefined || (uid === process.getuid() && !(mode & WRITABLE_BY_OTHERS));
			if (!isOwn || size > LARGEST) return NOTHING;
			const bytes = Buffer.allocUnsafeSlow(size);
			const code = readSync(fd, bytes) === size ? decodeCode(bytes) : undefined;
			return code ? { code, age: Date.now() - mtimeMs } : NOTHING;
		} finally {
			closeSync(fd);
		}
	} catch {
		// Not there, or not to be read.
		return NOTHING;
	}
}

/** Deletes the files that were written longest ago. */
function evict(folder: string): void {
	const files = readdirSync(folder).map((name) => {
		const path = join(folder, name);
		return { path, mtimeMs: statSync(path, { throwIfNoEntry: false })?.mtimeMs ?? 0 };
	});
	files.sort((a, b) => b.mtimeMs - a.mtimeMs);
	for (const { path } of files.slice(MOST_FILES)) rmSync(path, { force: true });
}
