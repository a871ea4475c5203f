/** What the files of the program that Node runs have in common. */
import { dirname, join } from "node:path";
import { pathToFileURL } from "node:url";
import { Chunks } from "./chunks.js";
import { type CodeCache, openCodeCache } from "./code-cache.js";
import { delayTierUp } from "./tier-up.js";

/** A hash over the chunks, which the bundler puts in. */
declare const CHUNKS_HASH: string;

/** Seconds. A process that ran longer is none whose start matters, and V8 has thrown code of its start away by then. */
const LONGEST = 5;

export interface Start {
	/** The chunk to begin with. */
	readonly chunk: string;
	/** What the process does, in a word or two: others of its kind run the same code. */
	readonly kind: string;
	/** Whether this is the process' main thread, whose compiled code is kept for the next. */
	readonly keeps: boolean;
}

/** Runs a chunk, whose exports it returns; `file` is the calling module's path, and `require` its own. */
export function start({ chunk, kind, keeps }: Start, file: string, require: NodeJS.Require): object {
	// V8 takes no code that was compiled under other flags.
	if (keeps) delayTierUp();
	const cache = openCodeCache(kind, CHUNKS_HASH);
	const outer = { require, import: (name: string) => import(name), url: pathToFileURL(file).href };
	const chunks = new Chunks(join(dirname(file), "chunks"), cache.code, outer);
	const exports = chunks.load(chunk);
	if (!keeps) return exports;
	process.once("exit", (code) => code === 0 && keep(cache, chunks));
	// Nothing is under way any more: to take the heap apart would only take time.
	process.once("beforeExit", () => process.exit());
	return exports;
}

function keep(cache: CodeCache, chunks: Chunks): void {
	if (process.uptime() > LONGEST) return;
	if (cache.isFresh && !chunks.hasCompiled) return;
	cache.keep(() => chunks.compiled());
}
