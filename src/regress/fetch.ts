/** Gets the firmware that traces need, each image once, before several threads ask for it. */
import { ImageCache } from "../firmware/cache.js";
import { ImageError } from "../firmware/errors.js";
import { DEBIAN_BUILD, releaseOfHash } from "../firmware/releases.js";
import { type ResolveOptions, resolveHash } from "../firmware/resolve.js";
import { TraceError } from "../trace/errors.js";
import { loadHash64 } from "../trace/hash64.js";
import { TraceReader } from "../trace/reader.js";
import { FileSource } from "../trace/source.js";

/**
 * Downloads the official releases that the cache has not, and builds what is built. Returns why some could not be had,
 * a line each; traces that cannot be read are left to who verifies them. Throws ImageError `stopped` and `invalid`.
 */
export async function fetchFirmware(traces: readonly string[], options: ResolveOptions): Promise<string[]> {
	const { cache = new ImageCache() } = options;
	const here = new Set(cache.list("firmware"));
	const missing = new Set((await firmwareHashes(traces)).filter((hash) => !here.has(hash) && canBeHad(hash)));
	const problems: string[] = [];
	for (const hash of missing) {
		try {
			await resolveHash(hash, undefined, undefined, options);
		} catch (error) {
			if (!(error instanceof ImageError) || error.code !== "unavailable") throw error;
			problems.push(error.message);
		}
	}
	return problems;
}

const canBeHad = (hash: string): boolean => releaseOfHash(hash) !== undefined || hash === DEBIAN_BUILD.sha256;

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
