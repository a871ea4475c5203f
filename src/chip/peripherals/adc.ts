/**
 * SAR ADC (0x60000D50, 0x60000D80 to 0x60000D9C): eight samples of the TOUT pin, inverted, 11 bits, spread so that
 * the SDK's correction gives back the value. Three LSB of noise from the seed: old SDKs divide by the samples'
 * differences. Source: the inverse of the arithmetic in the SDK's ADC read.
 */
import type { ChipState } from "../state/chip-state.js";
import { component, u32 } from "../state/fields.js";
import type { Rng } from "./rng.js";

/** Full scale of TOUT: 1 V. */
export const ADC_FULL_SCALE_UV = 1_000_000;

export const adcComponent = component("adc", { microvolts: u32() });

export class Adc {
	readonly #s;
	readonly #rng: Rng;

	constructor(state: ChipState, rng: Rng) {
		this.#s = state.view(adcComponent);
		this.#rng = rng;
	}

	/** The voltage at TOUT from now on; what is outside 0 to 1 V reads as the nearer end. */
	set(microvolts: number): void {
		this.#s.microvolts = Math.min(ADC_FULL_SCALE_UV, Math.max(0, microvolts));
	}

	/** One sample register. */
	sample(): number {
		// The SDK reports about 1.09 * s / 2 counts of 1024 for a corrected sample s.
		const corrected = Math.floor((this.#s.microvolts * 1879) / ADC_FULL_SCALE_UV);
		const low = Math.floor(((corrected & 0xff) << 8) / 279) + 21;
		const noise = (this.#rng.next() & 3) - 1;
		const raw = Math.min(0x7ff, Math.max(0, (corrected & 0x700) + low + noise));
		return ~raw & 0x7ff;
	}
}
