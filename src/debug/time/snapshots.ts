/**
 * The moments a run can be taken back to at once: spread over all of it, at distances that grow with its length so that
 * all fit into the memory there is for them; and a few more around the place where somebody walks to and fro.
 */
import { type PagedState, PageStore } from "./pages.js";

/** A moment at which the state was kept. */
export interface Moment {
	readonly tick: number;
	/** How many of the run's events were given before it. */
	readonly given: number;
}

interface Kept extends Moment {
	readonly state: PagedState;
}

/** Moments that are kept for good, at most: a run whose length is not known yet would have ever more. */
const MOST_SPREAD = 3000;
/** Moments that are kept only until others are needed. */
const MOST_NEAR = 24;

export class Snapshots {
	readonly #store = new PageStore();
	readonly #limit: number;
	/** By tick. */
	#spread: Kept[] = [];
	/** By when they were kept. */
	#near: Kept[] = [];
	#spacing: number;

	/** `spacing` is the distance to begin with, ticks; `limit` is for all of it, bytes. */
	constructor(spacing: number, limit: number) {
		this.#spacing = spacing;
		this.#limit = limit;
	}

	/** Ticks between two moments that are kept for good. */
	get spacing(): number {
		return this.#spacing;
	}

	get bytes(): number {
		return this.#store.bytes;
	}

	/** Moments that are kept for good, by tick. */
	get spread(): readonly Moment[] {
		return this.#spread;
	}

	/** The tick at which the run should stop for a snapshot next, when it goes on from `tick`. */
	due(tick: number): number {
		return (Math.floor(tick / this.#spacing) + 1) * this.#spacing;
	}

	/** Keeps the state for good, unless it is kept there already. */
	keep(moment: Moment, state: Uint8Array): void {
		const at = this.#after(moment.tick);
		const before = this.#spread[at - 1];
		const isTaken =
			before && Math.floor(before.tick / this.#spacing) === Math.floor(moment.tick / this.#spacing);
		if (isTaken) return;
		this.#spread.splice(at, 0, { ...moment, state: this.#store.keep(state, before?.state) });
		while (this.#isFull && this.#spread.length > 2) this.#thin();
	}

	/** Keeps the state for a while. */
	keepNear(moment: Moment, state: Uint8Array): void {
		if (this.#near.some(({ tick, given }) => tick === moment.tick && given === moment.given)) return;
		const like = this.#latest(moment.tick)?.state;
		this.#near.push({ ...moment, state: this.#store.keep(state, like) });
		if (this.#near.length > MOST_NEAR) this.#drop(this.#near.shift());
	}

	/** The last kept moment at or before `tick`. */
	before(tick: number): Moment | undefined {
		return this.#latest(tick);
	}

	/** Writes the state of a moment that `before` has named to `state`. */
	load(moment: Moment, state: Uint8Array): void {
		this.#store.load((moment as Kept).state, state);
	}

	/** Forgets all moments after `tick`: from there on the run will be another one. */
	forgetAfter(tick: number): void {
		for (const kept of [...this.#spread, ...this.#near]) if (kept.tick > tick) this.#drop(kept);
		this.#spread = this.#spread.filter((kept) => kept.tick <= tick);
		this.#near = this.#near.filter((kept) => kept.tick <= tick);
	}

	get #isFull(): boolean {
		return this.#store.bytes > this.#limit || this.#spread.length > MOST_SPREAD;
	}

	#latest(tick: number): Kept | undefined {
		let best: Kept | undefined = this.#spread[this.#after(tick) - 1];
		for (const kept of this.#near) {
			if (kept.tick <= tick && (!best || kept.tick > best.tick)) best = kept;
		}
		return best;
	}

	/** How many are at or before `tick`. */
	#after(tick: number): number {
		let low = 0;
		let high = this.#spread.length;
		while (low < high) {
			const middle = (low + high) >> 1;
			if (this.#spread[middle].tick <= tick) low = middle + 1;
			else high = middle;
		}
		return low;
	}

	/** Doubles the distance. */
	#thin(): void {
		this.#spacing *= 2;
		let slot = -1;
		this.#spread = this.#spread.filter((kept) => {
			const its = Math.floor(kept.tick / this.#spacing);
			const stays = its !== slot;
			slot = its;
			if (!stays) this.#drop(kept);
			return stays;
		});
	}

	#drop(kept: Kept | undefined): void {
		if (kept) this.#store.drop(kept.state);
	}
}
