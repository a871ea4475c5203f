/** What became of reading some bytes as a trace. */
import {
	type Chunk,
	type Ending,
	type Hash64,
	MemorySource,
	TraceError,
	TraceReader,
} from "../../src/trace/index.js";

export interface Outcome {
	/** Chunks read before the end or the error. */
	readonly chunks: Chunk[];
	readonly ending?: Ending;
	readonly error?: TraceError;
}

/** Reads everything; errors other than TraceError are thrown on. */
export function outcomeOf(bytes: Uint8Array, hash64: Hash64): Outcome {
	const chunks: Chunk[] = [];
	try {
		const walk = new TraceReader(new MemorySource(bytes), hash64).chunks();
		for (;;) {
			const step = walk.next();
			if (step.done) return { chunks, ending: step.value };
			chunks.push(step.value);
		}
	} catch (error) {
		if (!(error instanceof TraceError)) throw error;
		return { chunks, error };
	}
}
