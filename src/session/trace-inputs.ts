/** The inputs of a trace without the rest. */
import type { TraceReader } from "../trace/reader.js";
import { type Chunk, isInput, type TraceInput } from "../trace/schema.js";

export interface TimedInput {
	readonly tick: number;
	readonly input: TraceInput;
}

/** The inputs of a trace in their order, and how far it is known; `see` is shown all of it. Throws TraceError. */
export function inputsOf(
	reader: TraceReader,
	see: (chunk: Chunk) => void = () => {},
): { readonly inputs: TimedInput[]; readonly lastTick: number } {
	const inputs: TimedInput[] = [];
	const chunks = reader.chunks();
	for (;;) {
		const step = chunks.next();
		if (step.done) return { inputs, lastTick: step.value.lastTick };
		see(step.value);
		for (const { tick, event } of step.value.events) if (isInput(event)) inputs.push({ tick, input: event });
	}
}
