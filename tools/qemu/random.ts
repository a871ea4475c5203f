import { mulberry32 } from "../random.js";

/** What test programs are made of: the same seed gives the same programs everywhere. */
export class Random {
	/** The next 32 bits, unsigned. */
	readonly u32: () => number;

	constructor(seed: number) {
		this.u32 = mulberry32(seed);
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
