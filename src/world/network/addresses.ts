/** IPv4 addresses as unsigned 32-bit numbers, MAC addresses as unsigned 48-bit numbers, and how people write them. */

export type Ipv4Address = number;
export type MacAddress = number;

export const ANY_ADDRESS: Ipv4Address = 0;
export const BROADCAST_ADDRESS: Ipv4Address = 0xffff_ffff;
export const LOOPBACK_ADDRESS: Ipv4Address = 0x7f00_0001;
export const BROADCAST_MAC: MacAddress = 0xffff_ffff_ffff;

/** One side of a flow. */
export interface Endpoint {
	readonly address: Ipv4Address;
	/** 0 to 65535. */
	readonly port: number;
}

/** A network: `address` is its first. */
export interface Subnet {
	readonly address: Ipv4Address;
	readonly mask: Ipv4Address;
}

/** "10.0.2.15" as a number; undefined when it is not four decimal bytes. */
export function parseIpv4(text: string): Ipv4Address | undefined {
	const parts = /^(\d{1,3})\.(\d{1,3})\.(\d{1,3})\.(\d{1,3})$/.exec(text)?.slice(1).map(Number);
	if (!parts?.every((part) => part <= 255)) return undefined;
	return parts.reduce((address, part) => address * 256 + part, 0);
}

export function formatIpv4(address: Ipv4Address): string {
	return [24, 16, 8, 0].map((shift) => (address >>> shift) & 0xff).join(".");
}

/** "10.0.2.15:80". */
export function formatEndpoint({ address, port }: Endpoint): string {
	return `${formatIpv4(address)}:${port}`;
}

/** "10.0.2.15:80"; undefined when it is not an address and a port. */
export function parseEndpoint(text: string): Endpoint | undefined {
	const [, host = "", port = ""] = /^([\d.]+):(\d{1,5})$/.exec(text) ?? [];
	const address = parseIpv4(host);
	if (address === undefined || port === "" || Number(port) > 65535) return undefined;
	return { address, port: Number(port) };
}

/** "10.0.2.0/24", or an address alone for /32; undefined when it is neither. Bits beyond the mask are dropped. */
export function parseSubnet(text: string): Subnet | undefined {
	const [, written, length = "32"] = /^([\d.]+)(?:\/(\d{1,2}))?$/.exec(text) ?? [];
	const address = written === undefined ? undefined : parseIpv4(written);
	if (address === undefined || Number(length) > 32) return undefined;
	const mask = length === "0" ? 0 : (-1 << (32 - Number(length))) >>> 0;
	return { address: (address & mask) >>> 0, mask };
}

export function inSubnet(address: Ipv4Address, { address: first, mask }: Subnet): boolean {
	return (address & mask) >>> 0 === first;
}

/** The last address of a network. */
export function subnetBroadcast({ address, mask }: Subnet): Ipv4Address {
	return (address | ~mask) >>> 0;
}

/** Whether an address means several hosts, or none that could answer. */
export function isUnicast(address: Ipv4Address): boolean {
	return address >>> 24 !== 0 && address < 0xe000_0000;
}

export function isMulticastMac(mac: MacAddress): boolean {
	return Math.floor(mac / 0x100_0000_0000) % 2 === 1;
}

/** "02:00:00:00:00:01". */
export function formatMac(mac: MacAddress): string {
	return mac
		.toString(16)
		.padStart(12, "0")
		.replace(/..(?!$)/g, "$&:");
}
