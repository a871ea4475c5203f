/**
 * Checks msgpack bytes before a decoder sees them: one value, exactly the whole input, no extension
 * types, string keys, and sizes that the bytes really hold. What passes decodes in bounded memory.
 */
import { Malformed } from "./errors.js";
import { MAX_CONTAINERS, MAX_DEPTH, MAX_VALUES } from "./limits.js";

type Shape = "scalar" | "string" | "blob" | "array" | "map";

interface Token {
	shape: Shape;
	/** Bytes of the type byte and what follows it up to the contents. */
	head: number;
	/** Content bytes, elements, or pairs. */
	size: number;
}

/** Throws Malformed unless `data` is such a value. */
export function checkWellFormed(data: Uint8Array): void {
	const view = new DataView(data.buffer, data.byteOffset, data.byteLength);
	const token: Token = { shape: "scalar", head: 1, size: 0 };
	// Values still to come, by nesting level, and whether the level is a map.
	const left = [1];
	const maps = [false];
	let at = 0;
	let values = 0;
	let containers = 0;
	while (left.length > 0) {
		const level = left.length - 1;
		if (left[level] === 0) {
			left.pop();
			maps.pop();
			continue;
		}
		if (++values > MAX_VALUES) throw new Malformed(`more than ${MAX_VALUES} msgpack values`);
		readToken(view, at, token);
		const isKey = maps[level] && left[level] % 2 === 0;
		if (isKey && token.shape !== "string") throw new Malformed("a msgpack map key is not a string");
		left[level]--;
		at += token.head;
		const remaining = data.length - at;
		if (token.shape === "array" || token.shape === "map") {
			if (++containers > MAX_CONTAINERS) throw new Malformed(`more than ${MAX_CONTAINERS} arrays and maps`);
			const inside = token.shape === "map" ? token.size * 2 : token.size;
			if (inside > remaining) throw new Malformed("a msgpack length exceeds the payload");
			if (level + 1 > MAX_DEPTH) throw new Malformed(`msgpack nested deeper than ${MAX_DEPTH}`);
			left.push(inside);
			maps.push(token.shape === "map");
		} else {
			if (token.size > remaining) throw new Malformed("a msgpack length exceeds the payload");
			at += token.size;
		}
	}
	if (at !== data.length) throw new Malformed(`${data.length - at} bytes follow the msgpack value`);
}

/** Content bytes of the fixed-size scalars 0xca to 0xd3. */
const SCALAR_SIZE = [4, 8, 1, 2, 4, 8, 1, 2, 4, 8];

function readToken(view: DataView, at: number, token: Token): void {
	if (at >= view.byteLength) throw new Malformed("the msgpack value is cut short");
	const type = view.getUint8(at);
	if (type < 0x80 || type >= 0xe0) set(token, "scalar", 1, 0);
	else if (type < 0x90) set(token, "map", 1, type & 15);
	else if (type < 0xa0) set(token, "array", 1, type & 15);
	else if (type < 0xc0) set(token, "string", 1, type & 31);
	else if (type === 0xc0 || type === 0xc2 || type === 0xc3) set(token, "scalar", 1, 0);
	else if (type >= 0xc4 && type <= 0xc6) sized(view, at, token, "blob", type - 0xc4);
	else if (type >= 0xca && type <= 0xd3) set(token, "scalar", 1, SCALAR_SIZE[type - 0xca]);
	else if (type >= 0xd9 && type <= 0xdb) sized(view, at, token, "string", type - 0xd9);
	else if (type === 0xdc || type === 0xdd) sized(view, at, token, "array", type - 0xdb);
	else if (type === 0xde || type === 0xdf) sized(view, at, token, "map", type - 0xdd);
	else throw new Malformed(`msgpack type byte 0x${type.toString(16)} is not allowed`);
}

/** A length of 1, 2 or 4 bytes for `width` 0, 1 or 2. */
function sized(view: DataView, at: number, token: Token, shape: Shape, width: number): void {
	const bytes = 1 << width;
	if (at + 1 + bytes > view.byteLength) throw new Malformed("the msgpack value is cut short");
	const size =
		width === 0 ? view.getUint8(at + 1) : width === 1 ? view.getUint16(at + 1) : view.getUint32(at + 1);
	set(token, shape, 1 + bytes, size);
}

function set(token: Token, shape: Shape, head: number, size: number): void {
	token.shape = shape;
	token.head = head;
	token.size = size;
}
