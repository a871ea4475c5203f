/**
 * The moments a run can be taken back to at once: spread over all of it, at distances that grow with its length so that
 * all fit into the memory there is for them; and a few more around the place where somebody walks to and fro.
 */
import { type PagedState, PageStore } from "./pages.js";
import type { StoredState, StoredStates } from "./state-file.js";

/** A moment at which the state was kept. */
export interface Moment {
	readonly tick: number;
	/** How many of the run's events were given before it. */
	readonly given: number;
}

interface Kept extends Moment {
	readonly state: PagedState;
	/** Hash of the chip's state, where it is known. */
	readonly whole?: bigint | undefined;
	/** Whether it comes from a file, and was not compared with its hash yet. */
	isUnproven?: boolean;
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
	#hasNew = false;

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

	/** Keeps the state for good, unless it is kept there already; `hash` is asked when it is kept. */
	keep(moment: Moment, state: Uint8Array, hash?: () => bigint): void {
		const at = this.#after(moment.tick);
		const before = this.#spread[at - 1];
		const isTaken =
			before && Math.floor(before.tick / this.#spacing) === Math.floor(moment.tick / this.#spacing);
		if (isTaken) return;
		this.#spread.splice(at, 0, { ...moment, state: this.#store.keep(state, before?.state), whole: hash?.() });
		this.#hasNew = true;
		while (this.#isFull && this.#spread.length > 2) this.#thin();
	}

	/** Whether states were kept for good that no file has. */
	get hasNew(): boolean {
		return this.#hasNew;
	}

	/** Those that are kept for good with their hashes, as a file has them; `size` is that of a state, bytes. */
	stored(size: number): StoredStates {
		const states: StoredState[] = [];
		let before: PagedState | undefined;
		for (const { tick, given, whole, state } of this.#spread) {
			if (whole === undefined) continue;
			states.push({ tick, given, whole, changes: this.#store.changes(before, state) });
			before = state;
		}
		return { size, spacing: this.#spacing, states };
	}

	/** Takes states from a file, as if they had been kept; only where none but the first is. */
	adopt({ spacing, states }: StoredStates): void {
		// Its own first one stays: whatever the file is, the run can be begun again.
		const [own] = this.#spread;
		const adopted: Kept[] = [];
		for (const { tick, given, whole, changes } of states) {
			const state = this.#store.derive(adopted.at(-1)?.state ?? own.state, changes);
			adopted.push({ tick, given, whole, state, isUnproven: true });
		}
		for (const kept of adopted) {
			if (kept.tick > own.tick) this.#spread.push(kept);
			else this.#drop(kept);
		}
		this.#spacing = spacing;
		this.#hasNew = false;
		while (this.#isFull && this.#spread.length > 2) this.#thin();
	}

	/** The hash that the state of a moment must have, if it is still to be compared; it is then taken for proven. */
	takeProof(moment: Moment): bigint | undefined {
		const kept = moment as Kept;
		if (!kept.isUnproven) return undefined;
		kept.isUnproven = false;
		return kept.whole;
	}

	/** Forgets all that has come from a file. */
	forgetAdopted(): void {
		const isOwn = (kept: Kept): boolean => kept.isUnproven === undefined;
		for (const kept of this.#spread) if (!isOwn(kept)) this.#drop(kept);
		this.#spread = this.#spread.filter(isOwn);
	}

	/** Keeps the state for a while. */
	keepNear(moment: Moment, state: Uint8Array): void {
		if (this.#near.some(({ tick, given }) => tick === moment.tick && given === moment.given)) return;
		const like = this.#latest(moment.tick)?.state;
		this.#near.push({ ...moment, state: this.#store.keep(state, like) });
		if (this.#near.length > MOST_NEAR) this.#drop(this.#near.shift());
	}

	/** The last kept moment at or before `tick`; of several at one tick that with the most events given. */
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
			if (kept.tick > tick) continue;
			if (!best || kept.tick > best.tick || (kept.tick === best.tick && kept.given > best.given)) best = kept;
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
