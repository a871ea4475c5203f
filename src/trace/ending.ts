/** The two frames that close a trace: the index of its chunks, and how the run ended. */
import { bytes, count, hex, int, keyed, list, map, text } from "./check.js";
import { Malformed } from "./errors.js";
import { MAX_DIGESTS, MAX_NAME, MAX_SAFE, MAX_TEXT, MAX_VALUES } from "./limits.js";
import { integer, integers } from "./msgpack.js";
import type { Chunk, TraceEnd } from "./schema.js";

/** Integers an index keeps a chunk. */
const ENTRY = 6;

/** Gathers the index: offset, first tick, tick span, and counts of events, outputs and checkpoints. */
export class Index {
	readonly #values: number[] = [];

	add(offset: number, firstTick: number, lastTick: number, counts: readonly [number, number, number]): void {
		this.#values.push(offset, firstTick, lastTick - firstTick, ...counts);
	}

	addChunk({ offset, firstTick, lastTick, events, outputs, checkpoints }: Chunk): void {
		const { uart, pins, bits, frames, spi, flash, power } = outputs;
		const lists = [...uart, pins, bits, frames, spi, flash, power];
		const sent = lists.reduce((sum, one) => sum + one.length, 0);
		this.add(offset, firstTick, lastTick, [events.length, sent, checkpoints.length]);
	}

	/** Chunks listed. */
	get length(): number {
		return this.#values.length / ENTRY;
	}

	encode(): unknown {
		return integers(this.#values);
	}

	/** Throws Malformed unless an index payload says the same. */
	check(payload: unknown): void {
		const found = list(payload, MAX_VALUES, "the index");
		if (found.length !== this.#values.length || !found.every((v, i) => v === this.#values[i])) {
			throw new Malformed("the index does not list the chunks that precede it");
		}
	}
}

/** What is packed for the end frame; `indexOffset` comes last, in the file's last 8 bytes. */
export function encodeEnd(end: TraceEnd, indexOffset: number): unknown {
	const whole = new Uint8Array(8);
	new DataView(whole.buffer).setBigUint64(0, end.whole);
	const payload = {
		tick: end.tick,
		instructions: end.instructions,
		whole,
		reason: end.reason,
		digests: { ...end.digests },
		index: indexOffset,
	};
	decodeEnd(payload, indexOffset);
	return {
		...payload,
		tick: integer(end.tick),
		instructions: integer(end.instructions),
		index: BigInt(indexOffset),
	};
}

/** Reads an end payload back; `indexOffset` is where the index was found. Throws Malformed. */
export function decodeEnd(payload: unknown, indexOffset: number): TraceEnd {
	const keys = ["tick", "instructions", "whole", "reason", "digests", "index"];
	const e = keyed(payload, keys, [], "the end");
	const whole = bytes(e.whole, 8, 8, "the end's hash");
	if (int(e.index, 0, MAX_SAFE, "the index's offset") !== indexOffset) {
		throw new Malformed("the end points to another place than the index");
	}
	const digests = decodeDigests(e.digests);
	return {
		tick: count(e.tick, "the end's tick"),
		instructions: count(e.instructions, "the end's instruction count"),
		whole: new DataView(whole.buffer, whole.byteOffset).getBigUint64(0),
		reason: text(e.reason, MAX_TEXT, "the end's reason"),
		...(Object.keys(digests).length === 0 ? {} : { digests }),
	};
}

function decodeDigests(value: unknown): Record<string, string> {
	const entries = Object.entries(map(value, "the end's digests"));
	if (entries.length > MAX_DIGESTS) throw new Malformed(`the end must have at most ${MAX_DIGESTS} digests`);
	return Object.fromEntries(
		entries.map(([name, digest]) => {
			if (name === "__proto__") throw new Malformed('a digest must not be named "__proto__"');
			return [text(name, MAX_NAME, "a digest's name"), hex(digest, "a digest")];
		}),
	);
}
