/** What each kind of event may hold; the writer and the reader ask the same function. */
import { bytes, count, int, list, text } from "./check.js";
import { Malformed } from "./errors.js";
import {
	MAX_CONSOLE_TAIL,
	MAX_FRAME_BYTES,
	MAX_NAME,
	MAX_SAFE,
	MAX_SPI_BYTES,
	MAX_TEXT,
	MAX_U32,
} from "./limits.js";
import { type Anchor, POWER_INPUTS, type TraceEvent } from "./schema.js";

export const MAX_PIN = 16;
export const MAX_MICROVOLTS = 1_000_000;
export const MAX_RTC_PERIOD_FS = 1_000_000_000_000;
export const MAX_STRAPS = 7;

/** Throws Malformed unless the format can carry `event`; a world event's data is checked by its copy. */
export function checkEvent(event: TraceEvent): void {
	switch (event.kind) {
		case "uart":
			int(event.line, 0, 1, "a UART line");
			int(event.byte, 0, 255, "a UART byte");
			int(event.baud, 1, MAX_U32, "a baud rate");
			return;
		case "pin":
			int(event.pin, 0, MAX_PIN, "a pin");
			if (event.level !== "z") int(event.level, 0, 1, "a pin level");
			return;
		case "adc":
			int(event.microvolts, 0, MAX_MICROVOLTS, "an ADC voltage");
			return;
		case "spi":
			bytes(event.bytes, 0, MAX_SPI_BYTES, "SPI data");
			return;
		case "frame":
			bytes(event.bytes, 0, MAX_FRAME_BYTES, "a radio frame");
			int(event.rssi, -128, 127, "an RSSI");
			int(event.channel, 1, 14, "a channel");
			int(event.rate, 0, 255, "a rate");
			return;
		case "rtc":
			int(event.periodFs, 1, MAX_RTC_PERIOD_FS, "an RTC period");
			return;
		case "power":
			if (!POWER_INPUTS.includes(event.event)) throw new Malformed("unknown power input");
			int(event.straps, 0, MAX_STRAPS, "straps");
			return;
		case "world":
			text(event.topic, MAX_NAME, "a world event's topic");
			return;
		case "note":
		case "mark":
			text(event.text, MAX_TEXT, `the text of a ${event.kind}`);
			return;
		default:
			throw new Malformed("unknown kind of event");
	}
}

/** Throws Malformed unless the format can carry `anchor`. */
export function checkAnchor(anchor: Anchor): void {
	bytes(anchor.consoleTail, 0, MAX_CONSOLE_TAIL, "an anchor's console tail");
	count(anchor.sinceTicks, "an anchor's ticks");
	if (anchor.frames !== undefined) count(anchor.frames, "an anchor's frames");
	if (anchor.idle !== undefined && typeof anchor.idle !== "boolean") {
		throw new Malformed("an anchor's idle must be true or false");
	}
	if (anchor.edges === undefined) return;
	list(anchor.edges, MAX_PIN + 1, "an anchor's edges");
	let last = -1;
	for (const { pin, count: edges } of anchor.edges) {
		last = int(pin, last + 1, MAX_PIN, "an anchor's pin");
		int(edges, 0, MAX_SAFE, "an anchor's edge count");
	}
}
