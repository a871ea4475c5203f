/** TCP segments over IPv4. Source: RFC 9293 section 3.1. */
import type { Ipv4Address } from "../addresses.js";
import { get16, get32, put16, put32 } from "./bytes.js";
import { checksum, pseudoHeaderSum } from "./checksum.js";
import { PROTOCOL_TCP } from "./ipv4.js";

export const TCP_HEADER = 20;

/** Control bits. */
export const FIN = 0x01;
export const SYN = 0x02;
export const RST = 0x04;
export const PSH = 0x08;
export const ACK = 0x10;

const OPTION_END = 0;
const OPTION_NOP = 1;
const OPTION_MSS = 2;
const MSS_LENGTH = 4;

export interface TcpSegment {
	readonly sourcePort: number;
	readonly destinationPort: number;
	/** Sequence number, unsigned 32 bits. */
	readonly seq: number;
	/** Acknowledgment number; it means something with ACK only. */
	readonly ack: number;
	readonly flags: number;
	/** Receive window, bytes. */
	readonly window: number;
	/** Maximum segment size option. */
	readonly mss?: number;
	readonly payload: Uint8Array;
}

/** `source` and `destination` are part of the checksum. Options other than MSS are skipped. */
export function decodeTcp(
	bytes: Uint8Array,
	source: Ipv4Address,
	destination: Ipv4Address,
): TcpSegment | undefined {
	if (bytes.length < TCP_HEADER) return undefined;
	const header = (bytes[12] >>> 4) * 4;
	if (header < TCP_HEADER || header > bytes.length) return undefined;
	const sum = pseudoHeaderSum(source, destination, PROTOCOL_TCP, bytes.length);
	if (checksum(bytes, sum) !== 0) return undefined;
	const mss = mssOption(bytes.subarray(TCP_HEADER, header));
	return {
		sourcePort: get16(bytes, 0),
		destinationPort: get16(bytes, 2),
		seq: get32(bytes, 4),
		ack: get32(bytes, 8),
		flags: bytes[13] & (FIN | SYN | RST | PSH | ACK),
		window: get16(bytes, 14),
		...(mss !== undefined && { mss }),
		payload: bytes.subarray(header),
	};
}

export function encodeTcp(segment: TcpSegment, source: Ipv4Address, destination: Ipv4Address): Uint8Array {
	const { mss, payload } = segment;
	const header = TCP_HEADER + (mss === undefined ? 0 : MSS_LENGTH);
	const bytes = new Uint8Array(header + payload.length);
	put16(bytes, 0, segment.sourcePort);
	put16(bytes, 2, segment.destinationPort);
	put32(bytes, 4, segment.seq);
	put32(bytes, 8, segment.ack);
	bytes[12] = (header / 4) << 4;
	bytes[13] = segment.flags;
	put16(bytes, 14, segment.window);
	if (mss !== undefined) {
		bytes[TCP_HEADER] = OPTION_MSS;
		bytes[TCP_HEADER + 1] = MSS_LENGTH;
		put16(bytes, TCP_HEADER + 2, mss);
	}
	bytes.set(payload, header);
	put16(bytes, 16, checksum(bytes, pseudoHeaderSum(source, destination, PROTOCOL_TCP, bytes.length)));
	return bytes;
}

/** The first well-formed MSS option; a malformed option ends the list. */
function mssOption(options: Uint8Array): number | undefined {
	for (let at = 0; at < options.length && options[at] !== OPTION_END; ) {
		if (options[at] === OPTION_NOP) {
			at++;
			continue;
		}
		const length = options[at + 1];
		if (!(length >= 2 && at + length <= options.length)) return undefined;
		if (options[at] === OPTION_MSS && length === MSS_LENGTH) return get16(options, at + 2);
		at += length;
	}
	return undefined;
}
