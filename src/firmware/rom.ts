/** The boot ROM: the one this package carries, a file the user names, or a dump in the cache. */
import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { PACKAGE_ROOT } from "../package-root.js";
import { ImageCache, sha256 } from "./cache.js";
import { ImageError } from "./errors.js";
import { readBounded } from "./files.js";

/** Bytes of the mask ROM. */
export const ROM_SIZE = 65536;

/** The chip's own ROM, the same in every ESP8266. */
export const MASK_ROM = "32f199bf10da9a08c6c4e1b556b29c7606656b8a6d04e4f17d5afa74e5d98c68";
const BUILT_IN = fileURLToPath(new URL("tools/rom/rom.bin", PACKAGE_ROOT));
const BUILT_IN_SYMBOLS = fileURLToPath(new URL("tools/rom/rom.symbols", PACKAGE_ROOT));

/** A boot ROM and what it is called. */
export interface BootRom {
	readonly bytes: Uint8Array;
	readonly sha256: string;
	readonly name: string;
}

/** What to look for; without anything, the ROM that this package carries. */
export interface RomRequest {
	/** A file to take it from. */
	readonly path?: string | undefined;
	/** The only hash that will do. */
	readonly sha256?: string | undefined;
}

/** Finds the boot ROM. Throws ImageError, `unavailable` when there is none. */
export function findRom(request: RomRequest = {}, cache: ImageCache = new ImageCache()): BootRom {
	const { path, sha256: wanted } = request;
	if (path !== undefined) return romFromFile(path, wanted);
	const own = builtIn();
	if (wanted === undefined || own.sha256 === wanted) return own;
	const bytes = cache.read("rom", wanted);
	if (bytes) return checkRom(bytes, cache.path("rom", wanted));
	const origin =
		wanted === MASK_ROM
			? "it is the chip's own, of which"
			: "if another version of this tool carries it, use that; of others";
	throw new ImageError(
		"unavailable",
		`the boot ROM with sha256 ${wanted} was not found: ${origin} a dump (65,536 bytes) is named with --rom FILE, ` +
			"or put into the cache with: replay firmware add --rom FILE",
	);
}

/** A dump, checked. Throws ImageError, `unavailable` when there is no such file or it has another hash. */
export function romFromFile(path: string, wanted?: string): BootRom {
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

/** What lies where in the ROM that this package carries: its hash, and lines of address, bytes and name, in hex. */
export function builtInSymbols(): { readonly sha256: string; readonly text: string } {
	return { sha256: builtIn().sha256, text: readFileSync(BUILT_IN_SYMBOLS, "utf8") };
}

function builtIn(): BootRom {
	return { ...romFromFile(BUILT_IN), name: "esp8266-replay boot ROM" };
}

function checkRom(bytes: Uint8Array, path: string): BootRom {
	if (bytes.length !== ROM_SIZE) {
		throw new ImageError(
			"invalid",
			`the boot ROM ${path} has ${bytes.length} bytes; it must have ${ROM_SIZE}`,
		);
	}
	const hash = sha256(bytes);
	return { bytes, sha256: hash, name: hash === MASK_ROM ? "ESP8266 mask ROM" : "unknown ROM" };
}
