/** IPv4 packets. Source: RFC 791. */
import type { Ipv4Address } from "../addresses.js";
import { get16, get32, put16, put32 } from "./bytes.js";
import { checksum } from "./checksum.js";

export const IPV4_HEADER = 20;
/** Bytes of a packet, by its 16-bit length field. */
export const MAX_PACKET = 65535;
export const PROTOCOL_ICMP = 1;
export const PROTOCOL_TCP = 6;
export const PROTOCOL_UDP = 17;

const VERSION = 4;
const DONT_FRAGMENT = 0x4000;
const MORE_FRAGMENTS = 0x2000;
const OFFSET_MASK = 0x1fff;
/** Unit of the fragment offset field, bytes. */
const FRAGMENT_UNIT = 8;

export interface Ipv4Packet {
	readonly source: Ipv4Address;
	readonly destination: Ipv4Address;
	readonly protocol: number;
	readonly payload: Uint8Array;
	readonly ttl: number;
	/** 16 bits; the same in all fragments of a datagram. */
	readonly identification: number;
	readonly dontFragment: boolean;
	readonly moreFragments: boolean;
	/** Where the payload belongs in the datagram, bytes; a multiple of 8. */
	readonly fragmentOffset: number;
}

/** Undefined for what a host must drop: another version, a wrong length, a wrong checksum. Options are skipped. */
export function decodeIpv4(bytes: Uint8Array): Ipv4Packet | undefined {
	if (bytes.length < IPV4_HEADER || bytes[0] >>> 4 !== VERSION) return undefined;
	const header = (bytes[0] & 0xf) * 4;
	const total = get16(bytes, 2);
	if (header < IPV4_HEADER || total < header || total > bytes.length) return undefined;
	if (checksum(bytes.subarray(0, header)) !== 0) return undefined;
	const flags = get16(bytes, 6);
	return {
		identification: get16(bytes, 4),
		dontFragment: (flags & DONT_FRAGMENT) !== 0,
		moreFragments: (flags & MORE_FRAGMENTS) !== 0,
		fragmentOffset: (flags & OFFSET_MASK) * FRAGMENT_UNIT,
		ttl: bytes[8],
		protocol: bytes[9],
		source: get32(bytes, 12),
		destination: get32(bytes, 16),
		payload: bytes.subarray(header, total),
	};
}

/** Throws RangeError for what a packet cannot say. */
export function encodeIpv4(packet: Ipv4Packet): Uint8Array {
	const total = IPV4_HEADER + packet.payload.length;
	if (total > MAX_PACKET) throw new RangeError(`${total} bytes do not fit into an IPv4 packet`);
	if (packet.fragmentOffset % FRAGMENT_UNIT !== 0) throw new RangeError("a fragment must begin at 8 bytes");
	const bytes = new Uint8Array(total);
	bytes[0] = (VERSION << 4) | (IPV4_HEADER / 4);
	put16(bytes, 2, total);
	put16(bytes, 4, packet.identification);
	const flags = (packet.dontFragment ? DONT_FRAGMENT : 0) | (packet.moreFragments ? MORE_FRAGMENTS : 0);
	put16(bytes, 6, flags | (packet.fragmentOffset / FRAGMENT_UNIT));
	bytes[8] = packet.ttl;
	bytes[9] = packet.protocol;
	put32(bytes, 12, packet.source);
	put32(bytes, 16, packet.destination);
	put16(bytes, 10, checksum(bytes.subarray(0, IPV4_HEADER)));
	bytes.set(packet.payload, IPV4_HEADER);
	return bytes;
}

/** A packet as packets of at most `mtu` bytes. Throws RangeError for more than 65,535 bytes. */
export function fragmentIpv4(packet: Ipv4Packet, mtu: number): Ipv4Packet[] {
	const { payload } = packet;
	if (IPV4_HEADER + payload.length <= mtu) return [packet];
	if (IPV4_HEADER + payload.length > MAX_PACKET) throw new RangeError("more than an IPv4 packet holds");
	const step = Math.floor((mtu - IPV4_HEADER) / FRAGMENT_UNIT) * FRAGMENT_UNIT;
	const fragments: Ipv4Packet[] = [];
	for (let at = 0; at < payload.length; at += step) {
		fragments.push({
			...packet,
			payload: payload.subarray(at, at + step),
			fragmentOffset: packet.fragmentOffset + at,
			moreFragments: packet.moreFragments || at + step < payload.length,
		});
	}
	return fragments;
}
