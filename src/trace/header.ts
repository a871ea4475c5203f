/** The header payload: a map with the fields of TraceHeader, hashes of state and bytes in binary. */
import { bytes, hex, int, keyed, list, map, text, tuple } from "./check.js";
import { Malformed } from "./errors.js";
import {
	MAX_COMPONENTS,
	MAX_FIELDS,
	MAX_FLASH,
	MAX_NAME,
	MAX_NOTES,
	MAX_SAFE,
	MAX_TEXT,
	MAX_U32,
} from "./limits.js";
import { integer } from "./msgpack.js";
import type { FlashRange, TraceHeader } from "./schema.js";
import { MAX_RTC_PERIOD_FS, MAX_STRAPS } from "./validate-event.js";

/** What is packed for a header. Throws Malformed for one the reader would refuse. */
export function encodeHeader(header: TraceHeader): unknown {
	if (BigInt.asUintN(64, header.seed) !== header.seed) throw new Malformed("the seed must have 64 bits");
	const seed = new Uint8Array(8);
	new DataView(seed.buffer).setBigUint64(0, header.seed);
	const payload = {
		model: header.model,
		firmware: { ...header.firmware },
		rom: { ...header.rom },
		board: header.board,
		...(header.wakeWire === undefined ? {} : { wakeWire: header.wakeWire }),
		flashSize: header.flashSize,
		flash: header.flash.map((range) => [range.offset, range.bytes]),
		seed,
		straps: header.straps,
		mac: header.mac,
		rtcPeriodFs: header.rtcPeriodFs,
		recorder: { ...header.recorder },
		checkpointTicks: header.checkpointTicks,
		state: { components: [...header.state.components], fields: [...header.state.fields] },
		notes: { ...header.notes },
	};
	decodeHeader(payload);
	return {
		...payload,
		rtcPeriodFs: integer(header.rtcPeriodFs),
		checkpointTicks: integer(header.checkpointTicks),
	};
}

const KEYS = [
	"model",
	"firmware",
	"rom",
	"board",
	"flashSize",
	"flash",
	"seed",
	"straps",
	"mac",
	"rtcPeriodFs",
	"recorder",
	"checkpointTicks",
	"state",
	"notes",
];

/** Reads a header back. Throws Malformed. */
export function decodeHeader(value: unknown): TraceHeader {
	const h = keyed(value, KEYS, ["wakeWire"], "the header");
	const firmware = keyed(h.firmware, ["sha256", "size"], ["version"], "the header's firmware");
	const rom = keyed(h.rom, ["sha256", "name"], [], "the header's rom");
	const recorder = keyed(h.recorder, ["name", "version"], [], "the header's recorder");
	const state = keyed(h.state, ["components", "fields"], [], "the header's state");
	const seed = bytes(h.seed, 8, 8, "the header's seed");
	const flashSize = int(h.flashSize, 0, MAX_FLASH, "the header's flash size");
	const mac = text(h.mac, 17, "the header's MAC address");
	if (!/^([0-9a-f]{2}:){5}[0-9a-f]{2}$/.test(mac)) {
		throw new Malformed("the header's MAC address must be six lower-case hex pairs with colons");
	}
	return {
		model: int(h.model, 0, MAX_U32, "the header's model version"),
		firmware: {
			sha256: hex(firmware.sha256, "the firmware's sha256", 64),
			size: int(firmware.size, 0, MAX_FLASH, "the firmware's size"),
			...(firmware.version === undefined
				? {}
				: { version: text(firmware.version, MAX_NAME, "the firmware's version") }),
		},
		rom: {
			sha256: hex(rom.sha256, "the ROM's sha256", 64),
			name: text(rom.name, MAX_NAME, "the ROM's name"),
		},
		board: text(h.board, MAX_NAME, "the header's board"),
		...(h.wakeWire === undefined ? {} : { wakeWire: absent(h.wakeWire) }),
		flashSize,
		flash: decodeFlash(h.flash, flashSize),
		seed: new DataView(seed.buffer, seed.byteOffset).getBigUint64(0),
		straps: int(h.straps, 0, MAX_STRAPS, "the header's straps"),
		mac,
		rtcPeriodFs: int(h.rtcPeriodFs, 1, MAX_RTC_PERIOD_FS, "the header's RTC period"),
		recorder: {
			name: text(recorder.name, MAX_NAME, "the recorder's name"),
			version: text(recorder.version, MAX_NAME, "the recorder's version"),
		},
		checkpointTicks: int(h.checkpointTicks, 1, MAX_SAFE, "the header's checkpoint interval"),
		state: {
			components: names(state.components, MAX_COMPONENTS, "component names"),
			fields: names(state.fields, MAX_FIELDS, "field names"),
		},
		notes: decodeNotes(h.notes),
	};
}

/** A wire is there unless it is said not to be. */
function absent(value: unknown): false {
	if (value !== false) throw new Malformed("the header's wakeWire must be false, or not be there");
	return value;
}

function decodeFlash(value: unknown, flashSize: number): FlashRange[] {
	let end = 0;
	return list(value, MAX_U32, "the header's flash").map((item) => {
		const [at, data] = tuple(item, 2, "a flash range");
		const offset = int(at, end, flashSize, "a flash range's offset");
		const copy = new Uint8Array(bytes(data, 1, flashSize - offset, "a flash range"));
		end = offset + copy.length;
		return { offset, bytes: copy };
	});
}

function names(value: unknown, max: number, what: string): string[] {
	const found = list(value, max, what).map((name) => text(name, MAX_NAME, `one of the ${what}`));
	if (new Set(found).size !== found.length) throw new Malformed(`${what} must differ from each other`);
	return found;
}

function decodeNotes(value: unknown): Record<string, string> {
	const entries = Object.entries(map(value, "the header's notes"));
	if (entries.length > MAX_NOTES) throw new Malformed(`the header must have at most ${MAX_NOTES} notes`);
	return Object.fromEntries(
		entries.map(([name, note]) => {
			if (name === "__proto__") throw new Malformed('a note must not be named "__proto__"');
			return [text(name, MAX_NAME, "a note's name"), text(note, MAX_TEXT, "a note")];
		}),
	);
}
