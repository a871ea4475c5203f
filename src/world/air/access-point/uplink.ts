/** A data frame from a member, opened. */
import { FrameError } from "../dot11/bytes.js";
import { type DataFrame, DataSubtype } from "../dot11/data.js";
import { Flag } from "../dot11/frame-control.js";
import { decodeLlc, type LlcPacket, trimPayload } from "../dot11/llc.js";
import { open } from "../sealing.js";
import type { Membership } from "./member.js";

/** The packet in it; undefined when there is none; or what is wrong with it. Never throws. */
export function openUplink(frame: DataFrame, membership: Membership): LlcPacket | FrameError | undefined {
	try {
		return readUplink(frame, membership);
	} catch (error) {
		if (error instanceof FrameError) return error;
		throw error;
	}
}

function readUplink(frame: DataFrame, membership: Membership): LlcPacket | undefined {
	if (frame.subtype & DataSubtype.NO_DATA) return undefined;
	if (frame.flags & Flag.MORE_FRAGMENTS || frame.fragment > 0) throw new FrameError("a fragment");
	if (!(frame.flags & Flag.PROTECTED)) {
		const packet = decodeLlc(frame.body);
		return { etherType: packet.etherType, payload: trimPayload(packet) };
	}
	if (!membership.key) throw new FrameError("a protected frame without a key");
	const { packet, packetNumber, keyId } = open(membership.key.cipher, frame.body);
	if (keyId !== 0) throw new FrameError(`a frame protected with key ${keyId}`);
	if (packetNumber <= membership.lastPacketNumber) {
		throw new FrameError(`packet number ${packetNumber} after ${membership.lastPacketNumber}`);
	}
	membership.lastPacketNumber = packetNumber;
	return packet;
}
