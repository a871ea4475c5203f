/**
 * Chance for world models, from an explicit seed: the same seed gives the same sequence everywhere. A model draws from
 * a fork of its own, so that what one does never shifts what another gets.
 * Source: Doty-Humphrey, PractRand, the sfc32 generator.
 */

/** Draws thrown away after seeding, until the seed has reached every bit. */
const WARM_UP = 16;

export class SeededRandom {
	readonly #seed: bigint;
	readonly #label: string;
	readonly #s = new Uint32Array(4);

	/** `seed` is taken modulo 2^64; another `label` gives another sequence. */
	constructor(seed: bigint, label = "") {
		this.#seed = BigInt.asUintN(64, seed);
		this.#label = label;
		this.#s.set([Number(this.#seed & 0xffffffffn), Number(this.#seed >> 32n), hash32(label), 1]);
		for (let n = 0; n < WARM_UP; n++) this.next();
	}

	/** An independent sequence of the same seed; asking again gives the same one from its start. */
	fork(label: string): SeededRandom {
		return new SeededRandom(this.#seed, `${this.#label}/${label}`);
	}

	/** The next 32 bits, unsigned. */
	next(): number {
		const s = this.#s;
		const result = (s[0] + s[1] + s[3]++) >>> 0;
		s[0] = s[1] ^ (s[1] >>> 9);
		s[1] = s[2] + (s[2] << 3);
		s[2] = ((s[2] << 21) | (s[2] >>> 11)) + result;
		return result;
	}

	/** A whole number from 0 to `limit` - 1; `limit` is 1 to 2^32. */
	below(limit: number): number {
		return Math.floor((this.next() / 0x1_0000_0000) * limit);
	}

	/** True with a probability of 0 to 1. Draws in every case, so that a changed probability shifts nothing else. */
	chance(probability: number): boolean {
		return this.next() / 0x1_0000_0000 < probability;
	}

	bytes(length: number): Uint8Array {
		return Uint8Array.from({ length }, () => this.next() & 0xff);
	}
}

/** FNV-1a. */
function hash32(text: string): number {
	let hash = 0x811c9dc5;
	for (let i = 0; i < text.length; i++) hash = Math.imul(hash ^ text.charCodeAt(i), 0x01000193);
	return hash >>> 0;
}
