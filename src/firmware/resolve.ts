/** Finds firmware on this machine, or gets it: official releases are downloaded, Debian's MicroPython is built. */
import { ImageCache } from "./cache.js";
import type { BuildOptions } from "./debian-build.js";
import type { DownloadOptions } from "./download.js";
import { ImageError } from "./errors.js";
import { type Firmware, findFirmware, firmwareOfHash } from "./reference.js";
import { DEBIAN_BUILD, findRelease, namesDebianBuild, releaseOfHash } from "./releases.js";

export type ResolveOptions = DownloadOptions & Pick<BuildOptions, "onBuild" | "script">;

/** Puts an image into the cache; returns its sha256. */
type Getter = (options: ResolveOptions & { readonly cache: ImageCache }) => Promise<string>;

/** The firmware that a reference names, as {@link findFirmware} has it. Throws ImageError. */
export function resolveFirmware(reference: string, options: ResolveOptions = {}): Promise<Firmware> {
	return orGet(getterOf(reference), options, (cache) => findFirmware(reference, cache));
}

/** The firmware of exactly this hash, or the file at `path`. Throws ImageError. */
export function resolveHash(
	hash: string,
	version: string | undefined,
	path: string | undefined,
	options: ResolveOptions = {},
): Promise<Firmware> {
	const getter = path === undefined ? getterOf(hash) : undefined;
	return orGet(getter && exactly(hash, getter), options, (cache) =>
		firmwareOfHash(hash, version, path, cache),
	);
}

/** How what a reference names can be had; undefined when it is only to be found. */
function getterOf(reference: string): Getter | undefined {
	const release = findRelease(reference) ?? releaseOfHash(reference);
	if (release) {
		return async (options) => {
			// Loading an HTTP client takes longer than many a short replay.
			const { downloadRelease } = await import("./download.js");
			await downloadRelease(release, options);
			return release.sha256;
		};
	}
	if (!namesDebianBuild(reference)) return undefined;
	return async (options) => (await import("./debian-build.js")).buildFromDebian(options);
}

/** A build with another compiler gives another image. */
function exactly(hash: string, getter: Getter): Getter {
	return async (options) => {
		const got = await getter(options);
		if (got === hash) return got;
		throw new ImageError(
			"unavailable",
			`the build gave sha256 ${got}, but ${hash} is needed: that one is made with version ${DEBIAN_BUILD.compiler} of ` +
				"Debian's compiler",
		);
	};
}

async function orGet(
	getter: Getter | undefined,
	options: ResolveOptions,
	find: (cache: ImageCache) => Firmware,
): Promise<Firmware> {
	const { cache = new ImageCache() } = options;
	try {
		return find(cache);
	} catch (error) {
		if (!getter || !(error instanceof ImageError) || error.code !== "unavailable") throw error;
	}
	return firmwareOfHash(await getter({ ...options, cache }), undefined, undefined, cache);
}
