/** Seeded inputs for the ROM comparisons: the same in every run, with what breaks arithmetic well represented. */
import { mulberry32 } from "../../../tools/random.js";

export class Random {
	/** 32 random bits. */
	readonly word: () => number;

	constructor(seed: number) {
		this.word = mulberry32(seed);
	}

	/** 0 to n - 1. */
	below(n: number): number {
		return Math.floor((this.word() / 2 ** 32) * n);
	}

	pick<T>(list: readonly T[]): T {
		return list[this.below(list.length)];
	}

	bytes(n: number): Uint8Array {
		return Uint8Array.from({ length: n }, () => this.word() >>> 24);
	}

	/** A word that is small, large, or near a power of two as often as it is anything. */
	integer(): number {
		switch (this.below(5)) {
			case 0:
				return this.below(256);
			case 1:
				return (2 ** this.below(32) + this.below(3) - 1) >>> 0;
			case 2:
				return -this.below(256) >>> 0;
			case 3:
				return this.word() >>> this.below(32);
			default:
				return this.word();
		}
	}

	/** A binary32 with special values, subnormals and near neighbours well represented. */
	single(): number {
		switch (this.below(8)) {
			case 0:
				return this.pick([0, 0x80000000, 0x7f800000, 0xff800000, 0x3f800000, 0xbf800000, 1, 0x7f7fffff]);
			case 1:
				return this.pick([0x7f800001, 0x7fc00000, 0xffc12345, 0xff800001]);
			case 2:
				return ((this.word() & 0x807fffff) | (this.below(3) << 23)) >>> 0;
			case 3:
				return ((this.word() & 0x807fffff) | ((120 + this.below(40)) << 23)) >>> 0;
			case 4:
				return ((this.word() & 0x80000003) | ((120 + this.below(16)) << 23)) >>> 0;
			default:
				return this.word();
		}
	}

	/** A binary64 likewise: low and high word. */
	double(): [low: number, high: number] {
		switch (this.below(8)) {
			case 0:
				return this.pick<[number, number]>([
					[0, 0],
					[0, 0x80000000],
					[0, 0x7ff00000],
					[0, 0xfff00000],
					[0, 0x3ff00000],
					[1, 0],
					[0xffffffff, 0x7fefffff],
					[0, 0x41e00000],
					[0, 0xc1e00000],
				]);
			case 1:
				return this.pick<[number, number]>([
					[1, 0x7ff00000],
					[0, 0x7ff80000],
					[5, 0xfff81234],
				]);
			case 2:
				return [this.word(), ((this.word() & 0x800fffff) | (this.below(3) << 20)) >>> 0];
			case 3:
				return [this.word(), ((this.word() & 0x800fffff) | ((1000 + this.below(70)) << 20)) >>> 0];
			case 4:
				return [
					this.pick([0, 1, 0xffffffff, 0x10000000]),
					((this.word() & 0x80000003) | ((1015 + this.below(60)) << 20)) >>> 0,
				];
			case 5:
				return [this.word(), ((this.word() & 0x800fffff) | ((890 + this.below(300)) << 20)) >>> 0];
			default:
				return [this.word(), this.word()];
		}
	}
}
