/** Compares the files that two runs have left on flash, by name and contents, whatever kind of file system holds them. */
import type { Hash64 } from "../../trace/hash64.js";
import { type DigestList, digest, fileDigests } from "../files/file-digests.js";
import type { FileEntry, FileSystem } from "../files/file-system.js";
import type { KnownFiles } from "../files/replayed-files.js";
import { isStock } from "../files/stock-files.js";
import type { Difference } from "./compare.js";
import type { DiffLine } from "./compare-console.js";
import type { Rules } from "./rules.js";
import type { Script } from "./script.js";
import { decodeText } from "./text.js";

/** Characters of a line that are shown, and bytes of what is no text. */
const MAX_SHOWN = 120;
const BYTES_SHOWN = 16;

/** What is known of the files of the recorded run. */
export interface RecordedFiles {
	/** From the trace's end. */
	readonly listed: DigestList | undefined;
	/** From running it again; asked only when that says more. */
	readonly replayed: () => KnownFiles | undefined;
}

export interface FileComparison {
	readonly differences: readonly Difference[];
	/** What could not be compared, and why. */
	readonly note?: string;
}

/** A file that differs, before it has its place in the run. */
interface FileDifference {
	readonly what: string;
	readonly lines?: readonly DiffLine[];
}

const SAME: FileComparison = { differences: [] };

export function compareFiles(
	script: Script,
	recorded: RecordedFiles,
	now: FileSystem | undefined,
	rules: Rules,
	hash64: Hash64,
): FileComparison {
	if (rules.files === "ignore") return SAME;
	const { listed } = recorded;
	if (listed && listed.all === fileDigests(now, hash64).files) return SAME;
	const known = recorded.replayed();
	if (known) return { differences: placed(script, compareContents(known.found, now, rules)) };
	const why = "the recorded build is not here";
	if (!listed)
		return { ...SAME, note: `the files on flash: not compared, ${why}, and the trace does not list them` };
	const note = `the files on flash: compared by their hashes, ${why}`;
	if (listed.entries) return { differences: placed(script, compareListed(listed, now, rules, hash64)), note };
	return {
		differences: placed(script, [
			{ what: "they are not all as recorded; the list was too long for the trace" },
		]),
		note,
	};
}

function placed(script: Script, found: readonly FileDifference[]): Difference[] {
	const { bursts, transcript } = script;
	const recordedAt = transcript.last.from;
	return found.map((difference) => ({ section: bursts.length, recordedAt, kind: "files", ...difference }));
}

function compareContents(
	was: FileSystem | undefined,
	is: FileSystem | undefined,
	rules: Rules,
): FileDifference[] {
	const found = compareVolumes(was, is);
	const before = was?.entries ?? new Map<string, FileEntry>();
	const after = is?.entries ?? new Map<string, FileEntry>();
	for (const path of paths(before, after, rules)) {
		const difference = compareEntry(path, before.get(path), after.get(path), rules);
		if (difference) found.push(difference);
	}
	return found;
}

/** Whether one is there at all, and can be read. */
function compareVolumes(was: FileSystem | undefined, is: FileSystem | undefined): FileDifference[] {
	if (was && !is) return [{ what: `recorded a file system (${was.kind}), now none` }];
	if (is && !was) return [{ what: `recorded no file system, now one (${is.kind})` }];
	const isDamaged = is && is.problems.length > 0 && was!.problems.length === 0;
	return isDamaged ? [{ what: `the file system is damaged now: ${is.problems[0]}` }] : [];
}

function compareEntry(
	path: string,
	was: FileEntry | undefined,
	is: FileEntry | undefined,
	rules: Rules,
): FileDifference | undefined {
	if (was === undefined || is === undefined)
		return { what: `${path}: recorded ${kindOf(was)}, now ${kindOf(is)}` };
	if (was === "directory" || is === "directory") {
		return was === is ? undefined : { what: `${path}: recorded ${kindOf(was)}, now ${kindOf(is)}` };
	}
	if (Buffer.from(was).equals(is)) return undefined;
	if (rules.ignoresStockFiles && isStock(path, was) && isStock(path, is)) return undefined;
	const [before, after] = [decodeText(was), decodeText(is)];
	if (before === undefined || after === undefined) return differentBytes(path, was, is);
	if (rules.normalise(before) === rules.normalise(after)) return undefined;
	return differentLine(path, before, after);
}

function compareListed(
	{ entries, stock }: DigestList,
	is: FileSystem | undefined,
	rules: Rules,
	hash64: Hash64,
): FileDifference[] {
	const present = is?.entries ?? new Map<string, FileEntry>();
	return paths(entries!, present, rules).flatMap((path): FileDifference[] => {
		const [was, entry] = [entries!.get(path), present.get(path)];
		const now = entry === undefined ? undefined : entry === "directory" ? entry : digest(entry, hash64);
		if (was === now) return [];
		const areStock = entry !== undefined && isStock(path, entry) && stock.has(path);
		if (rules.ignoresStockFiles && areStock) return [];
		const before =
			was === undefined ? "nothing" : was === "directory" ? "a directory" : `a file, xxh64 ${was}`;
		const after = now === undefined || now === "directory" ? kindOf(entry) : `${kindOf(entry)}, xxh64 ${now}`;
		return [{ what: `${path}: recorded ${before}, now ${after}` }];
	});
}

function paths(
	before: ReadonlyMap<string, unknown>,
	after: ReadonlyMap<string, unknown>,
	rules: Rules,
): string[] {
	return [...new Set([...before.keys(), ...after.keys()])].filter((path) => !rules.ignoresFile(path)).sort();
}

function kindOf(entry: FileEntry | undefined): string {
	if (entry === undefined) return "nothing";
	return entry === "directory" ? "a directory" : `a file of ${entry.length} bytes`;
}

/** The first line that differs, beside the other's. */
function differentLine(path: string, before: string, after: string): FileDifference {
	const [was, is] = [before.split("\n"), after.split("\n")];
	let at = 0;
	while (at < was.length && was[at] === is[at]) at++;
	const line = (side: "recorded" | "now", text: string | undefined): DiffLine[] =>
		text === undefined
			? []
			: [{ side, text: text.length > MAX_SHOWN ? `${text.slice(0, MAX_SHOWN)}...` : text }];
	return {
		what: `${path}: recorded ${before.length} characters, now ${after.length}; line ${at + 1} is the first that differs`,
		lines: [...line("recorded", was[at]), ...line("now", is[at])],
	};
}

function differentBytes(path: string, was: Uint8Array, is: Uint8Array): FileDifference {
	let at = 0;
	while (at < was.length && was[at] === is[at]) at++;
	const line = (side: "recorded" | "now", bytes: Uint8Array): DiffLine => ({
		side,
		text:
			Buffer.from(bytes.subarray(at, at + BYTES_SHOWN))
				.toString("hex")
				.replace(/..(?!$)/g, "$& ") || "(its end)",
	});
	return {
		what: `${path}: recorded ${was.length} bytes, now ${is.length}; byte ${at} is the first that differs`,
		lines: [line("recorded", was), line("now", is)],
	};
}
