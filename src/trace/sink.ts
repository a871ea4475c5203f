/** Where a trace is written to. */
import { closeSync, openSync, writeSync } from "node:fs";
import { ByteBuffer } from "./byte-buffer.js";

/** Takes whole frames. When `write` returns, the bytes must survive the death of this process. */
export interface Sink {
	write(bytes: Uint8Array): void;
}

/** A new file; the operating system keeps what was written even when this process is killed. */
export class FileSink implements Sink {
	readonly #fd: number;

	/** Creates or empties the file at `path`; throws the file system's error. */
	constructor(path: string) {
		this.#fd = openSync(path, "w");
	}

	write(bytes: Uint8Array): void {
		for (let done = 0; done < bytes.length; ) {
			done += writeSync(this.#fd, bytes, done, bytes.length - done);
		}
	}

	close(): void {
		closeSync(this.#fd);
	}
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
