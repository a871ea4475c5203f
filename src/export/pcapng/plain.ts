/** Protected frames of a virtual air as if there were no protection: their payload is plain already. */
import { FrameError } from "../../world/air/dot11/bytes.js";
import { type DataFrame, DataSubtype, encodeDataFrame } from "../../world/air/dot11/data.js";
import { Flag } from "../../world/air/dot11/frame-control.js";
import { encodeLlc, type LlcPacket } from "../../world/air/dot11/llc.js";
import type { Cipher } from "../../world/air/dot11/protection.js";
import { open } from "../../world/air/sealing.js";

/** The frame without IV, MIC and the protected flag; undefined when it cannot be taken for protected data. */
export function withoutProtection(frame: DataFrame): Uint8Array | undefined {
	const packet = openPacket(frame);
	return (
		packet && encodeDataFrame({ ...frame, flags: frame.flags & ~Flag.PROTECTED, body: encodeLlc(packet) })
	);
}

/** The packet in a protected frame; undefined when there is none. */
export function openPacket({ flags, subtype, body }: DataFrame): LlcPacket | undefined {
	if (!(flags & Flag.PROTECTED) || subtype & DataSubtype.NO_DATA) return undefined;
	try {
		return open(cipherOf(body), body).packet;
	} catch (error) {
		if (error instanceof FrameError) return undefined;
		throw error;
	}
}

/**
 * TKIP's second byte repeats its first one's bits; CCMP's third is reserved and 0. One CCMP packet number in 32768 looks
 * like TKIP's: the trailer's length is then wrong for packets that do not say their own.
 */
function cipherOf(body: Uint8Array): Cipher {
	return body[1] === ((body[0] | 0x20) & 0x7f) ? "tkip" : "ccmp";
}
