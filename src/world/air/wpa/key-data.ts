/** What the data field of a handshake message carries: elements and keys, wrapped or not. */
import { ByteReader } from "../dot11/bytes.js";
import { type Element, ElementId, elementBytes, readElements } from "../dot11/elements.js";
import { KeyVersion } from "./eapol-key.js";
import { aesUnwrap, aesWrap, rc4 } from "./key-wrap.js";

/** The head of an encapsulated group key: the organisation 00-0F-AC and type 1. Source: IEEE 802.11-2016, 12.7.2. */
const GROUP_KEY = [0x00, 0x0f, 0xac, 0x01];
const GROUP_KEY_HEAD = 6;
/** Data for AES key wrap is filled up with this byte and zeros. */
const PADDING = 0xdd;
const MIN_WRAPPED = 16;
/** RC4's first bytes tell about the key and are not used. */
const RC4_SKIP = 256;

export interface GroupKey {
	/** 1 to 3. */
	readonly keyId: number;
	readonly key: Uint8Array;
}

/** A group key as key data. */
export function encapsulateGroupKey({ keyId, key }: GroupKey): Uint8Array {
	return elementBytes({ id: ElementId.VENDOR, body: Uint8Array.of(...GROUP_KEY, keyId, 0, ...key) });
}

/** The group key among key data. Undefined when there is none. */
export function findGroupKey(elements: readonly Element[]): GroupKey | undefined {
	const found = elements.find(
		({ id, body }) => id === ElementId.VENDOR && GROUP_KEY.every((byte, i) => body[i] === byte),
	);
	if (!found || found.body.length < GROUP_KEY_HEAD) return undefined;
	return { keyId: found.body[4] & 3, key: found.body.slice(GROUP_KEY_HEAD) };
}

/** The elements of key data, up to the padding. Throws FrameError. */
export function readKeyData(data: Uint8Array): Element[] {
	let end = 0;
	while (end < data.length && !isPadding(data, end)) end += 2 + (data[end + 1] ?? 0);
	return readElements(new ByteReader(data.subarray(0, end)));
}

/** A vendor element without a body is none. */
function isPadding(data: Uint8Array, at: number): boolean {
	return data[at] === PADDING && (data[at + 1] ?? 0) === 0;
}

/** Encrypts key data as the descriptor's version asks for. `iv` is 16 bytes and used by RC4 alone. */
export function wrapKeyData(version: number, kek: Uint8Array, iv: Uint8Array, data: Uint8Array): Uint8Array {
	if (version === KeyVersion.MD5_RC4) return rc4(Buffer.concat([iv, kek]), data, RC4_SKIP);
	const length = Math.max(MIN_WRAPPED, Math.ceil(data.length / 8) * 8);
	const padded = new Uint8Array(length);
	padded.set(data);
	if (data.length < length) padded[data.length] = PADDING;
	return aesWrap(kek, padded);
}

/** Undefined when the data was not encrypted with this key, where that can be known. */
export function unwrapKeyData(
	version: number,
	kek: Uint8Array,
	iv: Uint8Array,
	data: Uint8Array,
): Uint8Array | undefined {
	if (version === KeyVersion.MD5_RC4) return rc4(Buffer.concat([iv, kek]), data, RC4_SKIP);
	return aesUnwrap(kek, data);
}
