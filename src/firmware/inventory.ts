/** What firmware there is: the releases that can be had, and all that is in the cache. */
import type { ImageCache } from "./cache.js";
import { ImageError } from "./errors.js";
import { findVersion } from "./image.js";
import type { Firmware } from "./reference.js";
import { DEBIAN_BUILD, RELEASES, releaseOfHash } from "./releases.js";

/** Where an image comes from: micropython.org, this project's build of Debian's source package, or the user. */
export type Origin = "official" | "debian-build" | "own";

/** One image. */
export interface InventoryItem {
	/** The shortest name it goes by: a release's, or the beginning of its hash. */
	readonly name: string;
	readonly origin: Origin;
	/** MicroPython's words for an image that is here, else the release's version. */
	readonly version?: string;
	readonly variant?: string;
	/** Bytes; missing for a spoilt file. */
	readonly size?: number;
	readonly sha256: string;
	/** Where it is; missing when it is not here. */
	readonly path?: string;
	/** What is wrong with the file. */
	readonly problem?: string;
}

/** Digits of a hash that name an image. */
const SHORT = 12;

/** What is known, then what else is in the cache. Every file is read and checked. Throws ImageError. */
export function inventory(cache: ImageCache): InventoryItem[] {
	const here = new Set(cache.list("firmware"));
	const known = [
		...RELEASES.map((release) => ({ ...release, origin: "official" as const })),
		{ ...DEBIAN_BUILD, origin: "debian-build" as const },
	].map(({ name, origin, version, variant, size, sha256 }) => {
		const facts = here.delete(sha256) ? cached(cache, sha256) : {};
		return { name, origin, version, variant, size, sha256, ...facts };
	});
	const others = [...here]
		.map((hash) => ({
			name: hash.slice(0, SHORT),
			origin: "own" as const,
			sha256: hash,
			...cached(cache, hash),
		}))
		.sort((a, b) => (a.version ?? "").localeCompare(b.version ?? "", "en", { numeric: true }));
	return [...known, ...others];
}

/** What is known of one image that is here. */
export function inventoryItem({ bytes, sha256, version, path }: Firmware): InventoryItem {
	const facts = { size: bytes.length, sha256, path, ...(version === undefined ? {} : { version }) };
	const release = releaseOfHash(sha256);
	if (release) return { name: release.name, origin: "official", variant: release.variant, ...facts };
	if (sha256 !== DEBIAN_BUILD.sha256) return { name: sha256.slice(0, SHORT), origin: "own", ...facts };
	return { name: DEBIAN_BUILD.name, origin: "debian-build", variant: DEBIAN_BUILD.variant, ...facts };
}

function cached(
	cache: ImageCache,
	hash: string,
): Pick<InventoryItem, "version" | "size" | "path" | "problem"> {
	const path = cache.path("firmware", hash);
	try {
		const bytes = cache.read("firmware", hash) ?? new Uint8Array();
		const version = findVersion(bytes);
		return { path, size: bytes.length, ...(version === undefined ? {} : { version }) };
	} catch (error) {
		if (!(error instanceof ImageError)) throw error;
		return { path, problem: error.message };
	}
}
