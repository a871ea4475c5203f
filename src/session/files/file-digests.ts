/**
 * What a trace's end says of the files on flash, so that another build's can be compared when the recorded build is not at
 * hand: digests, beside those of console, pins and flash.
 *
 *     files        of the whole list
 *     file:/PATH   of a file's contents; of nothing, for a directory, whose path ends in a slash
 *     stock:/PATH  01 for a file that is as MicroPython makes it at its first boot
 *
 * A list that is too long for a trace's end is there as a whole only.
 */
import type { Hash64 } from "../../trace/hash64.js";
import { MAX_DIGESTS, MAX_NAME } from "../../trace/limits.js";
import { hex } from "../digest.js";
import type { FileEntry, FileSystem } from "./file-system.js";
import { isStock } from "./stock-files.js";

const ALL = "files";
const FILE = "file:";
const STOCK = "stock:";
/** Digests of other things that an end may have. */
const OTHERS = 8;

/** Files by the hash of their contents. */
export interface DigestList {
	/** Of the whole list. */
	readonly all: string;
	/** By path, "directory" for one; undefined when the list was too long. */
	readonly entries: ReadonlyMap<string, string> | undefined;
	/** Paths of files that are as MicroPython makes them. */
	readonly stock: ReadonlySet<string>;
}

/** The digests of a file system, or of there being none. */
export function fileDigests(found: FileSystem | undefined, hash64: Hash64): Record<string, string> {
	const entries = [...(found?.entries ?? [])].sort(([a], [b]) => (a < b ? -1 : 1));
	const digests = entries.map(([path, entry]) => [nameOf(path, entry), digest(entry, hash64)] as const);
	const stock = entries.flatMap(([path, entry]) =>
		isStock(path, entry) ? [[STOCK + path, "01"] as const] : [],
	);
	const all = { [ALL]: digestOfList([found ? "files" : "none", ...digests.flat()], hash64) };
	const each = [...digests, ...stock];
	const fits =
		each.length + OTHERS <= MAX_DIGESTS && each.every(([name]) => Buffer.byteLength(name) <= MAX_NAME);
	return fits ? { ...all, ...Object.fromEntries(each) } : all;
}

/** Undefined for a trace that says nothing of files. */
export function readFileDigests(
	digests: Readonly<Record<string, string>> | undefined,
	hash64: Hash64,
): DigestList | undefined {
	const all = digests?.[ALL];
	if (all === undefined) return undefined;
	const named = (prefix: string) =>
		Object.entries(digests!).flatMap(([name, value]) =>
			name.startsWith(prefix) ? [[name.slice(prefix.length), value] as const] : [],
		);
	const entries = new Map(
		named(FILE).map(([path, value]) =>
			path.endsWith("/") ? [path.slice(0, -1), "directory"] : [path, value],
		),
	);
	const isEmpty = ["files", "none"].some((kind) => all === digestOfList([kind], hash64));
	return {
		all,
		entries: entries.size > 0 || isEmpty ? entries : undefined,
		stock: new Set(named(STOCK).map(([path]) => path)),
	};
}

function digestOfList(list: readonly string[], hash64: Hash64): string {
	return hex(hash64(new TextEncoder().encode(list.join("\n")), 0n));
}

function nameOf(path: string, entry: FileEntry): string {
	return entry === "directory" ? `${FILE}${path}/` : `${FILE}${path}`;
}

/** Of a file's contents. */
export function digest(entry: FileEntry, hash64: Hash64): string {
	return hex(hash64(entry === "directory" ? new Uint8Array(0) : entry, 0n));
}
