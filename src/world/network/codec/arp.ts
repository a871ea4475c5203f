/** ARP for IPv4 over Ethernet. Source: RFC 826. */
import type { Ipv4Address, MacAddress } from "../addresses.js";
import { get16, get32, get48, put16, put32, put48 } from "./bytes.js";
import { ETHERTYPE_IPV4 } from "./ethernet.js";

const ARP_LENGTH = 28;
const HARDWARE_ETHERNET = 1;

export const ARP_REQUEST = 1;
export const ARP_REPLY = 2;

export interface ArpPacket {
	readonly operation: number;
	readonly senderMac: MacAddress;
	readonly sender: Ipv4Address;
	readonly targetMac: MacAddress;
	readonly target: Ipv4Address;
}

export function decodeArp(bytes: Uint8Array): ArpPacket | undefined {
	if (bytes.length < ARP_LENGTH) return undefined;
	const known =
		get16(bytes, 0) === HARDWARE_ETHERNET && get16(bytes, 2) === ETHERTYPE_IPV4 && get16(bytes, 4) === 0x0604;
	if (!known) return undefined;
	return {
		operation: get16(bytes, 6),
		senderMac: get48(bytes, 8),
		sender: get32(bytes, 14),
		targetMac: get48(bytes, 18),
		target: get32(bytes, 24),
	};
}

export function encodeArp({ operation, senderMac, sender, targetMac, target }: ArpPacket): Uint8Array {
	const bytes = new Uint8Array(ARP_LENGTH);
	put16(bytes, 0, HARDWARE_ETHERNET);
	put16(bytes, 2, ETHERTYPE_IPV4);
	put16(bytes, 4, 0x0604);
	put16(bytes, 6, operation);
	put48(bytes, 8, senderMac);
	put32(bytes, 14, sender);
	put48(bytes, 18, targetMac);
	put32(bytes, 24, target);
	return bytes;
}
