/**
 * The chip's clocks: time itself, and how long a cycle of the CPU and of the peripheral bus (APB) is.
 *
 * The PLL multiplies the crystal for the board it was set up for: reset set-up is a 40 MHz crystal, so a
 * 26 MHz module starts at 80 * 26/40 = 52 MHz, until firmware writes the 26 MHz set-up to the PLL's analog
 * registers (block 0x67 host 4: reg 1 = 0x88, reg 2 = 0x91). DPORT+0x14 bit 0 doubles the CPU clock only.
 * Source: the values every SDK writes; the ROM's UART divider, made for 40 MHz, gives 74880 baud at 26 MHz.
 */
import type { ChipState } from "./state/chip-state.js";
import { component, u32, u64 } from "./state/fields.js";

/** Parts of a tick in which every cycle here is a whole number: a cycle of 52 MHz is 40/13 ticks. */
export const SUBTICKS = 13;

const SUBTICKS_AT_160_MHZ = 13;
const SUBTICKS_AT_80_MHZ = 26;
const SUBTICKS_AT_104_MHZ = 20;
const SUBTICKS_AT_52_MHZ = 40;

export const clockComponent = component("clock", {
	/** Ticks since power-on of the model, at the start of the running slice. */
	tick: u64(),
	/** Subticks passed beyond `tick`. */
	fraction: u32(),
	/** 1 when the PLL is set up for the 26 MHz crystal that is there. */
	pll26: u32(),
	/** 1 when the CPU runs at twice the APB clock. */
	cpuDouble: u32(),
});

export class ClockTree {
	readonly #state;

	constructor(state: ChipState) {
		this.#state = state.view(clockComponent);
	}

	/** The tick at which the running slice began. */
	get sliceTick(): number {
		return this.#state.tick;
	}

	/** Subticks a CPU cycle. */
	get cpuSubticks(): number {
		const { pll26, cpuDouble } = this.#state;
		if (pll26) return cpuDouble ? SUBTICKS_AT_160_MHZ : SUBTICKS_AT_80_MHZ;
		return cpuDouble ? SUBTICKS_AT_104_MHZ : SUBTICKS_AT_52_MHZ;
	}

	/** Subticks an APB cycle. */
	get apbSubticks(): number {
		return this.#state.pll26 ? SUBTICKS_AT_80_MHZ : SUBTICKS_AT_52_MHZ;
	}

	/** APB frequency, Hz. */
	get apbHz(): number {
		return this.#state.pll26 ? 80_000_000 : 52_000_000;
	}

	/** Ticks that `cycles` APB cycles (a multiple of one half) take, rounded up. */
	apbTicks(cycles: number): number {
		return Math.ceil((cycles * this.apbSubticks) / SUBTICKS);
	}

	/** The tick after `cycles` CPU cycles of the running slice. */
	tickAfter(cycles: number): number {
		const s = this.#state;
		return s.tick + Math.floor((s.fraction + cycles * this.cpuSubticks) / SUBTICKS);
	}

	/** Subticks beyond that tick. */
	fractionAfter(cycles: number): number {
		const s = this.#state;
		return (s.fraction + cycles * this.cpuSubticks) % SUBTICKS;
	}

	/** The fewest CPU cycles after which the tick is at least `target`. */
	cyclesUntil(target: number): number {
		const s = this.#state;
		return Math.max(0, Math.ceil(((target - s.tick) * SUBTICKS - s.fraction) / this.cpuSubticks));
	}

	/** Ends a slice in which `cycles` CPU cycles passed. */
	advance(cycles: number): void {
		const s = this.#state;
		const total = s.fraction + cycles * this.cpuSubticks;
		s.tick += Math.floor(total / SUBTICKS);
		s.fraction = total % SUBTICKS;
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
	}
}
