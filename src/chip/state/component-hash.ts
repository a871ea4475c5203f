/**
 * How a component is hashed. What it keeps of hashes can be thrown away at any moment: what has no fresh hash is
 * hashed again.
 */
import type { Hash64 } from "./hash64.js";
import { PAGE_SIZE, type PlacedComponent } from "./layout.js";

export interface ComponentHash {
	/** The component's hash; `data` is the component's bytes. */
	hash(data: Uint8Array, hash64: Hash64): bigint;
	/** Hears that `length` bytes from `offset` have changed. */
	touch(offset: number, length: number): void;
}

/** The way that suits a component. */
export function componentHash(placed: PlacedComponent): ComponentHash {
	if (placed.paged) return new PagedHash(placed);
	return placed.tracked ? new TrackedHash() : PLAIN;
}

/** All of it, each time. */
const PLAIN: ComponentHash = { hash: (data, hash64) => hash64(data, 0n), touch() {} };

/** All of it, but only when something has changed. */
class TrackedHash implements ComponentHash {
	#fresh: bigint | undefined;

	touch(): void {
		this.#fresh = undefined;
	}

	hash(data: Uint8Array, hash64: Hash64): bigint {
		this.#fresh ??= hash64(data, 0n);
		return this.#fresh;
	}
}

/** The hash of the hashes of its pages, of which only those are hashed in which something has changed. */
class PagedHash implements ComponentHash {
	readonly #hashes: BigUint64Array;
	readonly #hashBytes: Uint8Array;
	readonly #stale: Uint8Array;

	constructor(placed: PlacedComponent) {
		const pages = Math.ceil(placed.size / PAGE_SIZE);
		this.#hashes = new BigUint64Array(pages);
		this.#hashBytes = new Uint8Array(this.#hashes.buffer);
		this.#stale = new Uint8Array(pages).fill(1);
	}

	touch(offset: number, length: number): void {
		if (length <= 0) return;
		this.#stale.fill(1, Math.floor(offset / PAGE_SIZE), Math.floor((offset + length - 1) / PAGE_SIZE) + 1);
	}

	hash(data: Uint8Array, hash64: Hash64): bigint {
		for (let page = this.#stale.indexOf(1); page !== -1; page = this.#stale.indexOf(1, page)) {
			this.#hashes[page] = hash64(data.subarray(page * PAGE_SIZE, (page + 1) * PAGE_SIZE), 0n);
			this.#stale[page] = 0;
		}
		return hash64(this.#hashBytes, 0n);
	}
}
