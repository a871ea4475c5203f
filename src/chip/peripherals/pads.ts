/**
 * The chip's pads, GPIO0 to GPIO16, as wires that chip and outside share. A pad is wired-AND: whoever pulls it low
 * wins, then a driver that holds it high, then the pull-up, then the board's own weak level.
 */
import type { Soc } from "../soc.js";
import { bytes, component, u32 } from "../state/fields.js";

export const PAD_COUNT = 17;

/** What drives a pad, from inside or outside. */
export const enum Drive {
	None = 0,
	Low = 1,
	High = 2,
}

/** `Drive` as outputs and inputs name it. */
const DRIVE_LEVELS = ["z", 0, 1] as const;

/** Pins a module pulls up or that idle high with a serial adapter: GPIO0, GPIO1 (TX), GPIO2, GPIO3 (RX), GPIO16. */
const WEAK_HIGH = (1 << 0) | (1 << 1) | (1 << 2) | (1 << 3) | (1 << 16);

export const padsComponent = component("pads", {
	/** Levels as they stand, one bit a pad. */
	levels: u32(),
	/** `Drive` of each pad from outside, and from inside as last reported. */
	external: bytes(PAD_COUNT),
	driven: bytes(PAD_COUNT),
});

export class Pads {
	readonly #soc: Soc;
	readonly #s;

	constructor(soc: Soc) {
		this.#soc = soc;
		this.#s = soc.state.view(padsComponent);
	}

	/** Levels of all pads, one bit a pad. */
	get levels(): number {
		return this.#s.levels;
	}

	/** Level of a pad. */
	level(pad: number): 0 | 1 {
		return ((this.#s.levels >>> pad) & 1) as 0 | 1;
	}

	/** The outside drives a pad, or lets go of it; takes effect when the pad is settled. */
	setExternal(pad: number, level: 0 | 1 | "z"): void {
		this.#s.external[pad] = DRIVE_LEVELS.indexOf(level);
	}

	/** Finds a pad's level from what drives it; says whether it changed. Reports what the chip drives anew. */
	settle(pad: number, own: Drive, pullUp: boolean): boolean {
		const s = this.#s;
		if (own !== s.driven[pad]) {
			s.driven[pad] = own;
			this.#soc.outputs.pin(this.#soc.now(), pad, DRIVE_LEVELS[own]);
		}
		const bit = 1 << pad;
		const before = s.levels & bit;
		const after = this.#isHigh(pad, own, pullUp) ? bit : 0;
		s.levels ^= before ^ after;
		return before !== after;
	}

	#isHigh(pad: number, own: Drive, pullUp: boolean): boolean {
		const external = this.#s.external[pad];
		if (own === Drive.Low || external === Drive.Low) return false;
		if (own === Drive.High || external === Drive.High) return true;
		return pullUp || ((WEAK_HIGH >>> pad) & 1) === 1;
	}
}
