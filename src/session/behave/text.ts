/** Bytes as text where they are text: what is compared line by line, and what is not. */

/** Undefined for what is no text. */
export function decodeText(bytes: Uint8Array): string | undefined {
	try {
		const text = new TextDecoder("utf-8", { fatal: true }).decode(bytes);
		return text.includes("\0") ? undefined : text;
	} catch {
		return undefined;
	}
}
