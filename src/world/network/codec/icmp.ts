/** ICMP for IPv4. Source: RFC 792, RFC 1812 section 5.2.7. */
import type { Endpoint } from "../addresses.js";
import { get16, get32, put16 } from "./bytes.js";
import { checksum } from "./checksum.js";
import { IPV4_HEADER } from "./ipv4.js";

const ICMP_HEADER = 8;

export const ICMP_ECHO_REPLY = 0;
export const ICMP_UNREACHABLE = 3;
export const ICMP_ECHO_REQUEST = 8;

/** Codes of ICMP_UNREACHABLE. */
export const HOST_UNREACHABLE = 1;
export const PROTOCOL_UNREACHABLE = 2;
export const PORT_UNREACHABLE = 3;
export const ADMINISTRATIVELY_PROHIBITED = 13;

export interface IcmpMessage {
	readonly type: number;
	readonly code: number;
	/** Echo: identifier and sequence number; others: four bytes, zero for unreachable. */
	readonly rest: Uint8Array;
	readonly payload: Uint8Array;
}

export function decodeIcmp(bytes: Uint8Array): IcmpMessage | undefined {
	if (bytes.length < ICMP_HEADER || checksum(bytes) !== 0) return undefined;
	return {
		type: bytes[0],
		code: bytes[1],
		rest: bytes.subarray(4, ICMP_HEADER),
		payload: bytes.subarray(ICMP_HEADER),
	};
}

export function encodeIcmp({ type, code, rest, payload }: IcmpMessage): Uint8Array {
	const bytes = new Uint8Array(ICMP_HEADER + payload.length);
	bytes[0] = type;
	bytes[1] = code;
	bytes.set(rest.subarray(0, 4), 4);
	bytes.set(payload, ICMP_HEADER);
	put16(bytes, 2, checksum(bytes));
	return bytes;
}

/** The TCP or UDP packet that an error message is about. */
export interface Quoted {
	readonly protocol: number;
	readonly source: Endpoint;
	readonly destination: Endpoint;
}

/** Reads the beginning of a packet, which is all that an error message quotes. */
export function decodeQuoted(bytes: Uint8Array): Quoted | undefined {
	const header = (bytes[0] & 0xf) * 4;
	if (header < IPV4_HEADER || bytes.length < header + 4) return undefined;
	return {
		protocol: bytes[9],
		source: { address: get32(bytes, 12), port: get16(bytes, header) },
		destination: { address: get32(bytes, 16), port: get16(bytes, header + 2) },
	};
}

/** What of a packet an error message quotes: its header and eight bytes. */
export function quote(packet: Uint8Array): Uint8Array {
	return Uint8Array.from(packet.subarray(0, (packet[0] & 0xf) * 4 + 8));
}
