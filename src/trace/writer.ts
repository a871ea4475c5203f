/** Writes a trace while the run it records goes on. */
import { count } from "./check.js";
import { CheckpointEncoder, checkpointCost } from "./checkpoint-encoder.js";
import { encodeEnd, Index } from "./ending.js";
import { Malformed } from "./errors.js";
import { EventEncoder } from "./event-encoder.js";
import { encodeFrame, type FrameKind } from "./frame.js";
import type { Hash64 } from "./hash64.js";
import { encodeHeader } from "./header.js";
import { FLUSH_BYTES, FLUSH_COST } from "./limits.js";
import { integer } from "./msgpack.js";
import { OutputRecorder, type OutputSink } from "./output-recorder.js";
import { encodePayload } from "./payload.js";
import type { Anchor, Checkpoint, Plain, TraceEnd, TraceEvent, TraceHeader, TraceInput } from "./schema.js";
import type { Sink } from "./sink.js";

/** Deflate levels: chunks are written beside a running emulator, a header once. */
const CHUNK_LEVEL = 1;
const HEADER_LEVEL = 9;

/**
 * The header is written at once; the rest by chunks, on `flush` and when much has gathered. Values the
 * format does not allow throw Malformed (a RangeError). After `finish`, or after an error of the sink,
 * the writer accepts nothing more and throws Error.
 */
export class TraceWriter {
	/** The chip's outputs go here. */
	readonly outputs: OutputSink;
	readonly #outputs: OutputRecorder;
	readonly #events = new EventEncoder();
	readonly #checkpoints: CheckpointEncoder;
	readonly #checkpointCost: number;
	readonly #index = new Index();
	readonly #sink: Sink;
	readonly #hash64: Hash64;
	#open = true;
	#sequence = 0;
	#chain = 0n;
	#offset = 0;
	#firstTick = 0;
	#lastTick = 0;
	#checkpointCount = 0;

	constructor(sink: Sink, header: TraceHeader, hash64: Hash64) {
		this.#sink = sink;
		this.#hash64 = hash64;
		this.#checkpoints = new CheckpointEncoder(header.state);
		this.#checkpointCost = checkpointCost(header.state);
		this.#outputs = new OutputRecorder(() => this.#flushWhenLarge());
		this.outputs = this.#outputs;
		this.#write("header", encodeHeader(header), HEADER_LEVEL);
	}

	/** Whether more can be recorded: neither finished, nor did the sink fail. */
	get isOpen(): boolean {
		return this.#open;
	}

	/** Bytes written so far. */
	get size(): number {
		return this.#offset;
	}

	/** Records what the chip is fed at `tick`, which must not be before any event or checkpoint. */
	input(tick: number, input: TraceInput, anchor?: Anchor): void {
		this.event(tick, input, anchor);
	}

	/** Records what a world model is fed. */
	world(tick: number, topic: string, data: Plain, anchor?: Anchor): void {
		this.event(tick, { kind: "world", topic, data }, anchor);
	}

	/** Records a remark. */
	note(tick: number, text: string): void {
		this.event(tick, { kind: "note", text });
	}

	/** Names this moment. */
	mark(tick: number, text: string): void {
		this.event(tick, { kind: "mark", text });
	}

	/** Records any event, as the reader gives them. */
	event(tick: number, event: TraceEvent, anchor?: Anchor): void {
		this.#checkOpen();
		if (count(tick, "an event's tick") < this.#lastTick) {
			throw new Malformed(`an event at tick ${tick} comes after the trace reached ${this.#lastTick}`);
		}
		this.#events.add(tick, event, anchor);
		this.#lastTick = tick;
		this.#flushWhenLarge();
	}

	/** Records a checkpoint. No event before its tick may follow. */
	checkpoint(checkpoint: Checkpoint): void {
		this.#checkOpen();
		this.#checkpoints.add(checkpoint);
		this.#checkpointCount++;
		this.#lastTick = Math.max(this.#lastTick, checkpoint.tick);
		this.#flushWhenLarge();
	}

	/**
	 * Writes what has gathered as one chunk; nothing is written when nothing has. `tick` says how far
	 * the run has come: no event before it may follow.
	 */
	flush(tick = this.#lastTick): void {
		this.#checkOpen();
		this.#lastTick = Math.max(this.#lastTick, count(tick, "a flush's tick"));
		const counts = [this.#events.count, this.#outputs.count, this.#checkpointCount] as const;
		if (this.#lastTick === this.#firstTick && counts.every((n) => n === 0)) return;
		this.#index.add(this.#offset, this.#firstTick, this.#lastTick, counts);
		const payload = {
			span: [integer(this.#firstTick), integer(this.#lastTick)],
			...this.#events.take(),
			...this.#outputs.take(),
			...this.#checkpoints.take(),
		};
		this.#checkpointCount = 0;
		this.#firstTick = this.#lastTick;
		this.#write("chunk", payload, CHUNK_LEVEL);
	}

	/** Writes the last chunk, the index and the end. Does not close the sink. */
	finish(end: TraceEnd): void {
		this.#checkOpen();
		encodeEnd(end, 0);
		this.flush(end.tick);
		const indexOffset = this.#offset;
		this.#write("index", this.#index.encode(), CHUNK_LEVEL);
		this.#write("end", encodeEnd(end, indexOffset), 0);
		this.#open = false;
	}

	#flushWhenLarge(): void {
		const cost = this.#events.count + this.#outputs.count + this.#checkpointCount * this.#checkpointCost;
		const size = this.#events.size + this.#outputs.size + this.#checkpoints.size;
		if (cost >= FLUSH_COST || size >= FLUSH_BYTES) this.flush();
	}

	#write(kind: FrameKind, value: unknown, level: number): void {
		const { flags, payload } = encodePayload(value, level);
		const frame = encodeFrame(kind, this.#sequence, flags, payload, this.#chain, this.#hash64);
		// A sink that fails may have taken part of a frame, and nothing can follow that.
		this.#open = false;
		this.#sink.write(frame.bytes);
		this.#open = true;
		this.#sequence++;
		this.#chain = frame.chain;
		this.#offset += frame.bytes.length;
	}

	#checkOpen(): void {
		if (!this.#open) throw new Error("the trace is closed; nothing more can be recorded");
	}
}
