/** Integer division, 64-bit helpers, floating point. */
import type { Comparison } from "../compare.js";
import type { Random } from "../random.js";
import { values } from "./inputs.js";

const two = (random: Random) => [random.integer(), random.integer()];
const divisor = (random: Random) => [random.integer(), random.integer() || 1];
const four = (random: Random) => [random.integer(), random.integer(), random.integer(), random.integer()];
const wideDivisor = (random: Random) => {
	const high = random.pick([0, random.integer()]);
	return [random.integer(), random.pick([0, random.integer(), random.word()]), random.integer() || 1, high];
};
const singles = (random: Random) => [random.single(), random.single()];
const doubles = (random: Random) => [...random.double(), ...random.double()];

export const ARITHMETIC: readonly Comparison[] = [
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
];
