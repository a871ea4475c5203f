/**
 * The chip's clocks: time itself, and the ratios that turn cycles into ticks.
 *
 * The PLL multiplies the crystal for the board it was set up for: reset set-up is a 40 MHz crystal, so a
 * 26 MHz module starts at 80 * 26/40 = 52 MHz, until firmware writes the 26 MHz set-up to the PLL's analog
 * registers (block 0x67 host 4: reg 1 = 0x88, reg 2 = 0x91). DPORT+0x14 bit 0 doubles the CPU clock only.
 * Source: the values every SDK writes; the ROM's UART divider, made for 40 MHz, gives 74880 baud at 26 MHz.
 */
import type { ChipState } from "./state/chip-state.js";
import { component, u32, u64 } from "./state/fields.js";

export const clockComponent = component("clock", {
	/** Ticks since power-on of the model, at the start of the running slice. */
	tick: u64(),
	/** Numerator of the fraction of a tick passed beyond `tick`, over the CPU ratio's denominator. */
	fraction: u32(),
	/** 1 when the PLL is set up for the 26 MHz crystal that is there. */
	pll26: u32(),
	/** 1 when the CPU runs at twice the APB clock. */
	cpuDouble: u32(),
});

/** Ticks a cycle as an exact fraction. */
export interface Ratio {
	readonly numerator: number;
	readonly denominator: number;
}

const AT_160_MHZ: Ratio = { numerator: 1, denominator: 1 };
const AT_80_MHZ: Ratio = { numerator: 2, denominator: 1 };
const AT_104_MHZ: Ratio = { numerator: 20, denominator: 13 };
const AT_52_MHZ: Ratio = { numerator: 40, denominator: 13 };

export class ClockTree {
	readonly #state;

	constructor(state: ChipState) {
		this.#state = state.view(clockComponent);
	}

	/** The tick at which the running slice began. */
	get sliceTick(): number {
		return this.#state.tick;
	}

	/** Ticks a CPU cycle. */
	get cpu(): Ratio {
		const { pll26, cpuDouble } = this.#state;
		if (pll26) return cpuDouble ? AT_160_MHZ : AT_80_MHZ;
		return cpuDouble ? AT_104_MHZ : AT_52_MHZ;
	}

	/** Ticks an APB cycle. */
	get apb(): Ratio {
		return this.#state.pll26 ? AT_80_MHZ : AT_52_MHZ;
	}

	/** APB frequency, Hz. */
	get apbHz(): number {
		return this.#state.pll26 ? 80_000_000 : 52_000_000;
	}

	/** The tick after `cycles` CPU cycles of the running slice. */
	tickAfter(cycles: number): number {
		const { tick, fraction } = this.#state;
		const { numerator, denominator } = this.cpu;
		return tick + Math.floor((fraction + cycles * numerator) / denominator);
	}

	/** The fewest CPU cycles after which the tick is at least `target`. */
	cyclesUntil(target: number): number {
		const { tick, fraction } = this.#state;
		const { numerator, denominator } = this.cpu;
		return Math.max(0, Math.ceil(((target - tick) * denominator - fraction) / numerator));
	}

	/** Ends a slice in which `cycles` CPU cycles passed. */
	advance(cycles: number): void {
		const s = this.#state;
		const { numerator, denominator } = this.cpu;
		const total = s.fraction + cycles * numerator;
		s.tick += Math.floor(total / denominator);
		s.fraction = total % denominator;
	}

	/** Moves time on with the CPU standing still (sleep). Must be called between slices. */
	skipTo(tick: number): void {
		this.#state.tick = tick;
		this.#state.fraction = 0;
	}

	/** Whether the clocks do not run as these switches say. */
	differs(pll26: boolean, cpuDouble: boolean): boolean {
		return this.#state.pll26 !== Number(pll26) || this.#state.cpuDouble !== Number(cpuDouble);
	}

	/** Takes the clock switches over. Must be called between slices. */
	configure(pll26: boolean, cpuDouble: boolean): void {
		const s = this.#state;
		s.pll26 = Number(pll26);
		s.cpuDouble = Number(cpuDouble);
		s.fraction = 0;
	}
}
