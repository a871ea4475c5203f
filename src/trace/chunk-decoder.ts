/** Decodes chunk payloads in file order. */
import { count, keyed, tuple } from "./check.js";
import { CheckpointDecoder } from "./checkpoint-decoder.js";
import { Budget } from "./cursor.js";
import { Malformed } from "./errors.js";
import { decodeEvents } from "./event-decoder.js";
import { OutputDecoder } from "./output-decoder.js";
import type { Chunk, TraceHeader } from "./schema.js";

const OPTIONAL = [
	"events",
	"bytes",
	"texts",
	"world",
	"anchors",
	"uart0",
	"uart1",
	"pins",
	"bits",
	"frames",
	"spi",
	"flash",
	"power",
	"checkpoints",
];

export class ChunkDecoder {
	readonly #outputs = new OutputDecoder();
	readonly #checkpoints: CheckpointDecoder;
	#lastTick = 0;

	constructor(header: TraceHeader) {
		this.#checkpoints = new CheckpointDecoder(header.state);
	}

	/** The last chunk's `lastTick`, 0 before the first. */
	get lastTick(): number {
		return this.#lastTick;
	}

	/** Throws Malformed. */
	decode(payload: unknown, frame: number, offset: number): Chunk {
		const entries = keyed(payload, ["span"], OPTIONAL, "a chunk");
		const [first, last] = tuple(entries.span, 2, "a chunk's span");
		const firstTick = count(first, "a chunk's first tick");
		const lastTick = count(last, "a chunk's last tick");
		if (firstTick !== this.#lastTick || lastTick < firstTick) {
			throw new Malformed("the chunk's ticks do not continue the chunk before");
		}
		const budget = new Budget();
		const events = decodeEvents(entries, firstTick, budget);
		const outputs = this.#outputs.decode(entries, budget);
		const checkpoints = this.#checkpoints.decode(entries.checkpoints, budget);
		if (Math.max(events.at(-1)?.tick ?? 0, checkpoints.at(-1)?.tick ?? 0) > lastTick) {
			throw new Malformed("the chunk holds ticks after its last");
		}
		this.#lastTick = lastTick;
		return { frame, offset, firstTick, lastTick, events, outputs, checkpoints };
	}
}
