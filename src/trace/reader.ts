/** Reads a trace, one chunk in memory at a time. */
import { ChunkDecoder } from "./chunk-decoder.js";
import { decodeEnd, Index } from "./ending.js";
import { damaged, Malformed } from "./errors.js";
import { checkMagic, FIRST_HEAD_SIZE } from "./frame.js";
import { FrameWalker, type WalkedFrame } from "./frame-walker.js";
import { type Hash64, loadHash64 } from "./hash64.js";
import { decodeHeader } from "./header.js";
import { decodePayload } from "./payload.js";
import type { Chunk, Ending, TraceEnd, TraceHeader } from "./schema.js";
import { MemorySource, type Source } from "./source.js";

export class TraceReader {
	readonly header: TraceHeader;
	readonly #source: Source;
	readonly #afterHeader: FrameWalker;

	/** Reads and checks the header. Throws TraceError. */
	constructor(source: Source, hash64: Hash64) {
		this.#source = source;
		checkMagic(source.read(0, FIRST_HEAD_SIZE));
		this.#afterHeader = new FrameWalker(source, hash64);
		this.header = readHeader(this.#afterHeader);
	}

	/**
	 * Yields the chunks from the first; returns how the trace ends. Throws TraceError where damage is
	 * met: what was yielded before is intact.
	 */
	*chunks(): Generator<Chunk, Ending, void> {
		const walker = this.#afterHeader.fork();
		const decoder = new ChunkDecoder(this.header);
		const index = new Index();
		for (let frame = walker.next(); frame; frame = walker.next()) {
			if (frame.kind === "chunk") {
				const chunk = decode(frame, (payload) => decoder.decode(payload, frame.frame, frame.offset));
				index.addChunk(chunk);
				yield chunk;
				continue;
			}
			if (frame.kind !== "index") throw damaged("the end comes before the index", frame.offset, frame.frame);
			decode(frame, (payload) => index.check(payload));
			return this.#ending(walker, decoder.lastTick, this.#readEnd(walker, frame.offset, decoder.lastTick));
		}
		return this.#ending(walker, decoder.lastTick, undefined);
	}

	/** Reads everything at once. Throws TraceError. */
	readAll(): { chunks: Chunk[]; ending: Ending } {
		const chunks: Chunk[] = [];
		const walk = this.chunks();
		for (;;) {
			const step = walk.next();
			if (step.done) return { chunks, ending: step.value };
			chunks.push(step.value);
		}
	}

	#readEnd(walker: FrameWalker, indexOffset: number, lastTick: number): TraceEnd | undefined {
		const frame = walker.next();
		if (!frame) return undefined;
		if (frame.kind !== "end")
			throw damaged("the index is not followed by the end", frame.offset, frame.frame);
		const end = decode(frame, (payload) => decodeEnd(payload, indexOffset));
		if (walker.offset !== this.#source.size) {
			throw damaged("bytes follow the end", walker.offset, walker.sequence);
		}
		if (end.tick > lastTick) throw damaged("the end lies after the last chunk", frame.offset, frame.frame);
		return end;
	}

	#ending(walker: FrameWalker, lastTick: number, end: TraceEnd | undefined): Ending {
		const { offset } = walker;
		const damagedTail = offset !== this.#source.size;
		return { complete: end !== undefined, ...(end ? { end } : {}), lastTick, offset, damagedTail };
	}
}

/** Opens a trace held in memory. Throws TraceError. */
export async function openTrace(bytes: Uint8Array): Promise<TraceReader> {
	return new TraceReader(new MemorySource(bytes), await loadHash64());
}

function readHeader(walker: FrameWalker): TraceHeader {
	const frame = walker.next();
	if (!frame) throw damaged("the file ends inside its first frame", 0, 0);
	return decode(frame, decodeHeader);
}

function decode<T>(frame: WalkedFrame, from: (payload: unknown) => T): T {
	try {
		return from(decodePayload(frame.flags, frame.payload));
	} catch (error) {
		if (error instanceof Malformed) throw damaged(error.message, frame.offset, frame.frame, error);
		throw error;
	}
}
