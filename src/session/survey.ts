/** A first walk through a trace: whether it is whole, how far it goes, and what is in it. */
import type { TraceReader } from "../trace/reader.js";
import type { Ending, TraceEvent } from "../trace/schema.js";

/** What a trace holds. */
export interface TraceSurvey {
	readonly ending: Ending;
	readonly chunks: number;
	readonly checkpoints: number;
	/** Events by kind. */
	readonly events: ReadonlyMap<TraceEvent["kind"], number>;
	/** Bytes each UART sent. */
	readonly uartBytes: readonly [number, number];
	readonly pinEdges: number;
	/** Patterns that pins followed by themselves. */
	readonly pinBits: number;
	readonly framesSent: number;
}

/** Reads all of a trace, checking it. Throws TraceError where it is damaged. */
export function surveyTrace(reader: TraceReader): TraceSurvey {
	const events = new Map<TraceEvent["kind"], number>();
	const uartBytes: [number, number] = [0, 0];
	let [chunks, checkpoints, pinEdges, pinBits, framesSent] = [0, 0, 0, 0, 0];
	const walk = reader.chunks();
	for (;;) {
		const step = walk.next();
		if (step.done)
			return { ending: step.value, chunks, checkpoints, events, uartBytes, pinEdges, pinBits, framesSent };
		const { outputs } = step.value;
		chunks++;
		checkpoints += step.value.checkpoints.length;
		for (const { event } of step.value.events) events.set(event.kind, (events.get(event.kind) ?? 0) + 1);
		uartBytes[0] += outputs.uart[0].length;
		uartBytes[1] += outputs.uart[1].length;
		pinEdges += outputs.pins.length;
		pinBits += outputs.bits.length;
		framesSent += outputs.frames.length;
	}
}
