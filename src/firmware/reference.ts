/** Finds a firmware by what the user calls it: a path, a hash, the beginning of one, or a version. */
import { ImageCache, sha256 } from "./cache.js";
import { ImageError } from "./errors.js";
import { readBounded } from "./files.js";
import { findGuests } from "./guests.js";
import { findVersion, MAX_IMAGE_SIZE, parseImage } from "./image.js";
import { DEBIAN_BUILD, findRelease, releaseOfHash } from "./releases.js";

/** A firmware image, checked. */
export interface Firmware {
	readonly bytes: Uint8Array;
	readonly sha256: string;
	/** MicroPython's own words, when it has any. */
	readonly version?: string;
	/** Where it was found. */
	readonly path: string;
}

const MIN_PREFIX = 8;
const HASH = /^[0-9a-f]{8,64}$/i;
const VERSION = /^v\d+\.\d+/;

/**
 * Resolves a reference among what is on this machine: a file of that name, else an official release, else
 * what fits in the cache. Throws ImageError, `unavailable` when nothing matches.
 */
export function findFirmware(reference: string, cache: ImageCache = new ImageCache()): Firmware {
	const bytes = reference === "" ? undefined : readBounded(reference, MAX_IMAGE_SIZE, "the firmware");
	if (bytes) return checked(bytes, reference);
	const release = findRelease(reference);
	if (release && cache.list("firmware").includes(release.sha256)) return byHash(release.sha256, cache);
	if (HASH.test(reference)) return byHash(reference.toLowerCase(), cache);
	if (VERSION.test(reference)) return byVersion(reference, cache);
	throw new ImageError(
		"unavailable",
		`there is no firmware "${reference}": give a file, a sha256 (or its first ${MIN_PREFIX} digits or more) or a ` +
			`version such as v1.23.0 of an image in ${cache.folder}`,
	);
}

/**
 * The firmware of exactly this hash, from `path` when given, else from the cache or among the guest programs that come
 * with this project. Throws ImageError.
 */
export function firmwareOfHash(
	hash: string,
	version: string | undefined,
	path: string | undefined,
	cache: ImageCache = new ImageCache(),
): Firmware {
	if (path !== undefined) return findFirmware(path, cache);
	const bytes = cache.read("firmware", hash);
	if (bytes) return checked(bytes, cache.path("firmware", hash));
	const [guest] = findGuests(hash);
	if (guest) return checked(guest.bytes, guest.path);
	throw new ImageError(
		"unavailable",
		`the firmware${version ? ` ${version}` : ""} with sha256 ${hash} was not found: ${howToGet(hash, version)}`,
	);
}

/** What makes an image of this hash be in the cache. */
function howToGet(hash: string, version: string | undefined): string {
	const release = releaseOfHash(hash);
	if (release) return `get it with: replay firmware get ${release.name}`;
	const add = "name it with --firmware FILE, or put it into the cache: replay firmware add FILE";
	if (hash === DEBIAN_BUILD.sha256)
		return `build it with: replay firmware get ${DEBIAN_BUILD.name}; or ${add}`;
	if (!version?.includes("+ds-")) return add;
	return `it was built from Debian's source package, but not as ${DEBIAN_BUILD.command} of this version does; ${add}`;
}

function byHash(prefix: string, cache: ImageCache): Firmware {
	const cached = cache.list("firmware").filter((hash) => hash.startsWith(prefix));
	const guests = findGuests(prefix).map(({ sha256 }) => sha256);
	return only([...new Set([...cached, ...guests])], `sha256 ${prefix}`, cache);
}

function byVersion(version: string, cache: ImageCache): Firmware {
	const matches = cache.list("firmware").filter((hash) => {
		const found = findVersion(cache.read("firmware", hash) ?? new Uint8Array());
		return found === version || found?.startsWith(`${version} on `);
	});
	return only(matches, version, cache);
}

function only(matches: readonly string[], what: string, cache: ImageCache): Firmware {
	if (matches.length === 0) {
		throw new ImageError(
			"unavailable",
			`no firmware ${what} is in ${cache.folder}; name a file, or see: replay firmware list`,
		);
	}
	if (matches.length > 1) {
		throw new ImageError(
			"unavailable",
			`${what} fits ${matches.length} images; say which by sha256: ${matches.map((h) => h.slice(0, 16)).join(", ")}`,
		);
	}
	return firmwareOfHash(matches[0], undefined, undefined, cache);
}

/** A firmware file, checked. Throws ImageError, `unavailable` when there is none. */
export function readFirmware(path: string): Firmware {
	const bytes = readBounded(path, MAX_IMAGE_SIZE, "the firmware");
	if (!bytes) throw new ImageError("unavailable", `there is no file ${path}`);
	return checked(bytes, path);
}

function checked(bytes: Uint8Array, path: string): Firmware {
	const { version } = parseImage(bytes, path);
	return { bytes, sha256: sha256(bytes), path, ...(version ? { version } : {}) };
}
