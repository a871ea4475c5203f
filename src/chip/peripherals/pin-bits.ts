/** Puts the bits together that pads are told to follow. */
import type { PinBits } from "../outputs.js";

/**
 * Bits, one an element, as outputs name them, when `elapsed` ticks of them are over: what repeats goes on where it is, of
 * the others those that are over are left out, but for the one that stays.
 */
export function pinBits(
	bits: readonly number[],
	bitTicks: number,
	elapsed: number,
	repeat: boolean,
): PinBits {
	const over = Math.floor(elapsed / bitTicks);
	const first = repeat ? over % bits.length : Math.min(over, bits.length - 1);
	const count = repeat ? bits.length : bits.length - first;
	const bytes = new Uint8Array(Math.ceil(count / 8));
	for (let i = 0; i < count; i++) {
		if (bits[(first + i) % bits.length]) bytes[i >> 3] |= 0x80 >> (i & 7);
	}
	return { bytes, count, bitTicks, elapsed: elapsed % bitTicks, repeat };
}

/** A level that stands. */
export function standing(level: 0 | 1): PinBits {
	return { bytes: Uint8Array.of(level << 7), count: 1, bitTicks: 1, elapsed: 0, repeat: false };
}
