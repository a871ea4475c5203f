/** Checkpoints on file: what changed since the checkpoint before, in whichever chunk that was. */

import { ByteBuffer } from "./byte-buffer.js";
import { count } from "./check.js";
import { Malformed } from "./errors.js";
import { INTEGER_BYTES } from "./limits.js";
import { integers } from "./msgpack.js";
import type { Checkpoint, TraceHeader } from "./schema.js";

/** Share of a chunk's budget that one checkpoint takes. */
export function checkpointCost({ components, fields }: TraceHeader["state"]): number {
	return 1 + components.length + fields.length;
}

export class CheckpointEncoder {
	readonly #hashes: BigUint64Array;
	readonly #fields: Uint32Array;
	#ints: number[] = [];
	readonly #bytes = new ByteBuffer();
	// Deltas count from these; the floors outlive a chunk.
	#tick = 0;
	#instructions = 0;
	#tickFloor = 0;
	#instructionFloor = 0;

	constructor(state: TraceHeader["state"]) {
		this.#hashes = new BigUint64Array(state.components.length);
		this.#fields = new Uint32Array(state.fields.length);
	}

	/** Estimate of the memory held, bytes. */
	get size(): number {
		return this.#ints.length * INTEGER_BYTES + this.#bytes.length;
	}

	/** Throws Malformed and then adds nothing. */
	add(checkpoint: Checkpoint): void {
		this.#check(checkpoint);
		const { tick, instructions, whole, hashes, fields } = checkpoint;
		this.#ints.push(tick - this.#tick, instructions - this.#instructions);
		this.#tick = this.#tickFloor = tick;
		this.#instructions = this.#instructionFloor = instructions;
		this.#bytes.pushU64(whole);
		this.#addHashes(hashes);
		this.#addFields(fields);
	}

	#addHashes(hashes: BigUint64Array): void {
		const at = this.#ints.push(0) - 1;
		for (let i = 0; i < hashes.length; i++) {
			const hash = hashes[i];
			if (hash === this.#hashes[i]) continue;
			this.#hashes[i] = hash;
			this.#ints.push(i);
			this.#ints[at]++;
			this.#bytes.pushU64(hash);
		}
	}

	#addFields(fields: Uint32Array): void {
		const at = this.#ints.push(0) - 1;
		let last = 0;
		for (let i = 0; i < fields.length; i++) {
			if (fields[i] === this.#fields[i]) continue;
			this.#fields[i] = fields[i];
			this.#ints.push(i - last, fields[i]);
			this.#ints[at]++;
			last = i;
		}
	}

	#check({ tick, instructions, hashes, fields }: Checkpoint): void {
		if (count(tick, "a checkpoint's tick") < this.#tickFloor) {
			throw new Malformed(`a checkpoint at tick ${tick} comes after one at ${this.#tickFloor}`);
		}
		if (count(instructions, "a checkpoint's instruction count") < this.#instructionFloor) {
			throw new Malformed("a checkpoint's instruction count is below the one before");
		}
		if (hashes.length !== this.#hashes.length) {
			throw new Malformed(`a checkpoint must have ${this.#hashes.length} hashes, not ${hashes.length}`);
		}
		if (fields.length !== this.#fields.length) {
			throw new Malformed(`a checkpoint must have ${this.#fields.length} field values, not ${fields.length}`);
		}
	}

	/** The chunk's entry for what was added since the last call, as views valid until the next add. */
	take(): Record<string, unknown> {
		if (this.#ints.length === 0) return {};
		const taken = { checkpoints: [integers(this.#ints), this.#bytes.view()] };
		this.#ints = [];
		this.#bytes.clear();
		this.#tick = 0;
		this.#instructions = 0;
		return taken;
	}
}
