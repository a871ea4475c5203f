/** A ring of words. */
import { FIFO_WORDS } from "./i2s-registers.js";
import type { FifoState } from "./i2s-state.js";

export class I2sFifo {
	readonly #s: FifoState;

	constructor(state: FifoState) {
		this.#s = state;
	}

	get count(): number {
		return this.#s.count;
	}

	get room(): number {
		return FIFO_WORDS - this.#s.count;
	}

	clear(): void {
		this.#s.head = 0;
		this.#s.count = 0;
	}

	/** False when it is full, and the word lost. */
	push(word: number): boolean {
		const s = this.#s;
		if (s.count === FIFO_WORDS) return false;
		s.ring[(s.head + s.count) % FIFO_WORDS] = word;
		s.count++;
		return true;
	}

	/** 0 when it is empty. */
	pop(): number {
		const s = this.#s;
		if (s.count === 0) return 0;
		const word = s.ring[s.head];
		s.head = (s.head + 1) % FIFO_WORDS;
		s.count--;
		return word;
	}
}
