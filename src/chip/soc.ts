/** What a peripheral block sees of the chip around it. */
import type { ClockTree } from "./clock-tree.js";
import type { Interrupts } from "./interrupts.js";
import type { ChipOutputs } from "./outputs.js";
import type { ChipState } from "./state/chip-state.js";
import { NEVER } from "./time.js";

/** Why the digital part of the chip is reset. */
export type ResetKind = "power-on" | "reset-pin" | "brown-out" | "watchdog" | "software" | "deep-sleep-wake";

/** The services of the chip; one object, shared by all blocks. */
export interface Soc {
	readonly state: ChipState;
	readonly clocks: ClockTree;
	readonly interrupts: Interrupts;
	readonly outputs: ChipOutputs;
	/** The tick at which the instruction being executed, or the event being delivered, started. */
	now(): number;
	/** Takes a block into the schedule; returns its slot. */
	schedule(block: Block): number;
	/** Says that a block's `deadline()` has changed. */
	reschedule(block: Block): void;
	/** Leaves the running slice: clocks, power or reset changed. */
	requestStop(): void;
}

/**
 * A part of the chip that lives in time. Time is lazy: a block computes from `soc.now()` when it is asked, and
 * names its next deadline.
 */
export abstract class Block {
	/** This block's place in the schedule. */
	readonly slot: number;

	constructor(protected readonly soc: Soc) {
		this.slot = soc.schedule(this);
	}

	/** Puts the registers to their reset values. */
	abstract reset(kind: ResetKind): void;

	/** Absolute tick of the next event of this block's own; NEVER when there is none. */
	deadline(): number {
		return NEVER;
	}

	/** Called at (or, by the length of one instruction, after) the deadline. */
	fire(): void {}

	/** The APB clock is about to change: settle what was counted at the old rate. */
	settle(): void {}

	/** The APB clock has changed. */
	retimed(): void {}

	/** The clocks stand still from now on: a sleep has begun. */
	halted(): void {}

	/** The clocks stood still for `ticks` (light sleep): move what counts on them. */
	paused(_ticks: number): void {}
}
