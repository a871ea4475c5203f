/** What has been downloaded of a file: in memory, and now and then on disk, so that a later run can go on from it. */
import { rmSync } from "node:fs";
import { sha256 } from "./cache.js";
import { readBounded, writeAtomically } from "./files.js";

/** Bytes after which what came is written to disk. */
const SAVE_EVERY = 128 * 1024;

/**
 * The beginning of a file of known size. On disk it is always written whole, never appended to: two processes
 * that download the same file may replace each other's beginning, and cannot mix them.
 */
export class PartialFile {
	readonly path: string;
	readonly #bytes: Uint8Array;
	#length = 0;
	#saved = 0;

	/** Takes up what an earlier run left at `path`, if it is no longer than `size`. */
	constructor(path: string, size: number) {
		this.path = path;
		this.#bytes = new Uint8Array(size);
		const left = earlier(path, size);
		if (left) this.add(left);
	}

	/** Bytes so far. */
	get length(): number {
		return this.#length;
	}

	get size(): number {
		return this.#bytes.length;
	}

	get complete(): boolean {
		return this.#length === this.size;
	}

	/** Adds what came next; false, and nothing added, when that is more than the file has. */
	add(chunk: Uint8Array): boolean {
		if (chunk.length > this.size - this.#length) return false;
		this.#bytes.set(chunk, this.#length);
		this.#length += chunk.length;
		if (this.#length - this.#saved >= SAVE_EVERY) this.save();
		return true;
	}

	/** Begins again. */
	rewind(): void {
		this.#length = 0;
		this.#saved = 0;
	}

	/** Keeps what there is for a later run. Throws the file system's error. */
	save(): void {
		if (this.#length === this.#saved) return;
		writeAtomically(this.path, this.#bytes.subarray(0, this.#length));
		this.#saved = this.#length;
	}

	/** Forgets everything, on disk as well. */
	remove(): void {
		this.rewind();
		rmSync(this.path, { force: true });
	}

	/** The bytes when they are all there and hash to `hash`. */
	verified(hash: string): Uint8Array | undefined {
		return this.complete && sha256(this.#bytes) === hash ? this.#bytes : undefined;
	}
}

/** What lies at `path`; nothing when it cannot be the beginning of a file of `size` bytes. */
function earlier(path: string, size: number): Uint8Array | undefined {
	try {
		return readBounded(path, size, "the partial download");
	} catch {
		return undefined;
	}
}
