/** What the console has said and no step has used yet, as text. */
import type { Pattern } from "./schema.js";

/** Characters kept for matching: far more than a step looks for. */
const MAX_UNUSED = 64 * 1024;
/** Bytes decoded at once. */
const MAX_FRESH = 4096;
/** Characters of everything said that are kept for messages. */
const MAX_TAIL = 400;

export class ConsoleText {
	readonly #decoder = new TextDecoder("utf-8");
	readonly #fresh = new Uint8Array(MAX_FRESH);
	#freshLength = 0;
	#changed = false;
	#unused = "";
	#tail = "";

	add(byte: number): void {
		if (this.#freshLength === MAX_FRESH) this.#decode();
		this.#fresh[this.#freshLength++] = byte;
		this.#changed = true;
	}

	/** Whether something was said since the last call of `take`. */
	get changed(): boolean {
		return this.#changed;
	}

	/** Looks for a pattern in what is unused; when it is there, everything up to its end counts as used. */
	take(pattern: Pattern): boolean {
		this.#decode();
		this.#changed = false;
		const end = matchEnd(pattern, this.#unused);
		if (end === undefined) return false;
		this.#unused = this.#unused.slice(end);
		return true;
	}

	/** The last of what was said, for messages. */
	tail(): string {
		this.#decode();
		return this.#tail;
	}

	#decode(): void {
		const text = this.#decoder.decode(this.#fresh.subarray(0, this.#freshLength), { stream: true });
		this.#freshLength = 0;
		// A CR at the end stays until what follows is known.
		this.#unused = (this.#unused + text).replaceAll("\r\n", "\n").slice(-MAX_UNUSED);
		this.#tail = (this.#tail + text).replaceAll("\r\n", "\n").slice(-MAX_TAIL);
	}
}

function matchEnd(pattern: Pattern, text: string): number | undefined {
	if ("regex" in pattern) {
		const match = pattern.regex.exec(text);
		return match ? match.index + match[0].length : undefined;
	}
	const at = text.indexOf(pattern.text);
	return at < 0 ? undefined : at + pattern.text.length;
}
