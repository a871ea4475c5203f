/** Takes checkpoints of a chip into a trace: the hash of each component, and the values of the small fields. */
import type { Chip } from "../chip/chip.js";
import type { Hash64 } from "../trace/hash64.js";
import type { TraceWriter } from "../trace/writer.js";
import { FieldTable } from "./fields.js";

export class Checkpointer {
	readonly #chip: Chip;
	readonly #writer: TraceWriter;
	readonly #hash64: Hash64;
	readonly #fields: FieldTable;
	/** The values of the fields: the writer keeps what it needs of them. */
	readonly #values: Uint32Array;

	constructor(chip: Chip, writer: TraceWriter, hash64: Hash64) {
		this.#chip = chip;
		this.#writer = writer;
		this.#hash64 = hash64;
		this.#fields = new FieldTable(chip.state.layout);
		this.#values = new Uint32Array(this.#fields.names.length);
	}

	/** Takes one where the chip stands. */
	take(): void {
		const { tick, instructions, state } = this.#chip;
		const { whole, hashes } = this.#chip.hash(this.#hash64);
		const fields = this.#fields.read(state.buffer, this.#values);
		this.#writer.checkpoint({ tick, instructions, whole, hashes, fields });
	}
}
