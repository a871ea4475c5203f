/** Hashes, HMAC, key derivation, AES, RC4. */
import type { Bench } from "../bench.js";
import type { Comparison } from "../compare.js";
import type { Random } from "../random.js";
import { A, AREA, B, C, D, fill, near, onMemory } from "./inputs.js";

/** Puts pointers and lengths of parts of A up at D for the _vector functions; how many there are. */
function vectors(bench: Bench, random: Random): number {
	const count = 1 + random.below(3);
	for (let i = 0; i < count; i++) {
		bench.setWord(D + 4 * i, A + random.below(60));
		bench.setWord(D + 32 + 4 * i, random.below(120));
	}
	return count;
}

const hashVector = (name: string): Comparison => ({
	name,
	result: "word",
	slow: 10,
	prepare(bench, random) {
		fill(bench, random);
		return [vectors(bench, random), D, D + 32, C];
	},
});

const hmacVector = (name: string): Comparison => ({
	name,
	result: "none",
	slow: 20,
	prepare(bench, random) {
		fill(bench, random);
		return [B, random.below(80), vectors(bench, random), D, D + 32, C];
	},
});

/** A context with `words` of state at C, its count of bits behind them; contexts of a real hash are as random. */
function context(bench: Bench, random: Random, words: number): void {
	bench.put(A, random.bytes(AREA));
	bench.setWord(C + 4 * words, 8 * random.pick([random.below(200), random.word() >>> 3]));
	bench.setWord(C + 4 * words + 4, random.below(3));
}

const update = (name: string, words: number): Comparison => ({
	name,
	result: "none",
	slow: 5,
	prepare(bench, random) {
		context(bench, random, words);
		return [C, near(random, A), random.below(200)];
	},
});

const final = (name: string, words: number): Comparison => ({
	name,
	result: "none",
	slow: 5,
	prepare(bench, random) {
		context(bench, random, words);
		return [near(random, A), C];
	},
});

const ROUND_KEYS = 44;

export const CRYPTO: readonly Comparison[] = [
	onMemory("MD5Init", "none", () => [A]),
	update("MD5Update", 4),
	final("MD5Final", 4),
	hashVector("md5_vector"),
	onMemory("SHA1Init", "none", () => [A]),
	update("SHA1Update", 5),
	final("SHA1Final", 5),
	{
		name: "SHA1Transform",
		result: "none",
		slow: 4,
		prepare(bench, random) {
			bench.put(A, random.bytes(AREA));
			return [A, B];
		},
	},
	hashVector("sha1_vector"),
	hmacVector("hmac_md5_vector"),
	hmacVector("hmac_sha1_vector"),
	onMemory("hmac_md5", "none", (r) => [A, r.below(80), B, r.below(100), C], 20),
	onMemory("hmac_sha1", "none", (r) => [A, r.below(80), B, r.below(100), C], 20),
	onMemory("sha1_prf", "none", (r) => [A, r.below(40), B, A + 64, r.below(40), C, r.below(70)], 40),
	onMemory("pbkdf2_sha1", "none", (r) => [A, B, r.below(32), 1 + r.below(4), C, r.below(50)], 100),
	onMemory("rijndaelKeySetupEnc", "none", (r) => [C, near(r, A)], 4),
	onMemory("rijndaelKeySetupDec", "none", (r) => [C, near(r, A)], 4),
	{
		name: "aes_decrypt",
		result: "none",
		slow: 4,
		prepare(bench, random) {
			bench.put(A, random.bytes(AREA));
			return [C, near(random, A), near(random, B)];
		},
	},
	{
		name: "aes_decrypt_deinit",
		result: "none",
		prepare(bench, random) {
			bench.put(C, random.bytes(4 * ROUND_KEYS));
			return [C];
		},
	},
	onMemory("aes_unwrap", "word", (r) => [A, 1 + r.below(5), B, C], 20),
	onMemory("rc4_skip", "word", (r) => [A, 1 + r.below(16), r.below(300), B, r.below(100)], 20),
];
