/** Gets the firmware that traces need, each image once, before several threads ask for it. */
import { ImageCache } from "../firmware/cache.js";
import { type DownloadOptions, downloadRelease } from "../firmware/download.js";
import { ImageError } from "../firmware/errors.js";
import { type OfficialRelease, releaseOfHash } from "../firmware/releases.js";
import { TraceError } from "../trace/errors.js";
import { loadHash64 } from "../trace/hash64.js";
import { TraceReader } from "../trace/reader.js";
import { FileSource } from "../trace/source.js";

/**
 * Downloads the official releases that the cache has not. Returns why some could not be had, a line each;
 * traces that cannot be read are left to who verifies them. Throws ImageError `stopped` and `invalid`.
 */
export async function fetchFirmware(traces: readonly string[], options: DownloadOptions): Promise<string[]> {
	const { cache = new ImageCache() } = options;
	const here = new Set(cache.list("firmware"));
	const missing = new Set<OfficialRelease>();
	for (const hash of await firmwareHashes(traces)) {
		const release = here.has(hash) ? undefined : releaseOfHash(hash);
		if (release) missing.add(release);
	}
	const problems: string[] = [];
	for (const release of missing) {
		try {
			await downloadRelease(release, options);
		} catch (error) {
			if (!(error instanceof ImageError) || error.code !== "unavailable") throw error;
			problems.push(error.message);
		}
	}
	return problems;
}

async function firmwareHashes(traces: readonly string[]): Promise<string[]> {
	const hash64 = await loadHash64();
	return traces.flatMap((trace) => {
		try {
			const source = new FileSource(trace);
			try {
				return [new TraceReader(source, hash64).header.firmware.sha256];
			} finally {
				source.close();
			}
		} catch (error) {
			if (error instanceof TraceError || (error as NodeJS.ErrnoException).syscall !== undefined) return [];
			throw error;
		}
	});
}
