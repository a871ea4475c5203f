/**
 * The frames a trace file is made of: each a msgpack array of five, with a head of fixed size.
 *
 * The head carries a hash of its own, so that a length can be trusted before its payload is read: a
 * payload that the file is too short for was cut off, and cannot be a flipped bit in the length.
 * Every head hash is seeded with the one before, so a frame is only valid in its place.
 */
import { damaged, TraceError } from "./errors.js";
import type { Hash64 } from "./hash64.js";

/** Version of everything this folder writes; readers must accept every version up to it. */
export const FORMAT_VERSION = 1;

/** How every trace of every version begins, after the bytes 0x95 and a fixstr's type byte. */
export const MAGIC = "esp8266-replay/";

export type FrameKind = "header" | "chunk" | "index" | "end";

const NAME = `${MAGIC}${FORMAT_VERSION}`;
const KIND_BYTES: Readonly<Record<FrameKind, Uint8Array>> = {
	header: Uint8Array.from([0xa0 | NAME.length, ...Buffer.from(NAME, "latin1")]),
	chunk: Uint8Array.of(1),
	index: Uint8Array.of(2),
	end: Uint8Array.of(3),
};

/** Payload is raw deflate. */
export const FLAG_DEFLATED = 1;

// Places in a head, counted from the end of the kind.
const SEQUENCE = 1;
const FLAGS = 5;
const PAYLOAD_HASH = 8;
const CHAIN = 16;
const LENGTH = 25;
const REST = 29;
const FIXED: readonly (readonly [number, number])[] = [
	[0, 0xce],
	[6, 0xc4],
	[7, 16],
	[24, 0xc6],
];

/** Bytes of the header frame's head, and of every other frame's. */
export const FIRST_HEAD_SIZE = 1 + KIND_BYTES.header.length + REST;
export const HEAD_SIZE = 1 + KIND_BYTES.chunk.length + REST;

/** A head whose own hash has been checked. */
export interface FrameHead {
	readonly kind: FrameKind;
	readonly flags: number;
	readonly payloadHash: bigint;
	readonly chain: bigint;
	/** Payload bytes. */
	readonly length: number;
}

/** Builds a frame; `previous` is the chain hash of the frame before, 0 for the header. */
export function encodeFrame(
	kind: FrameKind,
	sequence: number,
	flags: number,
	payload: Uint8Array,
	previous: bigint,
	hash64: Hash64,
): { bytes: Uint8Array; chain: bigint } {
	const kindBytes = KIND_BYTES[kind];
	const rest = 1 + kindBytes.length;
	const headSize = rest + REST;
	const bytes = new Uint8Array(headSize + payload.length);
	const view = new DataView(bytes.buffer);
	bytes[0] = 0x95;
	bytes.set(kindBytes, 1);
	for (const [place, value] of FIXED) bytes[rest + place] = value;
	view.setUint32(rest + SEQUENCE, sequence);
	bytes[rest + FLAGS] = flags;
	view.setBigUint64(rest + PAYLOAD_HASH, hash64(payload, 0n));
	view.setUint32(rest + LENGTH, payload.length);
	const chain = hash64(bytes.subarray(0, headSize), previous);
	view.setBigUint64(rest + CHAIN, chain);
	bytes.set(payload, headSize);
	return { bytes, chain };
}

/**
 * Checks a head and takes it apart. `head` may be shorter than a head when the file ends there; then
 * only its constant bytes are checked and the result is undefined. Throws TraceError.
 */
export function decodeHead(
	head: Uint8Array,
	sequence: number,
	previous: bigint,
	offset: number,
	hash64: Hash64,
): FrameHead | undefined {
	const first = sequence === 0;
	const rest = (first ? FIRST_HEAD_SIZE : HEAD_SIZE) - REST;
	const fixed = FIXED.every(([place, value]) => rest + place >= head.length || head[rest + place] === value);
	if (head[0] !== 0x95 || !fixed) throw damaged("no frame begins here", offset, sequence);
	if (head.length < rest + REST) return undefined;
	const view = new DataView(head.buffer, head.byteOffset, head.byteLength);
	const chain = view.getBigUint64(rest + CHAIN);
	const hashed = Uint8Array.from(head);
	hashed.fill(0, rest + CHAIN, rest + CHAIN + 8);
	if (hash64(hashed, previous) !== chain) {
		const what =
			"its hash does not continue the frame before: it was altered, moved, repeated, or belongs elsewhere";
		throw damaged(what, offset, sequence);
	}
	if (view.getUint32(rest + SEQUENCE) !== sequence) throw damaged("its number is wrong", offset, sequence);
	const kind = first ? "header" : (["chunk", "index", "end"] as const)[head[1] - 1];
	const flags = head[rest + FLAGS];
	if (kind === undefined) throw damaged(`its kind ${head[1]} is unknown`, offset, sequence);
	if ((flags & ~FLAG_DEFLATED) !== 0) throw damaged(`its flags ${flags} are unknown`, offset, sequence);
	return {
		kind,
		flags,
		payloadHash: view.getBigUint64(rest + PAYLOAD_HASH),
		chain,
		length: view.getUint32(rest + LENGTH),
	};
}

/** Looks at the first bytes of a file: throws TraceError unless they begin a trace this code reads. */
export function checkMagic(start: Uint8Array): void {
	const magic = Buffer.from(MAGIC, "latin1");
	const found = Buffer.from(start.subarray(2, 2 + magic.length));
	if (start[0] === 0x95 && found.length < magic.length && found.equals(magic.subarray(0, found.length))) {
		throw damaged("the file ends inside its first frame", 0, 0);
	}
	if (!found.equals(magic)) {
		const what = start.length === 0 ? "the file is empty" : "the file does not begin like a trace";
		throw new TraceError("not-a-trace", `${what}; give a file that the recorder wrote`, 0, 0);
	}
	const name = Buffer.from(start.subarray(2, 2 + (start[1] & 31))).toString("latin1");
	const digits = /^[1-9][0-9]{0,8}$/.exec(name.slice(MAGIC.length))?.[0];
	if (start[0] !== 0x95 || start[1] >> 5 !== 5 || digits === undefined) {
		throw damaged("its format version cannot be read", 0, 0);
	}
	if (Number(digits) > FORMAT_VERSION) {
		throw new TraceError(
			"too-new",
			`the trace has format version ${digits} and this program reads up to ${FORMAT_VERSION}; update the program`,
			0,
			0,
		);
	}
}
