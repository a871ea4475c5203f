/**
 * Kept states of a run in the tool's cache, so that a run that was gone through once need not be again. A file is only a
 * help: one that is missing, damaged or of another run costs time and nothing else.
 */
import { createHash } from "node:crypto";
import { readdirSync, readFileSync, rmSync, statSync, utimesSync } from "node:fs";
import { join } from "node:path";
import { cacheFolder } from "../../firmware/cache.js";
import { writeAtomically } from "../../firmware/files.js";
import type { Hash64 } from "../../trace/hash64.js";
import { decodeStates, encodeStates, type StoredStates } from "./state-file.js";

/** Bytes that all files may take; those that were not used for longest are deleted. */
const LIMIT = 500_000_000;

export interface StateStoreOptions {
	readonly folder?: string;
	/** Bytes. */
	readonly limit?: number;
}

export class StateStore {
	readonly path: string;
	readonly hash64: Hash64;
	readonly #folder: string;
	readonly #limit: number;

	/** `key` is all that the states depend on: trace, and program. */
	constructor(
		key: readonly string[],
		hash64: Hash64,
		{ folder = join(cacheFolder(), "states"), limit = LIMIT }: StateStoreOptions = {},
	) {
		this.hash64 = hash64;
		this.#folder = folder;
		this.#limit = limit;
		const name = createHash("sha256").update(JSON.stringify(key)).digest("hex");
		this.path = join(folder, `${name}.states`);
	}

	/** What was kept. */
	load(): StoredStates | undefined {
		try {
			const states = decodeStates(readFileSync(this.path), this.hash64);
			const now = new Date();
			utimesSync(this.path, now, now);
			return states;
		} catch {
			// Not there, or no such file.
			return undefined;
		}
	}

	/** Keeps states, unless as many are kept already: by another process, say. */
	save(states: StoredStates): void {
		const reach = (all: StoredStates | undefined): number => all?.states.at(-1)?.tick ?? -1;
		if (reach(this.load()) >= reach(states)) return;
		try {
			const bytes = encodeStates(states, this.hash64);
			if (bytes.length > this.#limit) return;
			writeAtomically(this.path, bytes);
			this.#evict();
		} catch {
			// A cache that cannot be written to costs time later, and nothing else.
		}
	}

	/** What was kept is not what it says. */
	drop(): void {
		rmSync(this.path, { force: true });
	}

	/** Deletes the files that were not used for longest. */
	#evict(): void {
		const files = readdirSync(this.#folder).map((name) => {
			const path = join(this.#folder, name);
			const { size = 0, mtimeMs = 0 } = statSync(path, { throwIfNoEntry: false }) ?? {};
			return { path, size, mtimeMs };
		});
		files.sort((a, b) => b.mtimeMs - a.mtimeMs);
		let total = 0;
		for (const { path, size } of files) {
			total += size;
			if (total > this.#limit && path !== this.path) rmSync(path, { force: true });
		}
	}
}
