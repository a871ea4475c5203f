/**
 * Loads the program's chunks, which tools/bundle.ts has made: each is an expression, a function that takes what a
 * CommonJS module takes. So V8 can be given what it made of them in an earlier process.
 */
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { Script } from "node:vm";
import type { CompiledCode } from "./code-cache.js";

/** The chunk with all that a replay needs, of which nearly every other command needs much. */
export const CORE = "core.js";

/** What the chunks see of the world outside. */
export interface Outer {
	readonly require: (name: string) => unknown;
	/** Imports a module that is no chunk. */
	readonly import: (name: string) => Promise<unknown>;
	/** The place that all chunks are to see as theirs. */
	readonly url: string;
}

type Chunk = (
	exports: object,
	require: (name: string) => unknown,
	module: { exports: object },
	later: (name: string) => Promise<unknown>,
	url: string,
) => void;

export class Chunks {
	readonly #folder: string;
	readonly #code: CompiledCode;
	readonly #outer: Outer;
	readonly #scripts = new Map<string, Script>();
	readonly #modules = new Map<string, { exports: object }>();
	#hasCompiled = false;

	/** `code` is what V8 has made of the files in `folder`. */
	constructor(folder: string, code: CompiledCode, outer: Outer) {
		this.#folder = folder;
		this.#code = code;
		this.#outer = outer;
	}

	/** Whether a file had to be compiled. */
	get hasCompiled(): boolean {
		return this.#hasCompiled;
	}

	/** A chunk's exports; its code runs the first time. */
	load(name: string): object {
		const known = this.#modules.get(name);
		if (known) return known.exports;
		const module = { exports: {} };
		this.#modules.set(name, module);
		this.#read(name)(module.exports, this.#find, module, this.#later, this.#outer.url);
		return module.exports;
	}

	/** What V8 has made of each file so far. */
	compiled(): CompiledCode {
		return new Map([...this.#scripts].map(([name, script]) => [name, script.createCachedData()]));
	}

	readonly #find = (name: string): unknown =>
		name.startsWith("./") ? this.load(name.slice(2)) : this.#outer.require(name);

	readonly #later = async (name: string): Promise<unknown> =>
		name.startsWith("./") ? this.load(name.slice(2)) : this.#outer.import(name);

	#read(name: string): Chunk {
		const filename = join(this.#folder, name);
		const cachedData = this.#code.get(name);
		// The bundler has seen to it that the large one is ASCII, which takes less long to read.
		const script = new Script(readFileSync(filename, name === CORE ? "latin1" : "utf8"), {
			filename,
			...(cachedData ? { cachedData } : {}),
		});
		if (script.cachedDataRejected !== false) this.#hasCompiled = true;
		this.#scripts.set(name, script);
		return script.runInThisContext();
	}
}
