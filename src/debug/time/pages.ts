/**
 * Copies of a chip's state at many moments: pages that are the same in two neighbours are kept once, so a copy costs
 * what has changed since the one before it.
 */

/** As small as the smallest memories that change by themselves; the larger, the more is kept for one changed byte. */
export const PAGE = 1024;

/** A page of a state that is not as in the one before it. */
export interface ChangedPage {
	readonly index: number;
	readonly bytes: Buffer;
}

interface Page {
	readonly bytes: Buffer;
	/** Copies that hold it. */
	holders: number;
}

/** A copy of the state at one moment. */
export interface PagedState {
	readonly pages: readonly Page[];
}

export class PageStore {
	#bytes = 0;

	/** Bytes of all pages that are held. */
	get bytes(): number {
		return this.#bytes;
	}

	/** Keeps a state; what it has in common with `like` is shared. */
	keep(state: Uint8Array, like?: PagedState): PagedState {
		const all = Buffer.from(state.buffer, state.byteOffset, state.byteLength);
		const pages: Page[] = [];
		for (let at = 0, i = 0; at < all.length; at += PAGE, i++) {
			const here = all.subarray(at, at + PAGE);
			const known = like?.pages[i];
			if (known?.bytes.equals(here)) {
				known.holders++;
				pages.push(known);
			} else {
				this.#bytes += here.length;
				pages.push({ bytes: Buffer.from(here), holders: 1 });
			}
		}
		return { pages };
	}

	/** Keeps the state that differs from `base` by whole pages. */
	derive(base: PagedState, changes: readonly ChangedPage[]): PagedState {
		const pages = [...base.pages];
		for (const { index, bytes } of changes) {
			if (pages[index].bytes.equals(bytes)) continue;
			this.#bytes += bytes.length;
			pages[index] = { bytes, holders: 0 };
		}
		for (const page of pages) page.holders++;
		return { pages };
	}

	/** What must be changed in `base`, or in nothing, to have the other. */
	changes(base: PagedState | undefined, { pages }: PagedState): ChangedPage[] {
		return pages.flatMap((page, index) =>
			base?.pages[index] === page ? [] : [{ index, bytes: page.bytes }],
		);
	}

	/** Writes a kept state to `state`. */
	load({ pages }: PagedState, state: Uint8Array): void {
		pages.forEach(({ bytes }, i) => {
			state.set(bytes, i * PAGE);
		});
	}

	/** Lets a kept state go. */
	drop({ pages }: PagedState): void {
		for (const page of pages) if (--page.holders === 0) this.#bytes -= page.bytes.length;
	}
}
