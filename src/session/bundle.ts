/** A trace and all that its replay needs, in one zip file: for who has neither the firmware nor a boot ROM's dump. */
import { strFromU8, strToU8, unzipSync, type Zippable, zipSync } from "fflate";
import { sha256 } from "../firmware/cache.js";
import { MAX_IMAGE_SIZE } from "../firmware/image.js";
import { ROM_SIZE } from "../firmware/rom.js";
import type { Hash64 } from "../trace/hash64.js";
import { TraceReader } from "../trace/reader.js";
import { MemorySource } from "../trace/source.js";
import { BundleError } from "./errors.js";

export interface Bundle {
	readonly trace: Uint8Array;
	readonly firmware: Uint8Array;
	/** Left out when it is the one that this package carries. */
	readonly rom?: Uint8Array;
	/** Rules for other builds. */
	readonly rules?: string;
}

const ENTRIES = {
	trace: "trace.mpk",
	firmware: "firmware.bin",
	rom: "rom.bin",
	rules: "trace.rules.yaml",
} as const;
/** Bytes that an entry may unpack to. */
const LIMITS: Readonly<Record<string, number>> = {
	[ENTRIES.trace]: 1 << 30,
	[ENTRIES.firmware]: MAX_IMAGE_SIZE,
	[ENTRIES.rom]: ROM_SIZE,
	[ENTRIES.rules]: 1 << 20,
};
/** The earliest that a zip file can say: the same contents make the same file. */
const DATE = "1980-01-02T00:00:00";

const README = `A recorded run of an ESP8266, with its firmware. With esp8266-replay:

    npx replay unpack THIS.zip -o run.mpk
    npx replay run.mpk
`;

/** Packs a bundle; the same bundle gives the same bytes. */
export function packBundle({ trace, firmware, rom, rules }: Bundle): Uint8Array {
	const files: Zippable = {
		"README.txt": strToU8(README),
		[ENTRIES.trace]: [trace, { level: 0 }],
		[ENTRIES.firmware]: firmware,
		...(rom ? { [ENTRIES.rom]: rom } : {}),
		...(rules === undefined ? {} : { [ENTRIES.rules]: strToU8(rules) }),
	};
	return zipSync(files, { level: 9, mtime: DATE });
}

/** Unpacks a bundle, and holds what is in it against the trace's header. Throws BundleError, TraceError. */
export function unpackBundle(bytes: Uint8Array, hash64: Hash64): Bundle {
	const files = unzip(bytes);
	const trace = files[ENTRIES.trace];
	const firmware = files[ENTRIES.firmware];
	if (!trace || !firmware) throw new BundleError("it has no trace, or no firmware");
	const { header } = new TraceReader(new MemorySource(trace), hash64);
	if (sha256(firmware) !== header.firmware.sha256)
		throw new BundleError("the firmware in it is not the trace's");
	const rom = files[ENTRIES.rom];
	if (rom && sha256(rom) !== header.rom.sha256)
		throw new BundleError("the boot ROM in it is not the trace's");
	const rules = files[ENTRIES.rules];
	return { trace, firmware, ...(rom ? { rom } : {}), ...(rules ? { rules: strFromU8(rules) } : {}) };
}

function unzip(bytes: Uint8Array): Readonly<Record<string, Uint8Array | undefined>> {
	try {
		return unzipSync(bytes, {
			filter: ({ name, originalSize }) => {
				if (!Object.hasOwn(LIMITS, name)) return false;
				if (originalSize > LIMITS[name]) throw new BundleError(`${name} in it is too large`);
				return true;
			},
		});
	} catch (error) {
		if (error instanceof BundleError) throw error;
		throw new BundleError((error as Error).message, { cause: error });
	}
}
