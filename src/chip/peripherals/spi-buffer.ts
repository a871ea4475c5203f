/**
 * A SPI controller's data words W0 to W15 as bytes on the wire: in which order the bytes of a word go out or come
 * in, and which end of a byte first.
 */

export const W_BYTES = 64;

/** How bytes of words and bits of bytes are ordered on the wire. */
export interface WireOrder {
	/** The most significant byte of a word first; else the least significant. */
	readonly bigEndian: boolean;
	/** The least significant bit of a byte first; else the most significant. */
	readonly lsbFirst: boolean;
}

export class SpiBuffer {
	readonly #w: Uint8Array;

	/** `w` is the state of the words, 64 bytes. */
	constructor(w: Uint8Array) {
		this.#w = w;
	}

	/** The `length` bytes on the wire from byte `at` of the buffer, at most to its end. */
	take(at: number, length: number, order: WireOrder): Uint8Array {
		const taken = this.#w.slice(at, Math.min(at + length, W_BYTES));
		if (isPlain(order)) return taken;
		for (let i = 0; i < taken.length; i++) taken[i] = onWire(this.#w[place(at + i, order)], order);
		return taken;
	}

	/** Keeps what came over the wire, from byte `at` of the buffer on; what does not fit is lost. */
	put(data: Uint8Array, at: number, order: WireOrder): void {
		const length = Math.min(data.length, W_BYTES - at);
		for (let i = 0; i < length; i++) this.#w[place(at + i, order)] = onWire(data[i], order);
	}
}

/** Whether bytes are on the wire as they are in the buffer. */
const isPlain = ({ bigEndian, lsbFirst }: WireOrder): boolean => !bigEndian && !lsbFirst;

/** Where byte `i` of a transfer lies in the buffer. */
function place(i: number, { bigEndian }: WireOrder): number {
	return bigEndian ? i ^ 3 : i;
}

function onWire(byte: number, { lsbFirst }: WireOrder): number {
	if (!lsbFirst) return byte;
	let reversed = 0;
	for (let bit = 0; bit < 8; bit++) reversed |= ((byte >>> bit) & 1) << (7 - bit);
	return reversed;
}
