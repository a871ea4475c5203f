/** Big-endian numbers in bytes, as every header of the Internet has them. */

export function get16(bytes: Uint8Array, at: number): number {
	return (bytes[at] << 8) | bytes[at + 1];
}

export function get32(bytes: Uint8Array, at: number): number {
	return ((bytes[at] << 24) | (bytes[at + 1] << 16) | (bytes[at + 2] << 8) | bytes[at + 3]) >>> 0;
}

export function get48(bytes: Uint8Array, at: number): number {
	return get16(bytes, at) * 0x1_0000_0000 + get32(bytes, at + 2);
}

export function put16(bytes: Uint8Array, at: number, value: number): void {
	bytes[at] = value >>> 8;
	bytes[at + 1] = value;
}

export function put32(bytes: Uint8Array, at: number, value: number): void {
	put16(bytes, at, value >>> 16);
	put16(bytes, at + 2, value);
}

export function put48(bytes: Uint8Array, at: number, value: number): void {
	put16(bytes, at, Math.floor(value / 0x1_0000_0000));
	put32(bytes, at + 2, value % 0x1_0000_0000);
}

/** Several pieces as one. */
export function concat(...parts: readonly Uint8Array[]): Uint8Array {
	const whole = new Uint8Array(parts.reduce((length, part) => length + part.length, 0));
	let at = 0;
	for (const part of parts) {
		whole.set(part, at);
		at += part.length;
	}
	return whole;
}

export const NO_BYTES = new Uint8Array(0);
