/** How key data is kept from others: AES key wrap (RFC 3394), and RC4 for TKIP's handshakes. */
import { createCipheriv, createDecipheriv } from "node:crypto";

const INITIAL_VALUE = Buffer.alloc(8, 0xa6);
const WRAP = "id-aes128-wrap";

/** `data` is a multiple of 8 bytes, at least 16; the result is 8 bytes longer. */
export function aesWrap(kek: Uint8Array, data: Uint8Array): Uint8Array {
	const cipher = createCipheriv(WRAP, kek, INITIAL_VALUE);
	return Uint8Array.from(Buffer.concat([cipher.update(data), cipher.final()]));
}

/** Undefined when `wrapped` was not made with this key, or is none. */
export function aesUnwrap(kek: Uint8Array, wrapped: Uint8Array): Uint8Array | undefined {
	if (wrapped.length % 8 !== 0 || wrapped.length < 24) return undefined;
	try {
		const decipher = createDecipheriv(WRAP, kek, INITIAL_VALUE);
		return Uint8Array.from(Buffer.concat([decipher.update(wrapped), decipher.final()]));
	} catch {
		return undefined;
	}
}

/** RC4 both ways, without the first `skip` bytes of its stream. OpenSSL 3 no longer gives it to everybody. */
export function rc4(key: Uint8Array, data: Uint8Array, skip = 0): Uint8Array {
	const s = Uint8Array.from({ length: 256 }, (_, i) => i);
	for (let i = 0, j = 0; i < 256; i++) {
		j = (j + s[i] + key[i % key.length]) & 0xff;
		[s[i], s[j]] = [s[j], s[i]];
	}
	let i = 0;
	let j = 0;
	const next = (): number => {
		i = (i + 1) & 0xff;
		j = (j + s[i]) & 0xff;
		[s[i], s[j]] = [s[j], s[i]];
		return s[(s[i] + s[j]) & 0xff];
	};
	for (let n = 0; n < skip; n++) next();
	return data.map((byte) => byte ^ next());
}
