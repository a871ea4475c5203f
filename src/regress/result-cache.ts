/** Results that need not be worked out again: by all that they depend on, so that no entry is ever wrong, only unused. */
import { createHash } from "node:crypto";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { cacheFolder } from "../firmware/cache.js";
import { writeAtomically } from "../firmware/files.js";

/** Everything a result depends on. */
export type ResultKey = Readonly<Record<string, string | number>>;

export class ResultCache<T> {
	readonly folder: string;
	readonly #isResult: (value: unknown) => value is T;

	/** `kind` names the folder; `isResult` refuses what another version or a broken disk has left there. */
	constructor(kind: string, isResult: (value: unknown) => value is T, cache: string = cacheFolder()) {
		this.folder = join(cache, "results", kind);
		this.#isResult = isResult;
	}

	/** The result that was kept; undefined when there is none. */
	find(key: ResultKey): T | undefined {
		try {
			const { key: kept, result } = JSON.parse(readFileSync(this.#path(key), "utf8"));
			return canonical(kept) === canonical(key) && this.#isResult(result) ? result : undefined;
		} catch {
			// Not there, or spoilt: both mean that it must be worked out.
			return undefined;
		}
	}

	/** Keeps a result; false when the cache cannot be written, which costs time later and nothing else. */
	keep(key: ResultKey, result: T): boolean {
		try {
			writeAtomically(this.#path(key), `${JSON.stringify({ key, result }, undefined, "\t")}\n`);
			return true;
		} catch {
			return false;
		}
	}

	#path(key: ResultKey): string {
		return join(this.folder, `${createHash("sha256").update(canonical(key)).digest("hex")}.json`);
	}
}

/** A key as text, whatever order it was written in. */
function canonical(key: ResultKey): string {
	return JSON.stringify(Object.entries(key).sort(([a], [b]) => (a < b ? -1 : 1)));
}
