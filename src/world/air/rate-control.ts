/** Which rate a frame to one station is tried at: down when frames get lost, up again when they arrive. */
import { rateHalfMbps } from "../../chip/peripherals/wdev-rates.js";

/** Frames that must arrive in a row before the next faster rate is tried. */
const CLIMB_AFTER = 10;

export class RateControl {
	/** Rate codes, slowest first. */
	readonly #ladder: readonly number[];
	#at: number;
	#arrived = 0;

	/** `codes` are the rate codes that both sides know, at least one. */
	constructor(codes: readonly number[]) {
		this.#ladder = [...codes].sort((a, b) => rateHalfMbps(a) - rateHalfMbps(b));
		this.#at = this.#ladder.length - 1;
	}

	/** Rate codes of the attempts at the next frame. */
	rates(): number[] {
		const at = this.#at;
		return [at, at, at - 1, at - 2, 0].map((step) => this.#ladder[Math.max(0, step)]);
	}

	/** A frame has arrived, or was given up. */
	report(arrived: boolean): void {
		this.#arrived = arrived ? this.#arrived + 1 : 0;
		if (!arrived) this.#at = Math.max(0, this.#at - 1);
		else if (this.#arrived >= CLIMB_AFTER) {
			this.#arrived = 0;
			this.#at = Math.min(this.#ladder.length - 1, this.#at + 1);
		}
	}
}
