/** Payloads: msgpack, deflated when that makes them smaller. */
import { deflateRawSync, inflateRawSync } from "node:zlib";
import { Malformed } from "./errors.js";
import { FLAG_DEFLATED } from "./frame.js";
import { MAX_PAYLOAD } from "./limits.js";
import { pack, unpack } from "./msgpack.js";

/** Below this many bytes deflate cannot win enough to matter. */
const WORTH_DEFLATING = 64;

/** The smallest window that is faster to make than a larger one, and zlib's largest; exponents of two. */
const LEAST_WINDOW = 12;
const LARGEST_WINDOW = 15;

/** To allocate zlib's tables takes longer than to deflate little: they are made no larger than the payload needs. */
function tablesFor(length: number): { readonly windowBits: number; readonly memLevel: number } {
	const windowBits = Math.min(Math.max(LEAST_WINDOW, 32 - Math.clz32(length - 1)), LARGEST_WINDOW);
	return { windowBits, memLevel: windowBits - 7 };
}

/** Encodes a payload; a large static one (the header) is worth a higher `level`. Throws Malformed. */
export function encodePayload(value: unknown, level: number): { flags: number; payload: Uint8Array } {
	const plain = pack(value);
	if (plain.length > MAX_PAYLOAD) throw new Malformed(`a payload exceeds ${MAX_PAYLOAD} bytes`);
	if (plain.length >= WORTH_DEFLATING) {
		const deflated = deflateRawSync(plain, { level, ...tablesFor(plain.length) });
		if (deflated.length < plain.length) return { flags: FLAG_DEFLATED, payload: deflated };
	}
	return { flags: 0, payload: plain };
}

/** Decodes a payload. Throws Malformed. */
export function decodePayload(flags: number, payload: Uint8Array): unknown {
	if ((flags & FLAG_DEFLATED) === 0) return unpack(payload);
	let plain: Uint8Array;
	try {
		plain = inflateRawSync(payload, { maxOutputLength: MAX_PAYLOAD });
	} catch (error) {
		throw new Malformed("the payload does not inflate", { cause: error });
	}
	return unpack(plain);
}
