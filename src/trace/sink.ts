/** Where a trace is written to. */
import { closeSync, lstatSync, openSync, renameSync, writeFileSync, writeSync } from "node:fs";
import { ByteBuffer } from "./byte-buffer.js";

/** Takes whole frames. When `write` returns, the bytes must survive the death of this process. */
export interface Sink {
	write(bytes: Uint8Array): void;
}

/**
 * A new file; the operating system keeps what was written even when this process is killed. The file comes
 * into being with the first frame in it, so that no kill leaves an empty one.
 */
export class FileSink implements Sink {
	readonly #path: string;
	#fd: number | undefined;

	/** The file at `path` is replaced by the first write; until then nothing is touched. */
	constructor(path: string) {
		this.#path = path;
	}

	/** Throws the file system's error. */
	write(bytes: Uint8Array): void {
		if (this.#fd === undefined) this.#fd = this.#begin(bytes);
		else writeAll(this.#fd, bytes);
	}

	close(): void {
		if (this.#fd !== undefined) closeSync(this.#fd);
	}

	#begin(first: Uint8Array): number {
		const there = lstatSync(this.#path, { throwIfNoEntry: false });
		// A device, a pipe or a link is written to, not replaced.
		if (there && !there.isFile()) {
			const fd = openSync(this.#path, "w");
			writeAll(fd, first);
			return fd;
		}
		const whole = `${this.#path}.${process.pid}.new`;
		writeFileSync(whole, first);
		renameSync(whole, this.#path);
		return openSync(this.#path, "a");
	}
}

function writeAll(fd: number, bytes: Uint8Array): void {
	for (let done = 0; done < bytes.length; ) done += writeSync(fd, bytes, done, bytes.length - done);
}

/** Keeps a trace in memory. */
export class MemorySink implements Sink {
	readonly #buffer = new ByteBuffer();

	write(bytes: Uint8Array): void {
		this.#buffer.append(bytes);
	}

	/** A copy of everything written. */
	bytes(): Uint8Array {
		return this.#buffer.view().slice();
	}
}
