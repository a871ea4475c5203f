/** A chip that is fed a run's inputs by tick, and can be taken back to where it was. */
import type { Chip } from "../../chip/chip.js";
import type { TimedInput } from "../../session/trace-inputs.js";

export class Feed {
	readonly chip: Chip;
	readonly #inputs: readonly TimedInput[];
	#next = 0;

	/** `chip` must not have run yet. */
	constructor(chip: Chip, inputs: readonly TimedInput[]) {
		this.chip = chip;
		this.#inputs = inputs;
	}

	/** The inputs that were given last, at most `count`. */
	before(count: number): readonly TimedInput[] {
		return this.#inputs.slice(Math.max(0, this.#next - count), this.#next);
	}

	/** Runs to the first instruction at or after `tick`, with every input up to it given. */
	runTo(tick: number): void {
		for (; this.#next < this.#inputs.length && this.#inputs[this.#next].tick <= tick; this.#next++) {
			this.chip.run(this.#inputs[this.#next].tick);
			this.chip.input(this.#inputs[this.#next].input);
		}
		this.chip.run(tick);
	}

	/** Executes one instruction; gives nothing. Where the core sleeps or waits, a tick passes. */
	step(): void {
		this.chip.run(this.chip.tick + 1);
	}

	/** Gives the next input if it is due; returns it. */
	give(): TimedInput | undefined {
		const next = this.#inputs[this.#next];
		if (!next || next.tick > this.chip.tick) return undefined;
		this.#next++;
		this.chip.input(next.input);
		return next;
	}

	/** Keeps where the run stands; the result takes it, or another feed of the same machine, there. */
	save(): (feed: Feed) => void {
		const snapshot = this.chip.snapshot();
		const next = this.#next;
		return (feed) => {
			feed.chip.restore(snapshot);
			feed.#next = next;
		};
	}
}
