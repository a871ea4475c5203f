/** The ROM functions whose result depends on their arguments and memory alone, and how to make up inputs for them. */
import { type Bench, SCRATCH } from "./bench.js";
import type { Random } from "./random.js";

export interface PureFunction {
	readonly name: string;
	/** How much of the result counts: a2, a2 and a3, or nothing. */
	readonly result: "none" | "word" | "wide" | "sign";
	/** Puts memory up and gives the arguments. */
	prepare(bench: Bench, random: Random): readonly number[];
	/** Where memory is compared, from SCRATCH; 0: nowhere. */
	readonly memory: number;
	/** Share of the inputs a slow function gets: 1 of n. */
	readonly slow?: number;
}

type Arguments = (random: Random) => readonly number[];

const values = (name: string, result: PureFunction["result"], args: Arguments): PureFunction => ({
	name,
	result,
	memory: 0,
	prepare: (_bench, random) => args(random),
});

const AREA = 512;
const A = SCRATCH;
const B = SCRATCH + 128;
const C = SCRATCH + 256;
const D = SCRATCH + 384;

/** Random bytes everywhere, with zeros and repetitions so that strings end and prefixes agree. */
function fill(bench: Bench, random: Random): void {
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

const onMemory = (
	name: string,
	result: PureFunction["result"],
	args: (random: Random) => readonly number[],
	slow = 1,
): PureFunction => ({
	name,
	result,
	memory: AREA,
	slow,
	prepare(bench, random) {
		fill(bench, random);
		return args(random);
	},
});

const two = (random: Random) => [random.integer(), random.integer()];
const divisor = (random: Random) => [random.integer(), random.integer() || 1];
const four = (random: Random) => [random.integer(), random.integer(), random.integer(), random.integer()];
const wideDivisor = (random: Random) => {
	const high = random.pick([0, random.integer()]);
	return [random.integer(), random.pick([0, random.integer(), random.word()]), random.integer() || 1, high];
};
const singles = (random: Random) => [random.single(), random.single()];
const doubles = (random: Random) => [...random.double(), ...random.double()];
const near = (random: Random, base: number) => base + random.below(16);

/** Puts `count` pointers and lengths of parts of A up at D for the _vector functions. */
function vectors(bench: Bench, random: Random): number {
	const count = 1 + random.below(3);
	for (let i = 0; i < count; i++) {
		bench.setWord(D + 4 * i, A + random.below(60));
		bench.setWord(D + 32 + 4 * i, random.below(120));
	}
	return count;
}

export const PURE_FUNCTIONS: readonly PureFunction[] = [
	values("__divsi3", "word", divisor),
	values("__udivsi3", "word", divisor),
	values("__umodsi3", "word", divisor),
	values("__muldi3", "wide", four),
	values("__umulsidi3", "wide", two),
	values("__divdi3", "wide", wideDivisor),
	values("__udivdi3", "wide", wideDivisor),
	values("__umoddi3", "wide", wideDivisor),
	values("__addsf3", "word", singles),
	values("__subsf3", "word", singles),
	values("__mulsf3", "word", singles),
	values("__adddf3", "wide", doubles),
	values("__subdf3", "wide", doubles),
	values("__muldf3", "wide", doubles),
	values("__divdf3", "wide", doubles),
	values("__fixdfsi", "word", (r) => r.double()),
	values("__fixunsdfsi", "word", (r) => r.double()),
	values("__fixunssfsi", "word", (r) => [r.single()]),
	values("__truncdfsf2", "word", (r) => r.double()),
	values("__extendsfdf2", "wide", (r) => [r.single()]),
	values("__floatsisf", "word", (r) => [r.integer()]),
	values("__floatunsisf", "word", (r) => [r.integer()]),
	values("__floatsidf", "wide", (r) => [r.integer()]),
	values("__floatunsidf", "wide", (r) => [r.integer()]),
	values("roundup2", "word", (r) => [r.integer(), 1 << r.below(12)]),
	values("multofup", "word", (r) => [r.below(1 << 20), 1 + r.below(4096)]),
	values("rom_abs_temp", "word", (r) => [r.integer()]),
	values("rom_linear_to_db", "word", (r) => [r.integer(), r.below(12)]),
	values("rom_mhz2ieee", "word", (r) => [
		r.pick([2300 + r.below(300), 2407 + 5 * r.below(16), r.below(6000)]),
		0,
	]),
	onMemory("memcpy", "word", (r) => [near(r, B), near(r, A), r.below(90)]),
	onMemory("memmove", "word", (r) => [near(r, A), near(r, A), r.below(90)]),
	onMemory("memset", "word", (r) => [near(r, A), r.integer(), r.below(90)]),
	onMemory("memcmp", "sign", (r) => [near(r, A), near(r, B), r.below(60)]),
	onMemory("bzero", "none", (r) => [near(r, A), r.below(90)]),
	onMemory("strlen", "word", (r) => [near(r, A)]),
	onMemory("strcmp", "sign", (r) => [near(r, A), near(r, B)]),
	onMemory("strncmp", "sign", (r) => [near(r, A), near(r, B), r.below(40)]),
	onMemory("strcpy", "word", (r) => [near(r, C), near(r, A)]),
	onMemory("strncpy", "word", (r) => [near(r, C), near(r, A), r.below(60)]),
	onMemory("strstr", "word", (r) => [near(r, A), near(r, B)]),
	{
		name: "SHA1Transform",
		result: "none",
		memory: AREA,
		slow: 4,
		prepare(bench, random) {
			bench.put(A, random.bytes(AREA));
			return [A, B];
		},
	},
	{
		name: "sha1_vector",
		result: "word",
		memory: AREA,
		slow: 10,
		prepare(bench, random) {
			fill(bench, random);
			return [vectors(bench, random), D, D + 32, C];
		},
	},
	{
		name: "md5_vector",
		result: "word",
		memory: AREA,
		slow: 10,
		prepare(bench, random) {
			fill(bench, random);
			return [vectors(bench, random), D, D + 32, C];
		},
	},
	{
		name: "hmac_sha1_vector",
		result: "none",
		memory: AREA,
		slow: 20,
		prepare(bench, random) {
			fill(bench, random);
			return [B, random.below(80), vectors(bench, random), D, D + 32, C];
		},
	},
	{
		name: "hmac_md5_vector",
		result: "none",
		memory: AREA,
		slow: 20,
		prepare(bench, random) {
			fill(bench, random);
			return [B, random.below(80), vectors(bench, random), D, D + 32, C];
		},
	},
	onMemory("hmac_sha1", "none", (r) => [A, r.below(80), B, r.below(100), C], 20),
	onMemory("hmac_md5", "none", (r) => [A, r.below(80), B, r.below(100), C], 20),
	onMemory("sha1_prf", "none", (r) => [A, r.below(40), B, A + 64, r.below(40), C, r.below(70)], 40),
	onMemory("pbkdf2_sha1", "none", (r) => [A, B, r.below(32), 1 + r.below(4), C, r.below(50)], 100),
	onMemory("rijndaelKeySetupEnc", "none", (r) => [C, near(r, A)], 4),
	onMemory("rijndaelKeySetupDec", "none", (r) => [C, near(r, A)], 4),
	onMemory("aes_unwrap", "word", (r) => [A, 1 + r.below(5), B, C], 20),
	onMemory("rc4_skip", "word", (r) => [A, 1 + r.below(16), r.below(300), B, r.below(100)], 20),
];
