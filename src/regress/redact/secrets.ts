/** Secrets in bytes and texts, and what stands in their places. */

import type { Plain, RecordedEvent, TraceEvent, TraceHeader } from "../../trace/schema.js";
import { type Replacement, replacementsOf } from "./replacements.js";
import type { Place, Secret } from "./secret.js";
import type { Tally } from "./tally.js";

export class Secrets {
	readonly #replacements: readonly Replacement[];

	/** `keys` are further bytes that follow from them. Throws RangeError for an empty one. */
	constructor(secrets: readonly Secret[], keys: readonly Replacement[] = []) {
		if (secrets.some(({ text }) => text === "")) throw new RangeError("a secret must not be empty");
		this.#replacements = [...secrets.flatMap(replacementsOf), ...keys].sort(
			(a, b) => b.find.length - a.find.length,
		);
	}

	/** Bytes without any secret, as many; what was found is told to `found`. */
	inBytes(bytes: Uint8Array, found: Tally, place: Place): Uint8Array {
		let result: Buffer | undefined;
		for (const { secret, find, by } of this.#replacements) {
			const source = result ?? Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length);
			for (let at = source.indexOf(find); at >= 0; at = source.indexOf(find, at + find.length)) {
				result ??= Buffer.from(bytes);
				result.set(by, at);
				found.add(secret, place);
			}
		}
		return result ? new Uint8Array(result) : bytes;
	}

	inText(text: string, found: Tally, place: Place): string {
		return Buffer.from(this.inBytes(Buffer.from(text), found, place)).toString();
	}

	inPlain(value: Plain, found: Tally, place: Place): Plain {
		if (typeof value === "string") return this.inText(value, found, place);
		if (value instanceof Uint8Array) return this.inBytes(value, found, place);
		if (Array.isArray(value)) return value.map((item: Plain) => this.inPlain(item, found, place));
		if (typeof value !== "object" || value === null) return value;
		return Object.fromEntries(
			Object.entries(value).map(([key, item]) => [
				this.inText(key, found, place),
				this.inPlain(item as Plain, found, place),
			]),
		);
	}

	/** What was typed on a line counts as one text, however slowly it was typed. */
	inEvents(events: readonly RecordedEvent[], found: Tally): RecordedEvent[] {
		const lines = [0, 1].map((line) =>
			this.inBytes(
				Uint8Array.from(
					events.flatMap(({ event: e }) => (e.kind === "uart" && e.line === line ? [e.byte] : [])),
				),
				found,
				"typed",
			),
		);
		const next = [0, 0];
		return events.map(({ tick, event }) => {
			if (event.kind !== "uart") return { tick, event: this.#inEvent(event, found) };
			return { tick, event: { ...event, byte: lines[event.line][next[event.line]++] } };
		});
	}

	inHeader(header: TraceHeader, found: Tally): TraceHeader {
		return {
			...header,
			mac: this.inText(header.mac, found, "header"),
			flash: header.flash.map(({ offset, bytes }) => ({
				offset,
				bytes: this.inBytes(bytes, found, "flash"),
			})),
			notes: this.inPlain(header.notes, found, "notes") as TraceHeader["notes"],
		};
	}

	#inEvent(event: TraceEvent, found: Tally): TraceEvent {
		switch (event.kind) {
			case "spi":
			case "frame":
				return { ...event, bytes: this.inBytes(event.bytes, found, "frames") };
			case "world": {
				const place = event.topic.startsWith("net/") ? "conversations" : "air";
				return {
					...event,
					topic: this.inText(event.topic, found, place),
					data: this.inPlain(event.data, found, place),
				};
			}
			case "note":
			case "mark":
				return { ...event, text: this.inText(event.text, found, "notes") };
			default:
				return event;
		}
	}
}
