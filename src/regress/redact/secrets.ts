/** Secrets in bytes and texts, and what stands in their places. */

import type { Plain, RecordedEvent, TraceEvent, TraceHeader } from "../../trace/schema.js";
import { type Replacement, replacementsOf } from "./replacements.js";

export class Secrets {
	readonly #replacements: readonly Replacement[];

	/** `keys` are further bytes that follow from them. Throws RangeError for an empty one. */
	constructor(secrets: readonly string[], keys: readonly Replacement[] = []) {
		if (secrets.includes("")) throw new RangeError("a secret must not be empty");
		this.#replacements = [...secrets.flatMap(replacementsOf), ...keys].sort(
			(a, b) => b.find.length - a.find.length,
		);
	}

	/** Bytes without any secret, as many; how often one was found is added to `found`. */
	inBytes(bytes: Uint8Array, found: Counter): Uint8Array {
		let result: Buffer | undefined;
		for (const { find, by } of this.#replacements) {
			const source = result ?? Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length);
			for (let at = source.indexOf(find); at >= 0; at = source.indexOf(find, at + find.length)) {
				result ??= Buffer.from(bytes);
				result.set(by, at);
				found.count++;
			}
		}
		return result ? new Uint8Array(result) : bytes;
	}

	inText(text: string, found: Counter): string {
		return Buffer.from(this.inBytes(Buffer.from(text), found)).toString();
	}

	inPlain(value: Plain, found: Counter): Plain {
		if (typeof value === "string") return this.inText(value, found);
		if (value instanceof Uint8Array) return this.inBytes(value, found);
		if (Array.isArray(value)) return value.map((item: Plain) => this.inPlain(item, found));
		if (typeof value !== "object" || value === null) return value;
		return Object.fromEntries(
			Object.entries(value).map(([key, item]) => [
				this.inText(key, found),
				this.inPlain(item as Plain, found),
			]),
		);
	}

	/** What was typed on a line counts as one text, however slowly it was typed. */
	inEvents(events: readonly RecordedEvent[], found: Counter): RecordedEvent[] {
		const lines = [0, 1].map((line) =>
			this.inBytes(
				Uint8Array.from(
					events.flatMap(({ event: e }) => (e.kind === "uart" && e.line === line ? [e.byte] : [])),
				),
				found,
			),
		);
		const next = [0, 0];
		return events.map(({ tick, event }) => {
			if (event.kind !== "uart") return { tick, event: this.#inEvent(event, found) };
			return { tick, event: { ...event, byte: lines[event.line][next[event.line]++] } };
		});
	}

	inHeader(header: TraceHeader, found: Counter): TraceHeader {
		return {
			...header,
			mac: this.inText(header.mac, found),
			flash: header.flash.map(({ offset, bytes }) => ({ offset, bytes: this.inBytes(bytes, found) })),
			notes: this.inPlain(header.notes, found) as TraceHeader["notes"],
		};
	}

	#inEvent(event: TraceEvent, found: Counter): TraceEvent {
		switch (event.kind) {
			case "spi":
			case "frame":
				return { ...event, bytes: this.inBytes(event.bytes, found) };
			case "world":
				return { ...event, topic: this.inText(event.topic, found), data: this.inPlain(event.data, found) };
			case "note":
			case "mark":
				return { ...event, text: this.inText(event.text, found) };
			default:
				return event;
		}
	}
}

/** Counts finds. */
export interface Counter {
	count: number;
}
