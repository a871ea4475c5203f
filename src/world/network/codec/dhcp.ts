/** DHCP messages. Source: RFC 2131 section 2, RFC 2132. */
import type { Ipv4Address, MacAddress } from "../addresses.js";
import { get32, get48, put16, put32, put48 } from "./bytes.js";

/** Fixed fields and the magic cookie. */
const FIXED = 240;
const MAGIC = 0x63825363;
const ETHERNET = 0x0106;
const BROADCAST_FLAG = 0x80;
/** BOOTP's size; some clients take no shorter message. */
const MIN_MESSAGE = 300;

const AT_XID = 4;
const AT_FLAGS = 10;
const AT_CIADDR = 12;
const AT_YIADDR = 16;
const AT_SIADDR = 20;
const AT_CHADDR = 28;
const AT_MAGIC = 236;

export const DHCP_SERVER_PORT = 67;
export const DHCP_CLIENT_PORT = 68;

export const BOOT_REQUEST = 1;
export const BOOT_REPLY = 2;

/** Values of OPTION.MESSAGE_TYPE. */
export const DHCP = {
	DISCOVER: 1,
	OFFER: 2,
	REQUEST: 3,
	DECLINE: 4,
	ACK: 5,
	NAK: 6,
	RELEASE: 7,
	INFORM: 8,
} as const;

export const OPTION = {
	PAD: 0,
	SUBNET_MASK: 1,
	ROUTER: 3,
	DNS_SERVER: 6,
	HOST_NAME: 12,
	REQUESTED_ADDRESS: 50,
	LEASE_TIME: 51,
	MESSAGE_TYPE: 53,
	SERVER_IDENTIFIER: 54,
	PARAMETER_LIST: 55,
	RENEWAL_TIME: 58,
	REBINDING_TIME: 59,
	END: 255,
} as const;

export interface DhcpMessage {
	/** BOOT_REQUEST or BOOT_REPLY. */
	readonly op: number;
	readonly xid: number;
	/** The client cannot take unicast yet. */
	readonly broadcast: boolean;
	/** The client's address, where it has one. */
	readonly ciaddr: Ipv4Address;
	/** The address given. */
	readonly yiaddr: Ipv4Address;
	readonly siaddr: Ipv4Address;
	readonly chaddr: MacAddress;
	/** By code; what is there twice is joined. */
	readonly options: ReadonlyMap<number, Uint8Array>;
}

/** Undefined for what is not DHCP over Ethernet; options that run over the end are dropped. */
export function decodeDhcp(bytes: Uint8Array): DhcpMessage | undefined {
	if (bytes.length < FIXED || get32(bytes, AT_MAGIC) !== MAGIC) return undefined;
	if (bytes[1] !== ETHERNET >>> 8 || bytes[2] !== (ETHERNET & 0xff)) return undefined;
	return {
		op: bytes[0],
		xid: get32(bytes, AT_XID),
		broadcast: (bytes[AT_FLAGS] & BROADCAST_FLAG) !== 0,
		ciaddr: get32(bytes, AT_CIADDR),
		yiaddr: get32(bytes, AT_YIADDR),
		siaddr: get32(bytes, AT_SIADDR),
		chaddr: get48(bytes, AT_CHADDR),
		options: decodeOptions(bytes.subarray(FIXED)),
	};
}

/** Throws RangeError for an option of more than 255 bytes. */
export function encodeDhcp(message: DhcpMessage): Uint8Array {
	const options = [...message.options].flatMap(([code, value]) => {
		if (value.length > 255) throw new RangeError(`DHCP option ${code} has more than 255 bytes`);
		return [code, value.length, ...value];
	});
	const bytes = new Uint8Array(Math.max(MIN_MESSAGE, FIXED + options.length + 1));
	bytes[0] = message.op;
	put16(bytes, 1, ETHERNET);
	put32(bytes, AT_XID, message.xid);
	if (message.broadcast) bytes[AT_FLAGS] = BROADCAST_FLAG;
	put32(bytes, AT_CIADDR, message.ciaddr);
	put32(bytes, AT_YIADDR, message.yiaddr);
	put32(bytes, AT_SIADDR, message.siaddr);
	put48(bytes, AT_CHADDR, message.chaddr);
	put32(bytes, AT_MAGIC, MAGIC);
	bytes.set(options, FIXED);
	bytes[FIXED + options.length] = OPTION.END;
	return bytes;
}

/** The first address in an option. */
export function addressOption(message: DhcpMessage, code: number): Ipv4Address | undefined {
	const value = message.options.get(code);
	return value && value.length >= 4 ? get32(value, 0) : undefined;
}

/** A 32-bit value of an option: an address, or seconds. */
export function option32(value: number): Uint8Array {
	const bytes = new Uint8Array(4);
	put32(bytes, 0, value);
	return bytes;
}

function decodeOptions(bytes: Uint8Array): Map<number, Uint8Array> {
	const options = new Map<number, Uint8Array>();
	for (let at = 0; at < bytes.length && bytes[at] !== OPTION.END; ) {
		const code = bytes[at++];
		if (code === OPTION.PAD) continue;
		const length = bytes[at++];
		if (!(at + length <= bytes.length)) break;
		const before = options.get(code);
		const value = bytes.subarray(at, at + length);
		options.set(code, before ? Uint8Array.of(...before, ...value) : value);
		at += length;
	}
	return options;
}
