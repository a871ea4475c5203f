import test from "ava";
import fc from "fast-check";
import xxhash from "xxhash-wasm";
import { loadHash64 } from "../../src/trace/index.js";

test("long data hashes to what hashing it whole gives, around the block's edges too", async (t) => {
	const hash64 = await loadHash64();
	const { h64Raw } = await xxhash();
	const lengths = fc.oneof(
		fc.integer({ min: 0, max: 200_000 }),
		fc.constantFrom(32_767, 32_768, 32_769, 65_536, 98_304, 131_071),
	);
	fc.assert(
		fc.property(lengths, fc.bigInt({ min: 0n, max: 2n ** 64n - 1n }), (length, seed) => {
			const data = Uint8Array.from({ length }, (_, i) => (i * 31) ^ (i >> 8));
			t.is(hash64(data, seed), h64Raw(data, seed));
		}),
		{ numRuns: 50 },
	);
});

test("xxh64 of nothing from seed 0 is the published value", async (t) => {
	t.is((await loadHash64())(new Uint8Array(), 0n), 0xef46db3751d8e999n);
});
