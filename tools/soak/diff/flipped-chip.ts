/** A chip in whose data RAM one bit turns over by itself, as a cosmic ray would do it. */
import { Chip, type RunStop } from "../../../src/chip/chip.js";
import type { ChipConfig } from "../../../src/chip/config.js";

export interface Flip {
	/** The bit turns over behind the instruction that ends at or after this tick. */
	readonly tick: number;
	/** Byte of the data RAM, and bit of it. */
	readonly offset: number;
	readonly bit: number;
}

export class FlippedChip extends Chip {
	readonly #flip: Flip;

	constructor(config: ChipConfig, flip: Flip) {
		super(config, undefined, "wasm");
		this.#flip = flip;
	}

	override run(until: number): RunStop {
		const { tick, offset, bit } = this.#flip;
		if (this.tick >= tick) return super.run(until);
		const stop = super.run(Math.min(until, tick));
		// The last instruction may have gone beyond both.
		if (this.tick < tick) return stop;
		this.state.bytesOf("dram")[offset] ^= 1 << bit;
		return super.run(until);
	}
}
