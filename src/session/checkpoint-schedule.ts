/**
 * When checkpoints are due. Where the guest does nothing that shows, and is given nothing, the distance between them
 * doubles from one to the next; as soon as something happens, the next is due at the next multiple of the shortest
 * distance. So none is further from the one before than the quiet before that had lasted, or than the longest distance.
 *
 * What happens is what a trace records, with the guest's ticks: the same run has the same checkpoints, however it is driven.
 */
export class CheckpointSchedule {
	readonly #shortest: number;
	readonly #longest: number;
	#distance: number;
	#due = 0;
	#hasStirred = false;

	/** Distances in ticks; with both the same, checkpoints are due at its multiples. */
	constructor(shortest: number, longest: number) {
		this.#shortest = shortest;
		this.#longest = longest;
		this.#distance = shortest;
	}

	/** Tick at which the next checkpoint is due. */
	get due(): number {
		return this.#due;
	}

	/** Something happens at `tick`. Returns whether the next checkpoint is due sooner than before. */
	stir(tick: number): boolean {
		if (this.#hasStirred) return false;
		this.#hasStirred = true;
		const soon = nextMultiple(tick, this.#shortest);
		if (soon >= this.#due) return false;
		this.#due = soon;
		return true;
	}

	/** A checkpoint is taken at `tick`, at which it was due or somewhat later. */
	taken(tick: number): void {
		this.#distance = this.#hasStirred ? this.#shortest : Math.min(2 * this.#distance, this.#longest);
		this.#hasStirred = false;
		this.#due = nextMultiple(tick, this.#shortest) + this.#distance - this.#shortest;
	}
}

/** The first multiple of `unit` after `tick`. */
export function nextMultiple(tick: number, unit: number): number {
	return (Math.floor(tick / unit) + 1) * unit;
}
