/** A part of a recorded session, perhaps hurried: bursts of inputs in their order, and how long one waits for the next. */

import { burstTicks } from "../../session/behave/script.js";
import { inputsOf, type TimedInput } from "../../session/trace-inputs.js";
import type { TraceReader } from "../../trace/reader.js";

/** Inputs that belong together: a line that was typed, a pulse. */
export interface Group {
	/** At least one; their ticks are those of the recording. */
	readonly inputs: readonly TimedInput[];
}

export interface Candidate {
	readonly groups: readonly Group[];
	/** The longest wait between groups, and after the last; ticks. */
	readonly patience: number;
}

/** A session with ticks of its own. */
export interface Schedule {
	readonly inputs: readonly TimedInput[];
	readonly end: number;
}

/** The recorded session: its groups, and where it ends. Throws TraceError. */
export function sessionOf(reader: TraceReader): { readonly groups: readonly Group[]; readonly end: number } {
	const { inputs, lastTick } = inputsOf(reader);
	const groups: TimedInput[][] = [];
	let last: TimedInput | undefined;
	for (const one of inputs) {
		if (last && kindOf(last) === kindOf(one) && one.tick - last.tick <= burstTicks(one.input)) {
			groups[groups.length - 1].push(one);
		} else groups.push([one]);
		last = one;
	}
	return { groups: groups.map((group) => ({ inputs: group })), end: lastTick };
}

const kindOf = ({ input }: TimedInput): string => (input.kind === "uart" ? `uart${input.line}` : input.kind);

/**
 * When each input comes: as long after the one before as it was recorded, but for waits that are longer than the
 * candidate's patience. `start` is the tick of the recording's first input, which nothing may come before: the guest has
 * to start. `end` is that of the recording.
 */
export function schedule({ groups, patience }: Candidate, start: number, end: number): Schedule {
	const inputs: TimedInput[] = [];
	let recorded = start;
	let now = start;
	for (const group of groups) {
		const [first] = group.inputs;
		now += Math.min(patience, first.tick - recorded);
		for (const { tick, input } of group.inputs) inputs.push({ tick: now + tick - first.tick, input });
		recorded = group.inputs[group.inputs.length - 1].tick;
		now += recorded - first.tick;
	}
	return { inputs, end: now + Math.min(patience, Math.max(0, end - recorded)) };
}
