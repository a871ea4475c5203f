/** What a program has sent and the adapter has had no room for, in its order. */
import type { SerialAdapter } from "./serial-adapter.js";

/** Bytes, and things to do between them, above which the program is to be made to wait. */
const MANY_BYTES = 64 * 1024;
const MANY_PIECES = 1024;

export class Outgoing {
	readonly #adapter: SerialAdapter;
	#pieces: (Uint8Array | (() => void))[] = [];
	#bytes = 0;

	constructor(adapter: SerialAdapter) {
		this.#adapter = adapter;
	}

	/** Whether the program is to be made to wait. */
	get full(): boolean {
		return this.#bytes > MANY_BYTES || this.#pieces.length > MANY_PIECES;
	}

	write(bytes: Uint8Array): void {
		if (bytes.length === 0) return;
		this.#pieces.push(bytes);
		this.#bytes += bytes.length;
		this.flush();
	}

	/** Does something when all that was written before has reached the chip. */
	afterwards(deed: () => void): void {
		this.#pieces.push(deed);
		this.flush();
	}

	/** Drops bytes that have not gone out; what is to be done is done. */
	purge(): void {
		const deeds = this.#pieces.filter((piece) => typeof piece === "function");
		this.#pieces = [];
		this.#bytes = 0;
		this.#adapter.purge();
		for (const deed of deeds) deed();
	}

	/** Hands on what there is room for. */
	flush(): void {
		for (;;) {
			const [first] = this.#pieces;
			if (first === undefined) return;
			if (typeof first === "function") {
				if (this.#adapter.waiting > 0) return;
				this.#pieces.shift();
				first();
				continue;
			}
			const taken = this.#adapter.write(first);
			this.#bytes -= taken;
			if (taken < first.length) {
				this.#pieces[0] = first.subarray(taken);
				return;
			}
			this.#pieces.shift();
		}
	}
}
