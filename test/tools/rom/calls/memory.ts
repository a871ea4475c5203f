/** Memory and string functions, under the C library's names, the SDK's and the Xtensa HAL's. */
import type { Comparison } from "../compare.js";
import { A, B, C, near, onMemory } from "./inputs.js";

/** Each of these also goes by ets_NAME. */
const WITH_SDK_NAME: readonly Comparison[] = [
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
];

export const MEMORY: readonly Comparison[] = [
	...WITH_SDK_NAME.flatMap((f) => [f, { ...f, name: `ets_${f.name}` }]),
	onMemory("xthal_memcpy", "word", (r) => [near(r, B), near(r, A), r.below(90)]),
	onMemory("xthal_bcopy", "none", (r) => [near(r, A), near(r, B), r.below(90)]),
];
