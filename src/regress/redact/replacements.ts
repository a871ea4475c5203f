/** What stands in the place of a secret, in every form in which firmware and networks write it. */
import { masterKey } from "../../world/air/wpa/keys.js";
import type { Secret } from "./secret.js";

/** Bytes that must go, and as many that come instead. */
export interface Replacement {
	/** Number of the secret that they are. */
	readonly secret: number;
	readonly find: Uint8Array;
	readonly by: Uint8Array;
}

type Form = Omit<Replacement, "secret">;

/** Each secret gets a letter of its own as long as there are some, so that two names stay two. */
const LETTERS = "xyzwvutsrqponmlkjihgfedcba";
const MAC_ADDRESS = /^(?:[0-9a-f]{2}:){5}[0-9a-f]{2}$/i;
/** Shorter ones are found by chance in the other forms. */
const MIN_ENCODED = 6;

/**
 * As many letters; for a MAC address one that nobody owns. A host's name keeps its dots, and a payload its digits and
 * whatever stands between words, so that programs still take them apart as they did.
 */
export function standIn({ text: secret, kind }: Secret, index: number): string {
	const letter = LETTERS[index % LETTERS.length];
	if (kind === "host name") return secret.replace(/[^.-]/g, letter);
	if (kind === "payload" && /^[\x20-\x7e\s]*$/.test(secret)) {
		return secret.replace(/[A-Za-z]/g, letter).replace(/[1-9]/g, "1");
	}
	if (!MAC_ADDRESS.test(secret)) return letter.repeat(Buffer.byteLength(secret));
	const number = index.toString(16).padStart(4, "0");
	return `02:00:00:00:${number.slice(0, 2)}:${number.slice(2)}`;
}

/**
 * A secret as it is, in hex, in Base64 wherever it begins there, the bytes of an address, a name as the name service
 * writes it.
 */
export function replacementsOf(secret: Secret, index: number): Replacement[] {
	const { text, kind } = secret;
	const [old, by] = [Buffer.from(text), Buffer.from(standIn(secret, index))];
	const forms: Form[] = [{ find: old, by }];
	if (MAC_ADDRESS.test(text)) {
		const bare = (address: string) => Buffer.from(address.replaceAll(":", ""));
		forms.push({ find: address(text), by: address(by.toString()) });
		forms.push({ find: bare(text), by: bare(by.toString()) });
	}
	if (kind === "host name") forms.push({ find: labels(text), by: labels(by.toString()) });
	if (old.length >= MIN_ENCODED) forms.push(...encoded(old, by));
	return forms.map((form) => ({ secret: index, ...form }));
}

/** A host's name in labels, each behind its length. Source: RFC 1035, section 3.1. */
function labels(name: string): Buffer {
	return Buffer.concat(name.split(".").map((label) => Buffer.from([label.length, ...Buffer.from(label)])));
}

/** The key that a network makes of its passphrase. */
export function keyReplacements(
	secret: number,
	before: { readonly ssid: string; readonly passphrase: string },
	after: { readonly ssid: string; readonly passphrase: string },
): Replacement[] {
	const key = ({ ssid, passphrase }: typeof before): Buffer =>
		Buffer.from(masterKey(passphrase, Buffer.from(ssid)));
	const [find, by] = [key(before), key(after)];
	return [{ find, by }, ...encoded(find, by)].map((form) => ({ secret, ...form }));
}

function encoded(find: Buffer, by: Buffer): Form[] {
	const forms: Form[] = [];
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
