/** What a scenario says, checked and in the chip's units. */
import type { PinInput, PowerInput } from "../../chip/inputs.js";
import type { Board } from "../board/board.js";
import type { DeviceSpec } from "../devices/bench.js";
import type { SurroundingsSpec } from "../surroundings/spec.js";
import type { AirDeed, DatagramRequest, FetchRequest } from "./controls.js";

/** What `expect` looks for in the console's text, where CR LF counts as one LF. */
export type Pattern = { readonly text: string } | { readonly regex: RegExp };

/** Values of a device by name: to be set, or to be seen. */
export interface DeviceValues {
	readonly device: string;
	readonly values: Readonly<Record<string, unknown>>;
}

/** What a step does. */
export type StepAction =
	| { readonly kind: "expect"; readonly pattern: Pattern; readonly timeoutTicks: number }
	| { readonly kind: "send"; readonly bytes: Uint8Array; readonly timeoutTicks: number }
	| { readonly kind: "wait"; readonly ticks: number }
	| { readonly kind: "pin"; readonly levels: readonly Omit<PinInput, "kind">[] }
	| { readonly kind: "adc"; readonly microvolts: number }
	| { readonly kind: "rtc"; readonly periodFs: number }
	| { readonly kind: "power"; readonly event: PowerInput["event"]; readonly straps: number }
	| { readonly kind: "note"; readonly text: string }
	| { readonly kind: "set"; readonly changes: readonly DeviceValues[] }
	| { readonly kind: "see"; readonly states: readonly DeviceValues[]; readonly timeoutTicks: number }
	| { readonly kind: "save"; readonly files: readonly { readonly device: string; readonly path: string }[] }
	| { readonly kind: "air"; readonly deeds: readonly { readonly node: string; readonly deed: AirDeed }[] }
	| { readonly kind: "fetch"; readonly request: FetchRequest; readonly timeoutTicks: number }
	| { readonly kind: "datagrams"; readonly request: DatagramRequest; readonly timeoutTicks: number };

/** One step and the line of the file it begins on, from 1. */
export type Step = StepAction & { readonly line: number };

/** A whole scenario. */
export interface Scenario {
	readonly name?: string;
	/** Bytes. */
	readonly flashSize?: number;
	/** 64 bits. */
	readonly seed?: bigint;
	/** Six lower-case hex pairs with colons. */
	readonly mac?: string;
	/** The air and the network around the chip. */
	readonly surroundings?: SurroundingsSpec;
	/** The board that carries the chip. */
	readonly board?: Board;
	/** What is wired to it beside what the board has. */
	readonly devices?: readonly DeviceSpec[];
	/** Distance between checkpoints. */
	readonly checkpointTicks?: number;
	/** How long to run on after the last step. */
	readonly endTicks: number;
	readonly steps: readonly Step[];
}

/** What a step may wait for, unless it says otherwise: 30 s. */
export const DEFAULT_TIMEOUT = "30s";

/** A pattern as messages show it. */
export function describePattern(pattern: Pattern): string {
	return "text" in pattern ? JSON.stringify(pattern.text) : String(pattern.regex);
}
