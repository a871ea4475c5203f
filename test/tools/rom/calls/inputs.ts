/** Shorthands for making up inputs, and the memory they lie in. */
import { type Bench, SCRATCH } from "../bench.js";
import type { Comparison } from "../compare.js";
import type { Random } from "../random.js";

/** Bytes of memory that are made up, and four places in it. */
export const AREA = 512;
export const A = SCRATCH;
export const B = SCRATCH + 128;
export const C = SCRATCH + 256;
export const D = SCRATCH + 384;

type Arguments = (random: Random) => readonly number[];

/** A function of its arguments alone. */
export const values = (name: string, result: Comparison["result"], args: Arguments): Comparison => ({
	name,
	result,
	prepare: (_bench, random) => args(random),
});

/** A function of memory that holds strings. */
export const onMemory = (
	name: string,
	result: Comparison["result"],
	args: Arguments,
	slow = 1,
): Comparison => ({
	name,
	result,
	slow,
	prepare(bench, random) {
		fill(bench, random);
		return args(random);
	},
});

/** Random bytes everywhere, with zeros and repetitions so that strings end and prefixes agree. */
export function fill(bench: Bench, random: Random): void {
	const alphabet = random.pick([2, 4, 256]);
	const data = Uint8Array.from({ length: AREA }, () =>
		random.below(12) === 0 ? 0 : 1 + random.below(alphabet),
	);
	if (random.below(2)) data.copyWithin(128, 0, random.below(64));
	data[127] = 0;
	data[255] = 0;
	data[AREA - 1] = 0;
	bench.put(SCRATCH, data);
}

/** An address 0 to 15 bytes after `base`. */
export const near = (random: Random, base: number): number => base + random.below(16);
