/** msgpack without extension types, and safe to decode whatever the bytes are. */
import { Packr } from "msgpackr";
import { Malformed } from "./errors.js";
import { MAX_U32 } from "./limits.js";
import { checkWellFormed } from "./well-formed.js";

const packr = new Packr({
	useRecords: false,
	variableMapSize: true,
	mapsAsObjects: true,
	int64AsType: "number",
});

/** Bytes of the largest buffer that is kept from one call to the next; the library makes it four times what it holds. */
const KEPT = 4 * 1024 * 1024;

/** Bytes of the buffer that the library begins with. */
const OTHERS = 8192;

/** What values are encoded into: new memory costs more than the encoding. */
let room = Buffer.allocUnsafeSlow(64 * 1024);

/** Encodes a value; the result is valid until the next call. */
export function pack(value: unknown): Uint8Array {
	packr.useBuffer(room);
	const { buffer, byteOffset, length } = packr.pack(value);
	if (buffer !== room.buffer && buffer.byteLength <= KEPT) room = Buffer.from(buffer as ArrayBuffer);
	// The buffer in use is one for all users of the library in this process: the next must not write into ours.
	packr.useBuffer(Buffer.allocUnsafeSlow(OTHERS));
	return new Uint8Array(buffer, byteOffset, length);
}

/** Decodes exactly one value; binaries are views of `data`. Throws Malformed. */
export function unpack(data: Uint8Array): unknown {
	checkWellFormed(data);
	try {
		return packr.unpack(data);
	} catch (error) {
		throw new Malformed("the msgpack decoder refused the payload", { cause: error });
	}
}

/**
 * Makes integers of 2^32 and more encode as int64: left as numbers they would become floats, which is
 * exact but not what a reader with static types expects.
 */
export function integers(values: number[]): (number | bigint)[] {
	if (!values.some((v) => v > MAX_U32)) return values;
	const all: (number | bigint)[] = values.slice();
	for (let i = 0; i < values.length; i++) if (values[i] > MAX_U32) all[i] = BigInt(values[i]);
	return all;
}

/** The same for one integer. */
export function integer(value: number): number | bigint {
	return value > MAX_U32 ? BigInt(value) : value;
}
