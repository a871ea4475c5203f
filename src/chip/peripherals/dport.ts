/**
 * DPORT (0x3FF00000): interrupt routing, flash cache control, CPU clock doubling, pin swap, and the efuse words
 * with the MAC address. Source: the register use of the ROM's cache and interrupt functions and of the SDKs.
 *
 * A restart of the SDK is no reset of the chip: it pulses bit 8 of +0x18 and jumps into the ROM, FRC2 still armed.
 * The pulse is taken to reset the MAC and to close the edge gates: had FRC2's edge been latched on the way, the
 * next boot would find it before its task exists, and fault.
 */
import type { Registers } from "../memory/register-map.js";
import { Block, type Soc } from "../soc.js";
import { component, words } from "../state/fields.js";
import type { Efuse } from "./efuse.js";

const NMI_INT = 0x00;
const EDGE_INT_ENABLE = 0x04;
const SPI_CACHE = 0x0c;
const CPU_CLOCK = 0x14;
/** Clock gates and, in the low half, block resets. */
const CLOCK_GATE = 0x18;
const INT2_STATUS = 0x20;
const SPI_CACHE_TARGET = 0x24;
const EFUSE0 = 0x50;
const EFUSE3 = 0x5c;

const CACHE_FLUSH_START = 1 << 0;
const CACHE_FLUSH_DONE = 1 << 1;
const CACHE_ENABLE = 1 << 8;
const CACHE_BUSY = 1 << 9;
const CACHE_BLOCK_SHIFT = 16;
const CACHE_ODD = 1 << 25;

const CPU_DOUBLE = 1 << 0;
const BLOCK_RESET = 1 << 8;

const MEGABYTE = 0x100000;
const REG_WORDS = 0x40;

export const dportComponent = component("dport", { regs: words(REG_WORDS) });

/** What DPORT switches elsewhere on the chip. */
export interface DportWiring {
	/** The cache was switched, remapped, or its RAM banks given or taken. */
	cacheChanged(): void;
	/** The MAC is reset. */
	macReset(): void;
}

export class Dport extends Block implements Registers {
	readonly #s = this.soc.state.view(dportComponent);
	readonly #efuse: Efuse;
	readonly #wiring: DportWiring;

	constructor(soc: Soc, efuse: Efuse, wiring: DportWiring) {
		super(soc);
		this.#efuse = efuse;
		this.#wiring = wiring;
	}

	reset(): void {
		this.#s.regs.fill(0);
		this.#wiring.cacheChanged();
	}

	/** Whether the CPU runs at twice the APB clock. */
	get cpuDouble(): boolean {
		return (this.#s.regs[CPU_CLOCK >> 2] & CPU_DOUBLE) !== 0;
	}

	/** Whether the flash window is mapped, and to which flash offset. */
	get flashWindow(): { enabled: boolean; offset: number } {
		const cache = this.#s.regs[SPI_CACHE >> 2];
		const pair = (cache >>> CACHE_BLOCK_SHIFT) & 7;
		return {
			enabled: (cache & CACHE_ENABLE) !== 0,
			offset: (2 * pair + (cache & CACHE_ODD ? 1 : 0)) * MEGABYTE,
		};
	}

	/** Cache RAM banks taken from IRAM: bit 0 the one at 0x40108000, bit 1 the one at 0x4010C000. */
	get cacheBanks(): number {
		return (this.#s.regs[SPI_CACHE_TARGET >> 2] >>> 3) & 3;
	}

	read(offset: number): number {
		if (offset >= EFUSE0 && offset <= EFUSE3) return this.#efuse.read(offset - EFUSE0);
		switch (offset) {
			case NMI_INT:
				return this.soc.interrupts.nmiSelect;
			case EDGE_INT_ENABLE:
				return this.soc.interrupts.edgeGates;
			case INT2_STATUS:
				return this.soc.interrupts.combinedStatus;
			default:
				return this.#s.regs[offset >> 2];
		}
	}

	write(offset: number, value: number): void {
		const { regs } = this.#s;
		switch (offset) {
			case NMI_INT:
				this.soc.interrupts.nmiSelect = value & 0x1f;
				return;
			case EDGE_INT_ENABLE:
				this.soc.interrupts.edgeGates = value;
				return;
			case SPI_CACHE:
				regs[SPI_CACHE >> 2] = (value & CACHE_FLUSH_START ? value | CACHE_FLUSH_DONE : value) & ~CACHE_BUSY;
				this.#wiring.cacheChanged();
				return;
			case CLOCK_GATE:
				if (value & ~regs[CLOCK_GATE >> 2] & BLOCK_RESET) {
					this.#wiring.macReset();
					this.soc.interrupts.edgeGates = 0;
				}
				break;
		}
		regs[offset >> 2] = value;
		if (offset === SPI_CACHE_TARGET) this.#wiring.cacheChanged();
		if (offset === CPU_CLOCK) this.soc.requestStop();
	}
}
