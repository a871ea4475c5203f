/** Station addresses as text: six lower-case hex pairs with colons. */
import { MAC_LENGTH } from "../../ethernet.js";

/** Six lower-case hex pairs with colons. */
export type MacAddress = string;

export const BROADCAST: MacAddress = "ff:ff:ff:ff:ff:ff";

const HEX = Array.from({ length: 256 }, (_, byte) => byte.toString(16).padStart(2, "0"));

/** The address in the first six of `bytes`. */
export function formatAddress(bytes: Uint8Array): MacAddress {
	return `${HEX[bytes[0]]}:${HEX[bytes[1]]}:${HEX[bytes[2]]}:${HEX[bytes[3]]}:${HEX[bytes[4]]}:${HEX[bytes[5]]}`;
}

export function addressBytes(address: MacAddress): Uint8Array {
	const bytes = new Uint8Array(MAC_LENGTH);
	for (let i = 0; i < MAC_LENGTH; i++) bytes[i] = Number.parseInt(address.slice(3 * i, 3 * i + 2), 16);
	return bytes;
}

/** The address in its one form; undefined when `text` is none. */
export function parseAddress(text: string): MacAddress | undefined {
	const address = text.toLowerCase();
	return /^([0-9a-f]{2}:){5}[0-9a-f]{2}$/.test(address) ? address : undefined;
}

/** Whether an address names a group: broadcast or multicast. */
export function isGroup(address: MacAddress): boolean {
	return (Number.parseInt(address.slice(0, 2), 16) & 1) === 1;
}
