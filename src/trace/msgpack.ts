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

/** Encodes a value; the result is valid until the next call. */
export function pack(value: unknown): Uint8Array {
	return packr.pack(value);
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
	return values.some((v) => v > MAX_U32) ? values.map(integer) : values;
}

/** The same for one integer. */
export function integer(value: number): number | bigint {
	return value > MAX_U32 ? BigInt(value) : value;
}
