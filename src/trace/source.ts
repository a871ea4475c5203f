/** Where a trace is read from. */
import { closeSync, fstatSync, openSync, readSync } from "node:fs";

/** Random access to bytes whose number does not change. */
export interface Source {
	readonly size: number;
	/** `length` bytes from `offset`; fewer when there are no more. The result must not change later. */
	read(offset: number, length: number): Uint8Array;
}

/** A trace in memory. */
export class MemorySource implements Source {
	readonly #bytes: Uint8Array;

	constructor(bytes: Uint8Array) {
		this.#bytes = bytes;
	}

	get size(): number {
		return this.#bytes.length;
	}

	read(offset: number, length: number): Uint8Array {
		return this.#bytes.subarray(offset, offset + length);
	}
}

/** A file, of which only what is asked for is in memory. Its size is taken when it is opened. */
export class FileSource implements Source {
	readonly size: number;
	readonly #fd: number;

	/** Throws the file system's error. */
	constructor(path: string) {
		this.#fd = openSync(path, "r");
		this.size = fstatSync(this.#fd).size;
	}

	read(offset: number, length: number): Uint8Array {
		const bytes = new Uint8Array(Math.min(length, Math.max(0, this.size - offset)));
		let done = 0;
		while (done < bytes.length) {
			const got = readSync(this.#fd, bytes, done, bytes.length - done, offset + done);
			if (got === 0) break;
			done += got;
		}
		return bytes.subarray(0, done);
	}

	close(): void {
		closeSync(this.#fd);
	}
}
