/** Writes a trace again with something changed, as a well-formed trace of another run. */
import type { Chunk, RecordedEvent, TraceEnd, TraceHeader } from "../../src/trace/schema.js";
import { MemorySink } from "../../src/trace/sink.js";
import { TraceWriter } from "../../src/trace/writer.js";
import { hash64, open } from "./run.js";

export interface Changes {
	readonly header?: (header: TraceHeader) => TraceHeader;
	readonly event?: (event: RecordedEvent) => RecordedEvent;
	readonly byte?: (byte: number, index: number) => number;
	readonly end?: (end: TraceEnd) => TraceEnd;
	/** Leaves the end out, and every chunk from this one on. */
	readonly cutBefore?: number;
}

/** The trace with the changes made. */
export function rewrite(bytes: Uint8Array, changes: Changes): Uint8Array {
	const reader = open(bytes);
	const { chunks, ending } = reader.readAll();
	const sink = new MemorySink();
	const writer = new TraceWriter(sink, (changes.header ?? same)(reader.header), hash64);
	let index = 0;
	const kept = chunks.slice(0, changes.cutBefore);
	for (const chunk of kept) {
		index = writeChunk(writer, chunk, changes, index);
	}
	if (changes.cutBefore === undefined) writer.finish((changes.end ?? same)(ending.end!));
	return sink.bytes();
}

function writeChunk(writer: TraceWriter, chunk: Chunk, changes: Changes, from: number): number {
	let index = from;
	for (const { tick, byte, baud } of chunk.outputs.uart[0]) {
		writer.outputs.uart(tick, 0, (changes.byte ?? same)(byte, index++), baud);
	}
	for (const { tick, pin, level } of chunk.outputs.pins) writer.outputs.pin(tick, pin, level);
	for (const { tick, event } of chunk.outputs.power) writer.outputs.power(tick, event);
	const moments = [
		...chunk.checkpoints.map((checkpoint) => ({
			tick: checkpoint.tick,
			write: () => writer.checkpoint(checkpoint),
		})),
		...chunk.events.map(changes.event ?? same).map(({ tick, event, anchor }) => ({
			tick,
			write: () => writer.event(tick, event, anchor),
		})),
	];
	for (const { write } of moments.sort((a, b) => a.tick - b.tick)) write();
	writer.flush(chunk.lastTick);
	return index;
}

const same = <T>(value: T): T => value;
