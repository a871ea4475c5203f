/** xxh64, the one hash of traces and of chip state. */
import xxhash, { type XXHashAPI } from "xxhash-wasm";

/** xxh64 of `data` from `seed`, 0 to 2^64 - 1. */
export type Hash64 = (data: Uint8Array, seed: bigint) => bigint;

/**
 * Most bytes handed to the hash at once. More than its 64 KiB of memory would make that memory grow, which
 * detaches an ArrayBuffer, and from the first detached one on V8 checks every typed array of the process at
 * every access: the whole emulator would run about a tenth slower.
 */
const BLOCK = 32 * 1024;

let compiled: Promise<XXHashAPI> | undefined;

/** The library, compiled once a process; what it hashes is shared by nobody. */
export function loadXxhash(): Promise<XXHashAPI> {
	compiled ??= xxhash();
	return compiled;
}

export async function loadHash64(): Promise<Hash64> {
	const api = await loadXxhash();
	return (data, seed) => (data.length <= BLOCK ? api.h64Raw(data, seed) : hashBlocks(api, data, seed));
}

function hashBlocks(api: XXHashAPI, data: Uint8Array, seed: bigint): bigint {
	const hash = api.create64(seed);
	for (let at = 0; at < data.length; at += BLOCK) hash.update(data.subarray(at, at + BLOCK));
	return hash.digest();
}
