/**
 * Protected payloads of an air that does not encrypt: the IV, the payload as it is, and zeros where MIC and ICV were. The
 * chip's MAC takes and gives frames in this form.
 */

import { decodeLlc, type LlcPacket, trimPayload } from "./dot11/llc.js";
import { type Cipher, decodeIv, encodeIv, TRAILER_LENGTH } from "./dot11/protection.js";

/** A key that frames are sealed with: its cipher, its number, and the number of the last packet. */
export interface SealingKey {
	readonly cipher: Cipher;
	/** 0 to 3; 0 for the key of a pair. */
	readonly keyId: number;
	packetNumber: number;
}

/** Counts the packet. */
export function seal(key: SealingKey, llc: Uint8Array): Uint8Array {
	key.packetNumber++;
	const iv = encodeIv(key.cipher, key);
	const body = new Uint8Array(iv.length + llc.length + TRAILER_LENGTH[key.cipher]);
	body.set(iv);
	body.set(llc, iv.length);
	return body;
}

export interface Opened {
	readonly packet: LlcPacket;
	/** 0 to 3. */
	readonly keyId: number;
	readonly packetNumber: number;
}

/** The packet in a sealed body. Throws FrameError. */
export function open(cipher: Cipher, body: Uint8Array): Opened {
	const { keyId, packetNumber, rest } = decodeIv(cipher, body);
	const packet = decodeLlc(rest);
	const trimmed = trimPayload(packet);
	// A packet that does not say its own length ends where the trailer begins.
	const payload =
		trimmed.length < packet.payload.length
			? trimmed
			: packet.payload.subarray(0, Math.max(0, packet.payload.length - TRAILER_LENGTH[cipher]));
	return { packet: { etherType: packet.etherType, payload }, keyId, packetNumber };
}
