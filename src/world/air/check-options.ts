/** Checks what parts of an air are told. All throw AirOptionError. */
import { isGroup, type MacAddress, parseAddress } from "./dot11/address.js";
import { MAX_SSID_LENGTH } from "./dot11/network-elements.js";
import { AirOptionError } from "./options.js";
import { isPassphrase } from "./wpa/keys.js";

export function checkAddress(text: string, what: string): MacAddress {
	const address = parseAddress(text);
	if (address === undefined || isGroup(address)) {
		throw new AirOptionError(`${what} must be six hex pairs with colons, and not a group: "${text}"`);
	}
	return address;
}

/** The name's bytes. */
export function checkSsid(ssid: string): Uint8Array {
	const bytes = Uint8Array.from(Buffer.from(ssid));
	if (bytes.length < 1 || bytes.length > MAX_SSID_LENGTH) {
		throw new AirOptionError(`ssid must have 1 to ${MAX_SSID_LENGTH} bytes: "${ssid}"`);
	}
	return bytes;
}

export function checkPassphrase(passphrase: string): void {
	if (!isPassphrase(passphrase)) {
		throw new AirOptionError("passphrase must be 8 to 63 ASCII characters, or 64 hex digits");
	}
}

/** The number, when it is a whole one in the range. */
export function checkNumber(value: number, what: string, least: number, most: number): number {
	if (!Number.isInteger(value) || value < least || value > most) {
		throw new AirOptionError(`${what} must be a whole number from ${least} to ${most}: ${value}`);
	}
	return value;
}

/** The share, when it is from 0 to 1. */
export function checkShare(value: number, what: string): number {
	if (!(value >= 0 && value <= 1)) throw new AirOptionError(`${what} must be from 0 to 1: ${value}`);
	return value;
}

export const checkChannel = (channel: number): number => checkNumber(channel, "channel", 1, 14);

export const checkRssi = (rssi: number): number => checkNumber(rssi, "rssi", -128, 0);
