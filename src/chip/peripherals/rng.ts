/** The hardware random number generator, as a xorshift128 sequence from the run's seed. */
import type { ChipState } from "../state/chip-state.js";
import { component, words } from "../state/fields.js";

export const rngComponent = component("rng", { state: words(4) });

export class Rng {
	readonly #s;

	constructor(state: ChipState) {
		this.#s = state.view(rngComponent);
	}

	/** Starts the sequence; `seed` is 64 bits as two words, low word first. */
	seed(low: number, high: number): void {
		const w = this.#s.state;
		// Mixed with constants, because an all-zero state would stay zero.
		w[0] = low ^ 0x9e3779b9;
		w[1] = high ^ 0x243f6a88;
		w[2] = Math.imul(low, 0x85ebca6b) ^ 0xb7e15162;
		w[3] = Math.imul(high, 0xc2b2ae35) | 1;
	}

	/** The next 32 random bits. Source: Marsaglia, Xorshift RNGs (2003), xorshift128. */
	next(): number {
		const w = this.#s.state;
		const t = w[0] ^ (w[0] << 11);
		w[0] = w[1];
		w[1] = w[2];
		w[2] = w[3];
		w[3] = w[3] ^ (w[3] >>> 19) ^ t ^ (t >>> 8);
		return w[3];
	}
}
