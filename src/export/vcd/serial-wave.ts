/** Bytes on a serial line as the level of its wire: a start bit, eight data bits, a stop bit. */
import { TICKS_PER_SECOND } from "../../chip/time.js";

/** A byte whose stop bit ends at `tick`. */
export interface SerialByte {
	readonly tick: number;
	readonly byte: number;
	readonly baud: number;
}

const BITS = 10;

/**
 * The wire's changes, which is high before and after. A trace does not say how many stop bits there were, or whether a
 * parity bit was: 8N1 is drawn. Where bytes then overlap, the later one wins.
 */
export function serialWave(bytes: readonly SerialByte[]): { tick: number; value: 0 | 1 }[] {
	const changes: { tick: number; value: 0 | 1 }[] = [];
	for (const { tick, byte, baud } of bytes) {
		const bit = TICKS_PER_SECOND / baud;
		const start = Math.max(0, Math.round(tick - BITS * bit));
		while (changes.length > 0 && changes[changes.length - 1].tick >= start) changes.pop();
		let level = changes[changes.length - 1]?.value ?? 1;
		for (let i = 0; i < BITS; i++) {
			const value = i === 0 ? 0 : i === BITS - 1 ? 1 : (((byte >> (i - 1)) & 1) as 0 | 1);
			if (value !== level) changes.push({ tick: Math.max(0, Math.round(tick - (BITS - i) * bit)), value });
			level = value;
		}
	}
	return changes;
}
