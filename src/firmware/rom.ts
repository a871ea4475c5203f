/** The boot ROM: a file the user names, or the one in the cache. */
import { ImageCache, sha256 } from "./cache.js";
import { ImageError } from "./errors.js";
import { readBounded } from "./files.js";

/** Bytes of the mask ROM. */
export const ROM_SIZE = 65536;

/** ROMs known by hash; the first is the one every ESP8266 has. */
const KNOWN: ReadonlyMap<string, string> = new Map([
	["32f199bf10da9a08c6c4e1b556b29c7606656b8a6d04e4f17d5afa74e5d98c68", "ESP8266 mask ROM"],
]);

/** A boot ROM and what it is called. */
export interface BootRom {
	readonly bytes: Uint8Array;
	readonly sha256: string;
	readonly name: string;
}

/** What to look for; without a hash, any ROM the user has. */
export interface RomRequest {
	/** A file to take it from. */
	readonly path?: string | undefined;
	/** The only hash that will do. */
	readonly sha256?: string | undefined;
}

/** Finds the boot ROM. Throws ImageError, `unavailable` when there is none. */
export function findRom(request: RomRequest = {}, cache: ImageCache = new ImageCache()): BootRom {
	if (request.path !== undefined) return romFromFile(request.path, request.sha256);
	const there = cache.list("rom");
	const wanted = request.sha256 ?? [...KNOWN.keys()].find((hash) => there.includes(hash)) ?? there[0];
	const bytes = wanted === undefined ? undefined : cache.read("rom", wanted);
	if (!bytes) {
		throw new ImageError(
			"unavailable",
			`no ESP8266 boot ROM${request.sha256 ? ` with sha256 ${request.sha256}` : ""} was found: name a dump of it ` +
				`(65,536 bytes) with --rom FILE, or put one at ${cache.path("rom", wanted ?? "SHA256")}`,
		);
	}
	return checkRom(bytes, cache.path("rom", wanted));
}

function romFromFile(path: string, wanted: string | undefined): BootRom {
	const bytes = readBounded(path, ROM_SIZE, "the boot ROM");
	if (!bytes) throw new ImageError("unavailable", `there is no boot ROM at ${path}`);
	const rom = checkRom(bytes, path);
	if (wanted !== undefined && rom.sha256 !== wanted) {
		throw new ImageError(
			"unavailable",
			`the boot ROM ${path} has sha256 ${rom.sha256}, but ${wanted} is needed; name another with --rom FILE`,
		);
	}
	return rom;
}

function checkRom(bytes: Uint8Array, path: string): BootRom {
	if (bytes.length !== ROM_SIZE) {
		throw new ImageError(
			"invalid",
			`the boot ROM ${path} has ${bytes.length} bytes; it must have ${ROM_SIZE}`,
		);
	}
	const hash = sha256(bytes);
	return { bytes, sha256: hash, name: KNOWN.get(hash) ?? "unknown ROM" };
}
