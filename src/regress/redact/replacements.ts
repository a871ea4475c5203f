/** What stands in the place of a secret, in every form in which firmware and networks write it. */
import { masterKey } from "../../world/air/wpa/keys.js";

/** Bytes that must go, and as many that come instead. */
export interface Replacement {
	readonly find: Uint8Array;
	readonly by: Uint8Array;
}

/** Each secret gets a letter of its own as long as there are some, so that two names stay two. */
const LETTERS = "xyzwvutsrqponmlkjihgfedcba";
const MAC_ADDRESS = /^(?:[0-9a-f]{2}:){5}[0-9a-f]{2}$/i;
/** Shorter ones are found by chance in the other forms. */
const MIN_ENCODED = 6;

/** As many letters; for a MAC address one that nobody owns. */
export function standIn(secret: string, index: number): string {
	if (!MAC_ADDRESS.test(secret)) return LETTERS[index % LETTERS.length].repeat(Buffer.byteLength(secret));
	const number = index.toString(16).padStart(4, "0");
	return `02:00:00:00:${number.slice(0, 2)}:${number.slice(2)}`;
}

/** A secret as it is, in hex, in Base64 wherever it begins there, and the bytes of an address. */
export function replacementsOf(secret: string, index: number): Replacement[] {
	const [old, by] = [Buffer.from(secret), Buffer.from(standIn(secret, index))];
	const forms: Replacement[] = [{ find: old, by }];
	if (MAC_ADDRESS.test(secret)) forms.push({ find: address(secret), by: address(by.toString()) });
	return old.length < MIN_ENCODED ? forms : [...forms, ...encoded(old, by)];
}

/** The key that a network makes of its passphrase. */
export function keyReplacements(
	before: { readonly ssid: string; readonly passphrase: string },
	after: { readonly ssid: string; readonly passphrase: string },
): Replacement[] {
	const key = ({ ssid, passphrase }: typeof before): Buffer =>
		Buffer.from(masterKey(passphrase, Buffer.from(ssid)));
	const [find, by] = [key(before), key(after)];
	return [{ find, by }, ...encoded(find, by)];
}

function encoded(find: Buffer, by: Buffer): Replacement[] {
	const forms: Replacement[] = [];
	const add = (form: (bytes: Buffer) => string) =>
		forms.push({ find: Buffer.from(form(find)), by: Buffer.from(form(by)) });
	add((bytes) => bytes.toString("hex"));
	add((bytes) => bytes.toString("hex").toUpperCase());
	for (const before of [0, 1, 2]) add((bytes) => base64At(bytes, before));
	return forms;
}

/** Base64 digits that depend on these bytes alone, `before` bytes after a multiple of three. */
function base64At(bytes: Buffer, before: number): string {
	const digits = Buffer.concat([Buffer.alloc(before), bytes])
		.toString("base64")
		.replace(/=+$/, "");
	const last = (before + bytes.length) % 3 === 0 ? digits.length : digits.length - 1;
	return digits.slice(before === 0 ? 0 : before + 1, last);
}

function address(text: string): Buffer {
	return Buffer.from(text.replaceAll(":", ""), "hex");
}
