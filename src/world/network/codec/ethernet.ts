/** Ethernet II. Source: IEEE 802.3, RFC 894. */
import type { MacAddress } from "../addresses.js";
import { get16, get48, put16, put48 } from "./bytes.js";

export const ETHERNET_HEADER = 14;
/** Bytes of payload a frame carries at most. */
export const ETHERNET_MTU = 1500;

export const ETHERTYPE_IPV4 = 0x0800;
export const ETHERTYPE_ARP = 0x0806;

export interface EthernetFrame {
	readonly destination: MacAddress;
	readonly source: MacAddress;
	readonly type: number;
	/** A short frame's padding is part of it. */
	readonly payload: Uint8Array;
}

export function decodeEthernet(bytes: Uint8Array): EthernetFrame | undefined {
	if (bytes.length < ETHERNET_HEADER) return undefined;
	return {
		destination: get48(bytes, 0),
		source: get48(bytes, 6),
		type: get16(bytes, 12),
		payload: bytes.subarray(ETHERNET_HEADER),
	};
}

export function encodeEthernet({ destination, source, type, payload }: EthernetFrame): Uint8Array {
	const bytes = new Uint8Array(ETHERNET_HEADER + payload.length);
	put48(bytes, 0, destination);
	put48(bytes, 6, source);
	put16(bytes, 12, type);
	bytes.set(payload, ETHERNET_HEADER);
	return bytes;
}
