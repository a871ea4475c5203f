/**
 * A cache of page hashes for one large component; its hash is the hash of its page hashes.
 * Can be thrown away at any moment: a page without a fresh hash is hashed again.
 */
import type { Hash64 } from "./hash64.js";
import { PAGE_SIZE, type PlacedComponent } from "./layout.js";

export class PageHashes {
	readonly #hashes: BigUint64Array;
	readonly #stale: Uint8Array;

	constructor(placed: PlacedComponent) {
		const pages = Math.ceil(placed.size / PAGE_SIZE);
		this.#hashes = new BigUint64Array(pages);
		this.#stale = new Uint8Array(pages).fill(1);
	}

	/** Marks the pages that `length` bytes from `offset` lie in. */
	touch(offset: number, length: number): void {
		if (length <= 0) return;
		this.#stale.fill(1, Math.floor(offset / PAGE_SIZE), Math.floor((offset + length - 1) / PAGE_SIZE) + 1);
	}

	/** The component's hash; `data` is the component's bytes. */
	hash(data: Uint8Array, hash64: Hash64): bigint {
		for (let page = this.#stale.indexOf(1); page !== -1; page = this.#stale.indexOf(1, page)) {
			this.#hashes[page] = hash64(data.subarray(page * PAGE_SIZE, (page + 1) * PAGE_SIZE), 0n);
			this.#stale[page] = 0;
		}
		return hash64(new Uint8Array(this.#hashes.buffer), 0n);
	}
}
