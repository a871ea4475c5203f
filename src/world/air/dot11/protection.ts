/**
 * The header that a protected frame carries before its payload, and the trailer after it. The virtual air does not
 * encrypt, so that what lies between them is plain. Source: IEEE 802.11-2016, 12.5.2.2 and 12.5.3.2.
 */
import { ByteReader, FrameError } from "./bytes.js";

export type Cipher = "tkip" | "ccmp";

/** Bytes of the header, of either cipher. */
export const IV_LENGTH = 8;
/** Bytes after the payload: CCMP's MIC; TKIP's MIC and ICV. */
export const TRAILER_LENGTH: Readonly<Record<Cipher, number>> = { ccmp: 8, tkip: 12 };

const EXTENDED_IV = 0x20;

export interface ProtectionHeader {
	/** 0 to 3. */
	readonly keyId: number;
	/** Packet number, 48 bits. */
	readonly packetNumber: number;
}

export function encodeIv(cipher: Cipher, { keyId, packetNumber }: ProtectionHeader): Uint8Array {
	const pn = Array.from({ length: 6 }, (_, i) => Math.floor(packetNumber / 2 ** (8 * i)) & 0xff);
	const key = EXTENDED_IV | (keyId << 6);
	const start = cipher === "ccmp" ? [pn[0], pn[1], 0] : [pn[1], (pn[1] | 0x20) & 0x7f, pn[0]];
	return Uint8Array.of(...start, key, ...pn.slice(2));
}

export interface ProtectedBody extends ProtectionHeader {
	/** What follows the header: payload and trailer; a view. */
	readonly rest: Uint8Array;
}

/** Takes the header off a protected frame's body. Throws FrameError. */
export function decodeIv(cipher: Cipher, body: Uint8Array): ProtectedBody {
	const reader = new ByteReader(body);
	const iv = reader.bytes(IV_LENGTH, "the IV");
	if (!(iv[3] & EXTENDED_IV)) throw new FrameError("a protected frame without an extended IV");
	const low = cipher === "ccmp" ? iv[0] + (iv[1] << 8) : iv[2] + (iv[0] << 8);
	const high = iv[4] + iv[5] * 2 ** 8 + iv[6] * 2 ** 16 + iv[7] * 2 ** 24;
	return { keyId: iv[3] >>> 6, packetNumber: low + high * 2 ** 16, rest: reader.rest() };
}
