/** A small seeded generator (mulberry32): the same seed gives the same programs everywhere. */
export class Random {
	#state: number;

	constructor(seed: number) {
		this.#state = seed >>> 0;
	}

	/** The next 32 bits, unsigned. */
	u32(): number {
		this.#state = (this.#state + 0x6d2b79f5) >>> 0;
		let x = this.#state;
		x = Math.imul(x ^ (x >>> 15), x | 1);
		x ^= x + Math.imul(x ^ (x >>> 7), x | 61);
		return (x ^ (x >>> 14)) >>> 0;
	}

	/** 0 to `count` - 1. */
	below(count: number): number {
		return this.u32() % count;
	}

	/** One of `items`. */
	pick<T>(items: readonly T[]): T {
		return items[this.below(items.length)];
	}

	/** True once in `count`. */
	oneIn(count: number): boolean {
		return this.below(count) === 0;
	}

	/** A value as test programs like them: often near a power of two, near zero, or small. */
	value(): number {
		switch (this.below(6)) {
			case 0:
				return (this.below(33) - 16) >>> 0;
			case 1:
				return ((1 << this.below(32)) + this.below(3) - 1) >>> 0;
			case 2:
				return (0xffffffff << this.below(32)) >>> 0;
			case 3:
				return this.below(0x10000);
			default:
				return this.u32();
		}
	}
}
