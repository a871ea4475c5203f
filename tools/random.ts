/**
 * The seeded generator of tests and tools, mulberry32: the same seed gives the same sequence everywhere. Each call
 * of the result gives the next 32 bits, unsigned.
 */
export function mulberry32(seed: number): () => number {
	let state = seed >>> 0;
	return () => {
		state = (state + 0x6d2b79f5) >>> 0;
		let t = Math.imul(state ^ (state >>> 15), state | 1);
		t ^= t + Math.imul(t ^ (t >>> 7), t | 61);
		return (t ^ (t >>> 14)) >>> 0;
	};
}

/** The same sequence as numbers in [0, 1). */
export function seeded(seed: number): () => number {
	const next = mulberry32(seed);
	return () => next() / 0x1_0000_0000;
}
