/** Traces in words: the header, a summary, and each event. */
import type { TraceEvent, TraceHeader } from "../trace/schema.js";
import { formatTime } from "../world/units.js";
import { hex } from "./digest.js";
import { maxCheckpointTicksOf } from "./machine.js";
import type { TraceSurvey } from "./survey.js";

/** Bytes of a blob that are shown. */
const SHOWN = 24;

/** What the header says, name and value. */
export function describeHeader(header: TraceHeader): [name: string, value: string][] {
	const { firmware, rom, recorder } = header;
	const changed = header.flash.reduce((sum, range) => sum + range.bytes.length, 0);
	return [
		[
			"firmware",
			`${firmware.version ?? "unknown version"}, ${firmware.size} bytes, sha256 ${firmware.sha256}`,
		],
		["boot ROM", `${rom.name}, sha256 ${rom.sha256}`],
		["model", `${header.model} (recorded by ${recorder.name} ${recorder.version})`],
		["board", header.board],
		["flash", `${header.flashSize / 1024} KB, ${changed} bytes differ from the fresh image`],
		["MAC", header.mac],
		["seed", `0x${hex(header.seed)}`],
		["straps", `0b${header.straps.toString(2).padStart(3, "0")}`],
		["RTC period", `${header.rtcPeriodFs / 1e9} us`],
		["checkpoints", describeSpacing(header)],
		...Object.entries(header.notes).map(([name, text]): [string, string] => [`note ${name}`, text]),
	];
}

function describeSpacing(header: TraceHeader): string {
	const [least, most] = [header.checkpointTicks, maxCheckpointTicksOf(header)];
	const every = `every ${formatTime(least)}`;
	return most > least ? `${every}, up to ${formatTime(most)} apart where nothing happens` : every;
}

/** What a trace holds, name and value. */
export function describeSurvey(survey: TraceSurvey): [name: string, value: string][] {
	const { ending, events } = survey;
	const kinds = [...events].map(([kind, count]) => `${count} ${kind}`);
	return [
		[
			"length",
			`${formatTime(ending.lastTick)} of guest time, ${survey.chunks} chunks, ${survey.checkpoints} checkpoints`,
		],
		["events", kinds.length > 0 ? kinds.join(", ") : "none"],
		[
			"outputs",
			`${survey.uartBytes[0]} bytes on UART0, ${survey.uartBytes[1]} on UART1, ` +
				`${survey.pinEdges} pin edges, ${survey.pinBits > 0 ? `${survey.pinBits} patterns at pins, ` : ""}${survey.framesSent} frames`,
		],
		[
			"end",
			ending.end ? `${ending.end.reason}, state ${hex(ending.end.whole)}` : "none: the recording was cut off",
		],
	];
}

/** An event in words. */
export function describeEvent(event: TraceEvent): string {
	switch (event.kind) {
		case "uart":
			return `uart${event.line} ${character(event.byte)} at ${event.baud} baud`;
		case "pin":
			return `pin GPIO${event.pin} ${event.level === "z" ? "open" : event.level === 1 ? "high" : "low"}`;
		case "adc":
			return `adc ${event.microvolts / 1e6} V`;
		case "spi":
			return `spi ${blob(event.bytes)}`;
		case "frame":
			return `frame channel ${event.channel}, rate ${event.rate}, ${event.rssi} dBm, ${blob(event.bytes)}`;
		case "rtc":
			return `rtc period ${event.periodFs / 1e9} us`;
		case "power":
			return `power ${event.event}, straps 0b${event.straps.toString(2).padStart(3, "0")}`;
		case "world":
			return `world ${event.topic}`;
		case "note":
		case "mark":
			return `${event.kind} ${JSON.stringify(event.text)}`;
	}
}

function character(byte: number): string {
	const code = `0x${byte.toString(16).padStart(2, "0")}`;
	return byte > 0x20 && byte < 0x7f ? `${code} '${String.fromCharCode(byte)}'` : code;
}

function blob(bytes: Uint8Array): string {
	const shown = Buffer.from(bytes.subarray(0, SHOWN)).toString("hex");
	return `${bytes.length} bytes ${shown}${bytes.length > SHOWN ? "..." : ""}`;
}

/** Lets JSON.stringify take bigints as hex, bytes as hex and maps as objects. */
export function jsonReplacer(_key: string, value: unknown): unknown {
	if (typeof value === "bigint") return hex(value);
	if (value instanceof Map) return Object.fromEntries(value);
	if (value instanceof Uint8Array) return Buffer.from(value).toString("hex");
	return value;
}
