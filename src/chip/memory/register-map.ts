/** Which block answers at which register address: one byte a register word, looked up, not searched. */

import type { ChipState } from "../state/chip-state.js";
import { component, u32 } from "../state/fields.js";
import { MMIO_APB_BASE, MMIO_DPORT_BASE } from "./memories.js";
import type { Mmio } from "./mmio.js";

/** Register space that is decoded: 0x3FF00000 to 0x3FF23FFF, and 0x60000000 to 0x6000BFFF. */
const DPORT_SPAN = 0x24000;
const APB_SPAN = 0xc000;

/** Something with registers; offsets are from `base` of its range. */
export interface Registers {
	read(offset: number): number;
	write(offset: number, value: number): void;
	/**
	 * The tick before which reading `offset` does nothing and gives what it gives now, unless the block is written to or
	 * has an event; NEVER when no tick makes a difference, 0 when that cannot be told.
	 */
	steadyUntil?(offset: number): number;
}

/** A block's range; `offset` is what the block calls the range's first byte. */
export interface RegisterRange {
	readonly registers: Registers;
	readonly base: number;
	readonly size: number;
	readonly offset?: number;
}

export const registerMapComponent = component("unmapped", {
	/** Accesses to register addresses that no block answers, and the last such address. */
	accesses: u32(),
	lastAddress: u32(),
});

export class RegisterMap implements Mmio {
	readonly #s;
	readonly #dport = new Uint8Array(DPORT_SPAN >> 2);
	readonly #apb = new Uint8Array(APB_SPAN >> 2);
	readonly #registers: readonly Registers[];
	readonly #origins: readonly number[];

	/** Later ranges win where ranges overlap. At most 255 ranges. */
	constructor(state: ChipState, ranges: readonly RegisterRange[]) {
		this.#s = state.view(registerMapComponent);
		this.#registers = ranges.map((r) => r.registers);
		this.#origins = ranges.map((r) => r.base - (r.offset ?? 0));
		ranges.forEach(({ base, size }, i) => {
			const [table, start] = this.#table(base);
			table.fill(i + 1, (base - start) >> 2, (base - start + size) >> 2);
		});
	}

	read(address: number): number {
		const i = this.#find(address);
		if (i < 0) {
			this.#unmapped(address);
			return 0;
		}
		return this.#registers[i].read(address - this.#origins[i]);
	}

	write(address: number, value: number): void {
		const i = this.#find(address);
		if (i < 0) this.#unmapped(address);
		else this.#registers[i].write(address - this.#origins[i], value);
	}

	steadyUntil(address: number): number {
		const i = this.#find(address);
		return i < 0 ? 0 : (this.#registers[i].steadyUntil?.(address - this.#origins[i]) ?? 0);
	}

	#table(address: number): [Uint8Array, number] {
		return address >= MMIO_APB_BASE ? [this.#apb, MMIO_APB_BASE] : [this.#dport, MMIO_DPORT_BASE];
	}

	#find(address: number): number {
		const isApb = address >= MMIO_APB_BASE;
		const table = isApb ? this.#apb : this.#dport;
		const word = (address - (isApb ? MMIO_APB_BASE : MMIO_DPORT_BASE)) >> 2;
		return word < table.length ? table[word] - 1 : -1;
	}

	#unmapped(address: number): void {
		this.#s.accesses++;
		this.#s.lastAddress = address;
	}
}
