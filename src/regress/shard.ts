/** A part of many traces, for one machine of several. */
import { createHash } from "node:crypto";
import { traceName } from "./trace-files.js";

export interface Shard {
	/** From 1. */
	readonly index: number;
	readonly count: number;
}

/** The highest number of shards. */
const MAX_COUNT = 1000;

/** Reads "2/5"; undefined for anything else. */
export function parseShard(text: string): Shard | undefined {
	const [, index, count] = /^(\d{1,4})\/(\d{1,4})$/.exec(text)?.map(Number) ?? [];
	return index >= 1 && index <= count && count <= MAX_COUNT ? { index, count } : undefined;
}

/** The traces of one shard. A trace's shard follows from its name alone: others that come or go do not move it. */
export function shardOf(traces: readonly string[], { index, count }: Shard): string[] {
	return traces.filter((trace) => {
		const hash = createHash("sha256").update(traceName(trace)).digest();
		return hash.readUInt32BE(0) % count === index - 1;
	});
}
