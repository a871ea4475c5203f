/** A trace as one sequence in the order in which replay meets it. */
import type { TraceReader } from "../trace/reader.js";
import type { Checkpoint, Ending, Outputs, TraceEvent } from "../trace/schema.js";

/** What comes next; `outputs` are those of the whole chunk that follows, `reached` is where it ends. */
export type TimelineItem =
	| { readonly kind: "outputs"; readonly outputs: Outputs }
	| { readonly kind: "checkpoint"; readonly tick: number; readonly checkpoint: Checkpoint }
	| { readonly kind: "event"; readonly tick: number; readonly event: TraceEvent }
	| { readonly kind: "reached"; readonly tick: number };

/** Merges each chunk's checkpoints and events by tick, checkpoints first. Throws TraceError. */
export function* timeline(reader: TraceReader): Generator<TimelineItem, Ending, void> {
	const chunks = reader.chunks();
	for (;;) {
		const step = chunks.next();
		if (step.done) return step.value;
		const { outputs, checkpoints, events, lastTick } = step.value;
		yield { kind: "outputs", outputs };
		let c = 0;
		for (const { tick, event } of events) {
			for (; c < checkpoints.length && checkpoints[c].tick <= tick; c++) yield at(checkpoints[c]);
			yield { kind: "event", tick, event };
		}
		for (; c < checkpoints.length; c++) yield at(checkpoints[c]);
		yield { kind: "reached", tick: lastTick };
	}
}

const at = (checkpoint: Checkpoint): TimelineItem => ({
	kind: "checkpoint",
	tick: checkpoint.tick,
	checkpoint,
});
