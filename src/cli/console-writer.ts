/** The guest's console to stdout: gathered while the chip runs, written between its slices. */
import type { Writable } from "node:stream";

/** Bytes that are written at once even in the middle of a slice. */
const FULL = 65536;

export class ConsoleWriter {
	readonly #stream: Writable;
	#buffer = new Uint8Array(FULL);
	#length = 0;

	constructor(stream: Writable) {
		this.#stream = stream;
	}

	/** A byte of the guest's. */
	readonly add = (byte: number): void => {
		this.#buffer[this.#length++] = byte;
		if (this.#length === FULL) this.flush();
	};

	/** Writes what has gathered. */
	readonly flush = (): void => {
		if (this.#length === 0) return;
		this.#stream.write(this.#buffer.slice(0, this.#length));
		this.#length = 0;
	};
}
