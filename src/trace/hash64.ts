/** xxh64, the one hash of traces and of chip state. */
import xxhash from "xxhash-wasm";

/** xxh64 of `data` from `seed`, 0 to 2^64 - 1. */
export type Hash64 = (data: Uint8Array, seed: bigint) => bigint;

let loaded: Promise<Hash64> | undefined;

/** Compiles the hash once a process. */
export function loadHash64(): Promise<Hash64> {
	loaded ??= xxhash().then((api) => (data, seed) => api.h64Raw(data, seed));
	return loaded;
}
