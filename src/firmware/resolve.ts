/** Finds firmware on this machine, and downloads it when it is an official release that is not here. */
import { ImageCache } from "./cache.js";
import { type DownloadOptions, downloadRelease } from "./download.js";
import { ImageError } from "./errors.js";
import { type Firmware, findFirmware, firmwareOfHash } from "./reference.js";
import { findRelease, type OfficialRelease, releaseOfHash } from "./releases.js";

/** The firmware that a reference names, as {@link findFirmware} has it. Throws ImageError. */
export function resolveFirmware(reference: string, options: DownloadOptions = {}): Promise<Firmware> {
	const digits = /^[0-9a-f]{8,64}$/i.test(reference) ? reference.toLowerCase() : undefined;
	const release = findRelease(reference) ?? (digits ? releaseOfHash(digits) : undefined);
	return orDownload(release, options, (cache) => findFirmware(reference, cache));
}

/** The firmware of exactly this hash, or the file at `path`. Throws ImageError. */
export function resolveHash(
	hash: string,
	version: string | undefined,
	path: string | undefined,
	options: DownloadOptions = {},
): Promise<Firmware> {
	return orDownload(path === undefined ? releaseOfHash(hash) : undefined, options, (cache) =>
		firmwareOfHash(hash, version, path, cache),
	);
}

async function orDownload(
	release: OfficialRelease | undefined,
	options: DownloadOptions,
	find: (cache: ImageCache) => Firmware,
): Promise<Firmware> {
	const { cache = new ImageCache() } = options;
	try {
		return find(cache);
	} catch (error) {
		if (!release || !(error instanceof ImageError) || error.code !== "unavailable") throw error;
	}
	await downloadRelease(release, { ...options, cache });
	return firmwareOfHash(release.sha256, release.version, undefined, cache);
}
