/** From a passphrase to the keys of a pair of stations. Source: IEEE 802.11-2016, 12.7.1 and annex J.4. */
import { createHmac, pbkdf2Sync } from "node:crypto";
import { addressBytes, type MacAddress } from "../dot11/address.js";
import type { Cipher } from "../dot11/protection.js";

export const KEY_LENGTH: Readonly<Record<Cipher, number>> = { ccmp: 16, tkip: 32 };
export const NONCE_LENGTH = 32;
const PMK_LENGTH = 32;
const ITERATIONS = 4096;
const KCK_LENGTH = 16;
const KEK_LENGTH = 16;

/** Whether a passphrase is one: 8 to 63 printable ASCII characters, or 64 hex digits. */
export function isPassphrase(text: string): boolean {
	return /^[ -~]{8,63}$/.test(text) || /^[0-9a-f]{64}$/i.test(text);
}

/** The pairwise master key, 32 bytes; a passphrase of 64 hex digits is the key itself. */
export function masterKey(passphrase: string, ssid: Uint8Array): Uint8Array {
	if (/^[0-9a-f]{64}$/i.test(passphrase)) return Uint8Array.from(Buffer.from(passphrase, "hex"));
	return pbkdf2Sync(passphrase, ssid, ITERATIONS, PMK_LENGTH, "sha1");
}

/** The standard's pseudo-random function: `length` bytes. */
export function prf(key: Uint8Array, label: string, data: Uint8Array, length: number): Uint8Array {
	const result = new Uint8Array(length);
	for (let at = 0, counter = 0; at < length; counter++) {
		const hmac = createHmac("sha1", key).update(label).update(Uint8Array.of(0)).update(data);
		const block = hmac
			.update(Uint8Array.of(counter))
			.digest()
			.subarray(0, length - at);
		result.set(block, at);
		at += block.length;
	}
	return result;
}

/** What both sides derive: keys to authenticate and to wrap handshake messages, and the one for data. */
export interface PairwiseKeys {
	/** Key confirmation key, 16 bytes. */
	readonly kck: Uint8Array;
	/** Key encryption key, 16 bytes. */
	readonly kek: Uint8Array;
	/** Temporal key; for TKIP with Michael's two keys behind it. */
	readonly temporal: Uint8Array;
}

export interface PairwiseContext {
	readonly pmk: Uint8Array;
	readonly authenticator: MacAddress;
	readonly supplicant: MacAddress;
	/** 32 bytes. */
	readonly authenticatorNonce: Uint8Array;
	/** 32 bytes. */
	readonly supplicantNonce: Uint8Array;
	readonly cipher: Cipher;
}

export function pairwiseKeys(context: PairwiseContext): PairwiseKeys {
	const { pmk, authenticator, supplicant, authenticatorNonce, supplicantNonce, cipher } = context;
	const data = Buffer.concat([
		...ascending(addressBytes(authenticator), addressBytes(supplicant)),
		...ascending(authenticatorNonce, supplicantNonce),
	]);
	const end = KCK_LENGTH + KEK_LENGTH + KEY_LENGTH[cipher];
	const ptk = prf(pmk, "Pairwise key expansion", data, end);
	return {
		kck: ptk.subarray(0, KCK_LENGTH),
		kek: ptk.subarray(KCK_LENGTH, KCK_LENGTH + KEK_LENGTH),
		temporal: ptk.subarray(KCK_LENGTH + KEK_LENGTH),
	};
}

function ascending(a: Uint8Array, b: Uint8Array): [Uint8Array, Uint8Array] {
	return Buffer.compare(a, b) < 0 ? [a, b] : [b, a];
}
