/** What a pin does that follows bits by itself: its level at any tick, and its edges. */
import type { PinBits } from "./outputs.js";

export interface PinEdge {
	readonly tick: number;
	readonly level: 0 | 1;
}

export class PinPattern {
	/** Tick from which on the pin follows it. */
	readonly from: number;
	readonly repeats: boolean;
	/** Ticks until all begins anew, or the last bit stays. */
	readonly period: number;
	readonly #bits: PinBits;
	/** Tick at which the first bit began. */
	readonly #began: number;

	constructor(from: number, bits: PinBits) {
		this.from = from;
		this.repeats = bits.repeat;
		this.period = bits.count * bits.bitTicks;
		this.#bits = bits;
		this.#began = from - bits.elapsed;
	}

	/** Bits of a period that are high, of how many. */
	get high(): { readonly ones: number; readonly of: number } {
		const { count } = this.#bits;
		let ones = 0;
		for (let bit = 0; bit < count; bit++) ones += this.#bit(bit);
		return { ones, of: count };
	}

	/** Edges in a period of a pattern that repeats. */
	get edges(): number {
		const { count } = this.#bits;
		let edges = 0;
		for (let bit = 0; bit < count; bit++) if (this.#bit(bit) !== this.#bit(bit + 1)) edges++;
		return edges;
	}

	/** The level at a tick from `from` on. */
	levelAt(tick: number): 0 | 1 {
		return this.#bit(Math.floor((tick - this.#began) / this.#bits.bitTicks));
	}

	/** The first edge after a tick from `from` on; undefined when the level stays for ever. */
	edgeAfter(tick: number): PinEdge | undefined {
		const { count, bitTicks, repeat } = this.#bits;
		const now = Math.floor((tick - this.#began) / bitTicks);
		const level = this.#bit(now);
		const last = repeat ? now + count : count - 1;
		for (let bit = now + 1; bit <= last; bit++) {
			if (this.#bit(bit) !== level) {
				return { tick: this.#began + bit * bitTicks, level: level === 1 ? 0 : 1 };
			}
		}
		return undefined;
	}

	/** Edges after tick `after`, up to and including tick `until`. */
	edgesBetween(after: number, until: number): number {
		let edges = 0;
		let at = after;
		if (this.repeats && until - after > 2 * this.period) {
			const periods = Math.floor((until - after) / this.period);
			edges = periods * this.edges;
			at += periods * this.period;
		}
		for (let edge = this.edgeAfter(at); edge && edge.tick <= until; edge = this.edgeAfter(edge.tick)) edges++;
		return edges;
	}

	#bit(index: number): 0 | 1 {
		const { bytes, count, repeat } = this.#bits;
		const bit = repeat ? index % count : Math.min(index, count - 1);
		return ((bytes[bit >> 3] >> (7 - (bit & 7))) & 1) as 0 | 1;
	}
}
