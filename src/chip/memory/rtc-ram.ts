/** RTC RAM (0x60001000): 32-bit words on the APB that live through deep sleep. */
import type { ChipState } from "../state/chip-state.js";
import { RTC_RAM_SIZE, rtcRamComponent } from "./memories.js";
import type { Registers } from "./register-map.js";

export class RtcRam implements Registers {
	readonly #words: Uint32Array;

	constructor(state: ChipState) {
		const { data } = state.view(rtcRamComponent);
		this.#words = new Uint32Array(data.buffer, data.byteOffset, RTC_RAM_SIZE / 4);
	}

	read(offset: number): number {
		return this.#words[offset >> 2];
	}

	write(offset: number, value: number): void {
		this.#words[offset >> 2] = value;
	}
}
