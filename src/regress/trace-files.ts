/** Where traces and their golden files lie: traces/GROUP/NAME.mpk and golden/GROUP/NAME.json. */
import { readdirSync } from "node:fs";
import { basename, dirname, extname, join, relative, sep } from "node:path";

const TRACES = "traces";
const GOLDEN = "golden";

/** The traces in a folder and in the folders in it, by name. Throws the file system's error. */
export function listTraces(folder: string = TRACES): string[] {
	return readdirSync(folder, { recursive: true, encoding: "utf8" })
		.filter((name) => extname(name) === ".mpk")
		.sort()
		.map((name) => join(folder, name));
}

/**
 * A trace's golden file: where the trace lies below a folder `traces`, the same place below the folder `golden`
 * beside it; else ../golden/NAME.json.
 */
export function goldenPath(trace: string): string {
	const { root, below } = place(trace);
	return join(dirname(root), GOLDEN, below, `${basename(trace, extname(trace))}.json`);
}

/** A trace's name: its file's without the ending, after the folders it lies in below `traces`, with slashes. */
export function traceName(trace: string): string {
	const { below } = place(trace);
	return [...below.split(sep).filter(Boolean), basename(trace, extname(trace))].join("/");
}

/** The folder `traces` (or else the one the trace lies in), and the way from there to the trace. */
function place(trace: string): { root: string; below: string } {
	const folder = dirname(trace);
	for (let root = folder; ; root = dirname(root)) {
		if (basename(root) === TRACES) return { root, below: relative(root, folder) };
		if (dirname(root) === root) return { root: folder, below: "" };
	}
}
