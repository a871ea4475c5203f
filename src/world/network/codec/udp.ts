/** UDP over IPv4. Source: RFC 768. */
import type { Ipv4Address } from "../addresses.js";
import { get16, put16 } from "./bytes.js";
import { checksum, pseudoHeaderSum } from "./checksum.js";
import { IPV4_HEADER, MAX_PACKET, PROTOCOL_UDP } from "./ipv4.js";

const UDP_HEADER = 8;
/** Bytes a datagram carries at most. */
export const MAX_UDP_PAYLOAD = MAX_PACKET - IPV4_HEADER - UDP_HEADER;

export interface UdpDatagram {
	readonly sourcePort: number;
	readonly destinationPort: number;
	readonly payload: Uint8Array;
}

/** `source` and `destination` are part of the checksum. A checksum of 0 means that there is none. */
export function decodeUdp(
	bytes: Uint8Array,
	source: Ipv4Address,
	destination: Ipv4Address,
): UdpDatagram | undefined {
	if (bytes.length < UDP_HEADER) return undefined;
	const length = get16(bytes, 4);
	if (length < UDP_HEADER || length > bytes.length) return undefined;
	const whole = bytes.subarray(0, length);
	const sum = pseudoHeaderSum(source, destination, PROTOCOL_UDP, length);
	if (get16(bytes, 6) !== 0 && checksum(whole, sum) !== 0) return undefined;
	return {
		sourcePort: get16(bytes, 0),
		destinationPort: get16(bytes, 2),
		payload: whole.subarray(UDP_HEADER),
	};
}

/** Throws RangeError for more payload than MAX_UDP_PAYLOAD. */
export function encodeUdp(datagram: UdpDatagram, source: Ipv4Address, destination: Ipv4Address): Uint8Array {
	const { sourcePort, destinationPort, payload } = datagram;
	if (payload.length > MAX_UDP_PAYLOAD) throw new RangeError(`a UDP datagram holds ${MAX_UDP_PAYLOAD} bytes`);
	const bytes = new Uint8Array(UDP_HEADER + payload.length);
	put16(bytes, 0, sourcePort);
	put16(bytes, 2, destinationPort);
	put16(bytes, 4, bytes.length);
	bytes.set(payload, UDP_HEADER);
	const sum = checksum(bytes, pseudoHeaderSum(source, destination, PROTOCOL_UDP, bytes.length));
	put16(bytes, 6, sum === 0 ? 0xffff : sum);
	return bytes;
}
