/**
 * Digests of everything a run put out, as lower-case hex: `console` is the xxh64 of all bytes UART0 sent,
 * `pins` of one 10-byte record an edge (tick as 64 bits little-endian, pin, level with 2 for "z") and, for a pattern that a
 * pin follows, one with 3 for the level, then count, ticks of a bit, and ticks that are over with bit 31 for a repeated one,
 * 32 bits each, and its bytes; `flash` of the flash chip's final contents.
 */

import type { XXHash, XXHashAPI } from "xxhash-wasm";
import type { PinBits } from "../chip/outputs.js";
import { type Hash64, loadHash64, loadXxhash } from "../trace/hash64.js";

const BLOCK = 4096;
const EDGE_SIZE = 10;
const BITS_SIZE = 12;
const BITS = 3;
const REPEAT = 2 ** 31;
const TWO_32 = 0x1_0000_0000;

/** The digests of one run. */
export type Digests = Readonly<Record<"console" | "pins" | "flash", string>>;

/** A stream of small pieces, hashed by the block. */
class StreamDigest {
	readonly #hash: XXHash<bigint>;
	readonly #block = new Uint8Array(BLOCK);
	readonly view = new DataView(this.#block.buffer);
	#length = 0;

	constructor(hash: XXHash<bigint>) {
		this.#hash = hash;
	}

	/** Makes room for `length` bytes; returns where in `view` to put them. */
	reserve(length: number): number {
		if (this.#length + length > BLOCK) this.#drain();
		const at = this.#length;
		this.#length += length;
		return at;
	}

	finish(): string {
		this.#drain();
		return hex(this.#hash.digest());
	}

	#drain(): void {
		this.#hash.update(this.#block.subarray(0, this.#length));
		this.#length = 0;
	}
}

/** Takes a run's outputs as they come. */
export class OutputDigests {
	readonly #hash64: Hash64;
	readonly #console: StreamDigest;
	readonly #pins: StreamDigest;

	constructor(api: XXHashAPI, hash64: Hash64) {
		this.#hash64 = hash64;
		this.#console = new StreamDigest(api.create64());
		this.#pins = new StreamDigest(api.create64());
	}

	/** A byte of UART0. */
	console(byte: number): void {
		const at = this.#console.reserve(1);
		this.#console.view.setUint8(at, byte);
	}

	/** An edge the chip drove. */
	pin(tick: number, pin: number, level: 0 | 1 | "z"): void {
		this.#record(tick, pin, level === "z" ? 2 : level);
	}

	/** What a pin follows by itself. */
	bits(tick: number, pin: number, { bytes, count, bitTicks, elapsed, repeat }: PinBits): void {
		this.#record(tick, pin, BITS);
		const at = this.#pins.reserve(BITS_SIZE);
		const { view } = this.#pins;
		view.setUint32(at, count, true);
		view.setUint32(at + 4, bitTicks, true);
		view.setUint32(at + 8, elapsed + (repeat ? REPEAT : 0), true);
		for (const byte of bytes) view.setUint8(this.#pins.reserve(1), byte);
	}

	#record(tick: number, pin: number, level: number): void {
		const at = this.#pins.reserve(EDGE_SIZE);
		const { view } = this.#pins;
		view.setUint32(at, tick % TWO_32, true);
		view.setUint32(at + 4, Math.floor(tick / TWO_32), true);
		view.setUint8(at + 8, pin);
		view.setUint8(at + 9, level);
	}

	/** The digests; nothing may be added after this. */
	finish(flash: Uint8Array): Digests {
		return {
			console: this.#console.finish(),
			pins: this.#pins.finish(),
			flash: hex(this.#hash64(flash, 0n)),
		};
	}
}

/** Loads the hash; the result makes one set of digests a call. */
export async function loadDigests(): Promise<() => OutputDigests> {
	const [api, hash64] = await Promise.all([loadXxhash(), loadHash64()]);
	return () => new OutputDigests(api, hash64);
}

/** A 64-bit hash as 16 lower-case hex digits. */
export function hex(hash: bigint): string {
	return hash.toString(16).padStart(16, "0");
}
