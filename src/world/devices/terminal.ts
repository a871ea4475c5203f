/** What a device does to the wires that it is on, and hears of them. */
import type { PinPattern } from "../../chip/pin-pattern.js";

/** What a driver does to a wire: pulls it low, holds it high, or lets go. */
export type WireDrive = 0 | 1 | "z";

/** One pin of a device, on a wire that it shares with the chip and other devices. Low wins on a wire, then high. */
export interface Terminal {
	/** The GPIO that the wire leads to. */
	readonly gpio: number;
	/** The wire's level as it stands; what nobody drives and no resistor pulls is low. */
	readonly level: 0 | 1;
	/** Drives the wire from now on. */
	drive(level: WireDrive): void;
	/** Puts a resistor between wire and supply (1) or ground (0), or takes it away. */
	pull(level: WireDrive): void;
	/**
	 * Calls `heard` after each change of the wire's level, whoever made it. With `follow`, a pattern that the chip repeats by
	 * itself (clocks, modulation) is told once, not edge by edge; undefined when it is over.
	 */
	onEdge(
		heard: (level: 0 | 1, tick: number) => void,
		follow?: (pattern: PinPattern | undefined, tick: number) => void,
	): void;
	/** Calls `heard` with what the chip alone does to the wire, when that changes. */
	onChip(heard: (level: WireDrive, tick: number) => void): void;
}
