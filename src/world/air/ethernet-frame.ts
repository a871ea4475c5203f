/** Between Ethernet frames and the packets of 802.11. */
import { MAC_LENGTH } from "../ethernet.js";
import { addressBytes, formatAddress, type MacAddress } from "./dot11/address.js";
import type { LlcPacket } from "./dot11/llc.js";

const HEADER_LENGTH = 2 * MAC_LENGTH + 2;
const FIRST_ETHER_TYPE = 0x600;

export interface EthernetPacket {
	readonly destination: MacAddress;
	readonly source: MacAddress;
	readonly packet: LlcPacket;
}

export function encodeEthernet({ destination, source, packet }: EthernetPacket): Uint8Array {
	const frame = new Uint8Array(HEADER_LENGTH + packet.payload.length);
	frame.set(addressBytes(destination));
	frame.set(addressBytes(source), MAC_LENGTH);
	frame.set([packet.etherType >>> 8, packet.etherType & 0xff], 2 * MAC_LENGTH);
	frame.set(packet.payload, HEADER_LENGTH);
	return frame;
}

/** Undefined for a frame that is too short, or that has a length in the place of the type. */
export function decodeEthernet(frame: Uint8Array): EthernetPacket | undefined {
	if (frame.length < HEADER_LENGTH) return undefined;
	const etherType = (frame[12] << 8) | frame[13];
	if (etherType < FIRST_ETHER_TYPE) return undefined;
	return {
		destination: formatAddress(frame),
		source: formatAddress(frame.subarray(MAC_LENGTH)),
		packet: { etherType, payload: frame.subarray(HEADER_LENGTH) },
	};
}
