/** What sets one machine apart from others, as people write it: the seed of its random numbers, its station address. */

/** A 64-bit number, decimal or hexadecimal; undefined when it is not one. */
export function parseSeed(text: string): bigint | undefined {
	if (!/^(0x[0-9a-f]{1,16}|\d{1,20})$/i.test(text)) return undefined;
	const seed = BigInt(text);
	return seed === BigInt.asUintN(64, seed) ? seed : undefined;
}

/** A station address in lower case; undefined when it is not one. */
export function parseMac(text: string): string | undefined {
	const mac = text.toLowerCase();
	return /^([0-9a-f]{2}:){5}[0-9a-f]{2}$/.test(mac) ? mac : undefined;
}
