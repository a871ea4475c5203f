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
	readonly #names: readonly string[];
	readonly #hashes: BigUint64Array;
	readonly #fields: Uint32Array;
	#ints: number[] = [];
	readonly #bytes = new ByteBuffer();
	readonly #scratch = new DataView(new ArrayBuffer(8));
	// Deltas count from these; the floors outlive a chunk.
	#tick = 0;
	#instructions = 0;
	#tickFloor = 0;
	#instructionFloor = 0;

	constructor(state: TraceHeader["state"]) {
		this.#names = state.components;
		this.#hashes = new BigUint64Array(state.components.length);
		this.#fields = new Uint32Array(state.fields.length);
	}

	/** Estimate of the memory held, bytes. */
	get size(): number {
		return this.#ints.length * INTEGER_BYTES + this.#bytes.length;
	}

	/** Throws Malformed and then adds nothing. */
	add({ tick, instructions, whole, components, fields }: Checkpoint): void {
		this.#check(tick, instructions, components, fields);
		this.#ints.push(tick - this.#tick, instructions - this.#instructions);
		this.#tick = this.#tickFloor = tick;
		this.#instructions = this.#instructionFloor = instructions;
		this.#hash(whole);
		const changed = [...this.#names.keys()].filter((i) => this.#hashes[i] !== components.get(this.#names[i]));
		this.#ints.push(changed.length, ...changed);
		for (const i of changed) {
			this.#hashes[i] = components.get(this.#names[i])!;
			this.#hash(this.#hashes[i]);
		}
		this.#addFields(fields);
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

	#check(
		tick: number,
		instructions: number,
		components: ReadonlyMap<string, bigint>,
		fields: Uint32Array,
	): void {
		if (count(tick, "a checkpoint's tick") < this.#tickFloor) {
			throw new Malformed(`a checkpoint at tick ${tick} comes after one at ${this.#tickFloor}`);
		}
		if (count(instructions, "a checkpoint's instruction count") < this.#instructionFloor) {
			throw new Malformed("a checkpoint's instruction count is below the one before");
		}
		if (components.size !== this.#names.length || !this.#names.every((name) => components.has(name))) {
			throw new Malformed("a checkpoint's components must be those the header names");
		}
		if (fields.length !== this.#fields.length) {
			throw new Malformed(`a checkpoint must have ${this.#fields.length} field values, not ${fields.length}`);
		}
	}

	#hash(value: bigint): void {
		this.#scratch.setBigUint64(0, value);
		this.#bytes.append(new Uint8Array(this.#scratch.buffer));
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
