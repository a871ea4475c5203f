/** xxh64 of `data` from `seed`; handed in by the caller, because the chip imports nothing. */
export type Hash64 = (data: Uint8Array, seed: bigint) => bigint;
