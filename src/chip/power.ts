/** Power and reset as state: a reset that was asked for, and a sleep that is under way. */
import type { PowerEvent } from "./outputs.js";
import type { ResetKind } from "./soc.js";
import { component, u32, u64 } from "./state/fields.js";

export const powerComponent = component("power", {
	/** 1 + index in RESET_KINDS of a reset to carry out before the next instruction; 0 for none. */
	pendingReset: u32(),
	/** 0 awake, 1 light sleep, 2 deep sleep, as the run loop last saw it. */
	asleep: u32(),
	/** Tick at which it fell asleep. */
	asleepSince: u64(),
});

/** Kinds of reset in the order their numbers have in the state. */
export const RESET_KINDS: readonly ResetKind[] = [
	"power-on",
	"reset-pin",
	"brown-out",
	"watchdog",
	"software",
	"deep-sleep-wake",
];

/** What the outside sees of each kind of reset. */
export const RESET_EVENTS: Readonly<Record<ResetKind, PowerEvent>> = {
	"power-on": "power-on",
	"reset-pin": "reset-pin",
	"brown-out": "brown-out",
	watchdog: "watchdog-reset",
	software: "software-reset",
	"deep-sleep-wake": "deep-sleep-wake",
};
