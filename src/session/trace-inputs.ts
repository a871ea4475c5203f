/** The inputs of a trace without the rest. */
import type { TraceReader } from "../trace/reader.js";
import { isInput, type TraceInput } from "../trace/schema.js";

export interface TimedInput {
	readonly tick: number;
	readonly input: TraceInput;
}

/** The inputs of a trace in their order, and how far it is known. Throws TraceError. */
export function inputsOf(reader: TraceReader): { readonly inputs: TimedInput[]; readonly lastTick: number } {
	const inputs: TimedInput[] = [];
	const chunks = reader.chunks();
	for (;;) {
		const step = chunks.next();
		if (step.done) return { inputs, lastTick: step.value.lastTick };
		for (const { tick, event } of step.value.events) if (isInput(event)) inputs.push({ tick, input: event });
	}
}
