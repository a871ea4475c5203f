/** LLC/SNAP, the way Ethernet types travel in 802.11 data frames. Source: IEEE 802.11-2016, annex P; RFC 1042. */
import { ByteReader, FrameError } from "./bytes.js";

export const EtherType = {
	IPV4: 0x0800,
	ARP: 0x0806,
	IPV6: 0x86dd,
	EAPOL: 0x888e,
	APPLETALK_ARP: 0x80f3,
	IPX: 0x8137,
} as const;

const LLC_SNAP = [0xaa, 0xaa, 0x03];
const RFC_1042 = [0x00, 0x00, 0x00];
const BRIDGE_TUNNEL = [0x00, 0x00, 0xf8];
/** Bytes before the payload. */
export const LLC_LENGTH = 8;
/** Smaller values of the field are lengths. */
const FIRST_ETHER_TYPE = 0x600;

export interface LlcPacket {
	/** 0x600 to 0xffff. */
	readonly etherType: number;
	readonly payload: Uint8Array;
}

/** Throws FrameError. The payload is a view. */
export function decodeLlc(bytes: Uint8Array): LlcPacket {
	const reader = new ByteReader(bytes);
	const llc = reader.bytes(3, "the LLC header");
	if (!equal(llc, LLC_SNAP)) throw new FrameError(`LLC ${Buffer.from(llc).toString("hex")} is not SNAP`);
	const oui = reader.bytes(3, "the SNAP header");
	if (!equal(oui, RFC_1042) && !equal(oui, BRIDGE_TUNNEL)) {
		throw new FrameError(`SNAP of the organisation ${Buffer.from(oui).toString("hex")}`);
	}
	const etherType = reader.u16be("the SNAP header");
	if (etherType < FIRST_ETHER_TYPE) throw new FrameError(`${etherType} is not an Ethernet type`);
	return { etherType, payload: reader.rest() };
}

export function encodeLlc({ etherType, payload }: LlcPacket): Uint8Array {
	const bytes = new Uint8Array(LLC_LENGTH + payload.length);
	bytes.set(LLC_SNAP);
	bytes.set(isTunnelled(etherType) ? BRIDGE_TUNNEL : RFC_1042, 3);
	bytes.set([etherType >>> 8, etherType & 0xff], 6);
	bytes.set(payload, LLC_LENGTH);
	return bytes;
}

/** Types that take the other organisation code, so that bridges can tell them from true SNAP. */
function isTunnelled(etherType: number): boolean {
	return etherType === EtherType.APPLETALK_ARP || etherType === EtherType.IPX;
}

function equal(bytes: Uint8Array, expected: readonly number[]): boolean {
	return expected.every((byte, i) => bytes[i] === byte);
}

/**
 * The payload without what follows the packet: padding, or room for a MIC. IP and EAPOL say their own length, ARP has
 * one; of other types everything is kept.
 */
export function trimPayload({ etherType, payload }: LlcPacket): Uint8Array {
	return payload.subarray(0, packetLength(etherType, payload));
}

const ARP_LENGTH = 28;

function packetLength(etherType: number, payload: Uint8Array): number {
	const u16 = (at: number): number => (payload[at] << 8) | payload[at + 1];
	switch (etherType) {
		case EtherType.IPV4:
			return payload.length >= 20 ? Math.max(20, u16(2)) : payload.length;
		case EtherType.IPV6:
			return payload.length >= 40 ? 40 + u16(4) : payload.length;
		case EtherType.EAPOL:
			return payload.length >= 4 ? 4 + u16(2) : payload.length;
		case EtherType.ARP:
			return ARP_LENGTH;
		default:
			return payload.length;
	}
}
