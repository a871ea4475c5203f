/**
 * A chip that runs every instruction twice: translated, and interpreted in a second chip beside it, whose state must
 * be the same at every stop.
 */
import { Chip, type RunStop } from "./chip.js";
import type { ChipConfig } from "./config.js";
import type { ChipInput } from "./inputs.js";
import { type ChipOutputs, NO_OUTPUTS } from "./outputs.js";
import type { Snapshot } from "./state/chip-state.js";
import { diffSnapshots, type FieldDifference } from "./state/diff.js";
import type { Shelf } from "./translate/shelf.js";

/** Ticks between two comparisons, and comparisons between two that take in the flash array. */
const SPAN = 50_000;
const FLASH_EVERY = 64;

/** The engines came to different states. */
export class EngineDifference extends Error {
	override readonly name = "EngineDifference";

	constructor(
		/** Last tick at which the states were the same, and the first at which they were not. */
		readonly from: number,
		readonly to: number,
		/** `a` is the translator's value, `b` the interpreter's. */
		readonly differences: readonly FieldDifference[],
	) {
		const fields = differences.map(
			({ component, field, index, count, a, b }) =>
				`${component}.${field}${count > 1 || index > 0 ? `[${index}]` : ""}: translated 0x${(a >>> 0).toString(16)}, ` +
				`interpreted 0x${(b >>> 0).toString(16)}${count > 1 ? ` (and ${count - 1} more)` : ""}`,
		);
		super(
			`the engines differ between tick ${from} and tick ${to}: ${fields.join("; ") || "instruction boundary"}`,
		);
	}
}

export class CheckedChip extends Chip {
	readonly #other: Chip;
	readonly #words: Int32Array;
	readonly #otherWords: Int32Array;
	/** Words in front of the flash array, and of all. */
	readonly #withoutFlash: number;
	readonly #all: number;
	#spans = 0;

	constructor(config: ChipConfig, outputs?: ChipOutputs, shelf?: Shelf) {
		super(config, outputs, "wasm", shelf);
		this.#other = new Chip(config, NO_OUTPUTS, "interp");
		this.#words = new Int32Array(this.state.buffer);
		this.#otherWords = new Int32Array(this.#other.state.buffer);
		this.#withoutFlash = this.state.place("flash").offset >> 2;
		this.#all = this.state.layout.size >> 2;
	}

	/** As of `Chip`; throws EngineDifference. */
	override run(until: number): RunStop {
		// A debugger or loader may have written to this chip alone.
		if (!this.#same(this.#all)) this.#other.restore(this.snapshot());
		for (;;) {
			const from = this.tick;
			const to = Math.min(from + SPAN, until);
			const stop = super.run(to);
			this.#other.run(this.tick);
			const words = ++this.#spans % FLASH_EVERY === 0 ? this.#all : this.#withoutFlash;
			if (this.#other.tick !== this.tick || !this.#same(words)) this.#differ(from);
			if (stop !== "limit" || this.tick >= until) return stop;
		}
	}

	override input(input: ChipInput): void {
		super.input(input);
		this.#other.input(input);
	}

	override restore(snapshot: Snapshot): void {
		super.restore(snapshot);
		this.#other.restore(snapshot);
	}

	#same(words: number): boolean {
		const a = this.#words;
		const b = this.#otherWords;
		for (let i = 0; i < words; i++) if (a[i] !== b[i]) return false;
		return true;
	}

	#differ(from: number): never {
		const differences = diffSnapshots(this.state.layout, this.snapshot(), this.#other.snapshot());
		throw new EngineDifference(from, this.tick, differences);
	}
}
