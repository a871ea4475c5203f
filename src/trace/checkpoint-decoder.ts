/** Reads checkpoints back, chunk after chunk, because each says only what changed. */
import { tuple } from "./check.js";
import { checkpointCost } from "./checkpoint-encoder.js";
import { type Budget, ByteCursor, IntCursor, TickCursor } from "./cursor.js";
import { Malformed } from "./errors.js";
import { MAX_SAFE, MAX_U32 } from "./limits.js";
import type { Checkpoint, TraceHeader } from "./schema.js";

export class CheckpointDecoder {
	readonly #hashes: BigUint64Array;
	readonly #fields: Uint32Array;
	readonly #cost: number;
	#tickFloor = 0;
	#instructionFloor = 0;

	constructor(state: TraceHeader["state"]) {
		this.#hashes = new BigUint64Array(state.components.length);
		this.#fields = new Uint32Array(state.fields.length);
		this.#cost = checkpointCost(state);
	}

	/** Decodes the checkpoint entry of a chunk payload. Throws Malformed. */
	decode(entry: unknown, budget: Budget): Checkpoint[] {
		if (entry === undefined) return [];
		const [values, blob] = tuple(entry, 2, "checkpoints");
		const ints = new IntCursor(values, "checkpoints");
		const hashes = new ByteCursor(blob, "checkpoint hashes");
		const ticks = new TickCursor(this.#tickFloor);
		const instructions = new TickCursor(this.#instructionFloor);
		const out: Checkpoint[] = [];
		while (!ints.done) {
			budget.take(this.#cost);
			const tick = ticks.advance(ints.int(0, MAX_SAFE, "a tick"));
			const executed = instructions.advance(ints.int(0, MAX_SAFE, "an instruction count"));
			const whole = hashes.u64();
			this.#readHashes(ints, hashes);
			this.#readFields(ints);
			out.push({
				tick,
				instructions: executed,
				whole,
				hashes: this.#hashes.slice(),
				fields: this.#fields.slice(),
			});
		}
		if (out.length === 0) throw new Malformed("checkpoints must not be empty");
		hashes.finish();
		this.#tickFloor = ticks.last;
		this.#instructionFloor = instructions.last;
		return out;
	}

	#readHashes(ints: IntCursor, hashes: ByteCursor): void {
		const changed = ints.int(0, this.#hashes.length, "a count of components");
		for (let i = 0, next = 0; i < changed; i++) {
			const index = ints.int(next, this.#hashes.length - 1, "a component");
			this.#hashes[index] = hashes.u64();
			next = index + 1;
		}
	}

	#readFields(ints: IntCursor): void {
		const changed = ints.int(0, this.#fields.length, "a count of fields");
		for (let i = 0, index = 0; i < changed; i++) {
			index += ints.int(i === 0 ? 0 : 1, this.#fields.length - 1 - index, "a field");
			this.#fields[index] = ints.int(0, MAX_U32, "a field's value");
		}
	}
}
