/**
 * Kept states as bytes of a file: a checksum, and deflated behind it a table in JSON and the pages that changed from one
 * state to the next.
 */
import { deflateRawSync, inflateRawSync } from "node:zlib";
import type { Hash64 } from "../../trace/hash64.js";
import { type ChangedPage, PAGE } from "./pages.js";

/** A state as it differs from the one before it; the first from nothing. */
export interface StoredState {
	readonly tick: number;
	/** How many of the run's events were given before it. */
	readonly given: number;
	/** Hash of the chip's whole state, by which it is known before it is used. */
	readonly whole: bigint;
	readonly changes: readonly ChangedPage[];
}

export interface StoredStates {
	/** Bytes of a state. */
	readonly size: number;
	/** Ticks between two of them. */
	readonly spacing: number;
	/** By tick. */
	readonly states: readonly StoredState[];
}

interface Table {
	readonly size: number;
	readonly spacing: number;
	readonly states: readonly (readonly [
		tick: number,
		given: number,
		whole: string,
		pages: readonly number[],
	])[];
}

const SUM_BYTES = 8;
const LENGTH_BYTES = 4;
/** What is taken for a file of states, inflated. */
const MOST = 1 << 30;

export function encodeStates({ size, spacing, states }: StoredStates, hash64: Hash64): Buffer {
	const table: Table = {
		size,
		spacing,
		states: states.map(({ tick, given, whole, changes }) => [
			tick,
			given,
			whole.toString(16),
			changes.map(({ index }) => index),
		]),
	};
	const json = Buffer.from(JSON.stringify(table));
	const length = Buffer.alloc(LENGTH_BYTES);
	length.writeUInt32LE(json.length);
	const pages = states.flatMap(({ changes }) => changes.map(({ bytes }) => bytes));
	const body = deflateRawSync(Buffer.concat([length, json, ...pages]), { level: 1 });
	const sum = Buffer.alloc(SUM_BYTES);
	sum.writeBigUInt64LE(hash64(body, 0n));
	return Buffer.concat([sum, body]);
}

/** What was encoded; undefined for anything else. */
export function decodeStates(file: Uint8Array, hash64: Hash64): StoredStates | undefined {
	const bytes = Buffer.from(file.buffer, file.byteOffset, file.byteLength);
	if (bytes.length < SUM_BYTES) return undefined;
	const body = bytes.subarray(SUM_BYTES);
	if (hash64(body, 0n) !== bytes.readBigUInt64LE()) return undefined;
	const all = inflateRawSync(body, { maxOutputLength: MOST });
	const pagesAt = LENGTH_BYTES + all.readUInt32LE();
	const { size, spacing, states }: Table = JSON.parse(all.toString("utf8", LENGTH_BYTES, pagesAt));
	let at = pagesAt;
	const page = (index: number): ChangedPage => {
		const from = at;
		at += Math.min(PAGE, size - index * PAGE);
		return { index, bytes: all.subarray(from, at) };
	};
	return {
		size,
		spacing,
		states: states.map(([tick, given, whole, pages]) => ({
			tick,
			given,
			whole: BigInt(`0x${whole}`),
			changes: pages.map(page),
		})),
	};
}
