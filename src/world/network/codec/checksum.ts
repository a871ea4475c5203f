/** The Internet checksum. Source: RFC 1071; the pseudo-header: RFC 768, RFC 9293 section 3.1. */
import type { Ipv4Address } from "../addresses.js";
import { get16 } from "./bytes.js";

/** One's complement of the one's complement sum; 0 over data that holds its own right checksum. */
export function checksum(bytes: Uint8Array, initial = 0): number {
	let sum = initial;
	const even = bytes.length & ~1;
	for (let at = 0; at < even; at += 2) sum += get16(bytes, at);
	if (even < bytes.length) sum += bytes[even] << 8;
	while (sum > 0xffff) sum = (sum & 0xffff) + Math.floor(sum / 0x1_0000);
	return ~sum & 0xffff;
}

/** What TCP and UDP add to their sum: the addresses, the protocol and the length of the segment. */
export function pseudoHeaderSum(
	source: Ipv4Address,
	destination: Ipv4Address,
	protocol: number,
	length: number,
): number {
	return (
		(source >>> 16) + (source & 0xffff) + (destination >>> 16) + (destination & 0xffff) + protocol + length
	);
}
