/**
 * Efuse words (DPORT+0x50 to +0x5C): the factory MAC address and the chip's revision bits.
 * Layout: how the SDK's read_macaddr_from_otp and esptool's read_mac put the address together.
 */
import type { ChipState } from "../state/chip-state.js";
import { component, words } from "../state/fields.js";

/** Says that the OTP holds a valid MAC, version 2 layout. */
const WORD1_FLAGS = 0x02000000;
/** Bit 15: ESP8266EX; bit 12: the OUI is in word 3. */
const WORD2 = 0x00009000;

export const efuseComponent = component("efuse", { words: words(4) });

export class Efuse {
	readonly #s;

	constructor(state: ChipState) {
		this.#s = state.view(efuseComponent);
	}

	/** Burns the station MAC address, six bytes. */
	setMac(mac: Uint8Array): void {
		const w = this.#s.words;
		w[0] = mac[5] << 24;
		w[1] = WORD1_FLAGS | (mac[3] << 8) | mac[4];
		w[2] = WORD2;
		w[3] = (mac[0] << 16) | (mac[1] << 8) | mac[2];
	}

	read(offset: number): number {
		return this.#s.words[offset >> 2];
	}
}
