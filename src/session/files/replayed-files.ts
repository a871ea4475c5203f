/** The files that a recorded run has left on flash, from running it again. */
import { ImageCache } from "../../firmware/cache.js";
import { ImageError } from "../../firmware/errors.js";
import { firmwareOfHash } from "../../firmware/reference.js";
import { findRom } from "../../firmware/rom.js";
import type { Hash64 } from "../../trace/hash64.js";
import type { TraceReader } from "../../trace/reader.js";
import type { OutputDigests } from "../digest.js";
import { SessionError } from "../errors.js";
import { replayTrace } from "../replayer.js";
import type { FileSystem } from "./file-system.js";
import { findFileSystem } from "./find-file-system.js";

/** Files of a run whose files are known; undefined when there is no file system. */
export interface KnownFiles {
	readonly found: FileSystem | undefined;
}

/**
 * Undefined when the recorded firmware or boot ROM is not in the cache, or the run cannot be had again exactly. Throws
 * TraceError.
 */
export function replayedFiles(
	reader: TraceReader,
	options: { readonly hash64: Hash64; readonly digests: OutputDigests; readonly cache?: string },
): KnownFiles | undefined {
	const { firmware: recorded, rom: recordedRom } = reader.header;
	const { hash64, digests } = options;
	const cache = new ImageCache(options.cache);
	let known: KnownFiles | undefined;
	try {
		const firmware = firmwareOfHash(recorded.sha256, recorded.version, undefined, cache);
		const rom = findRom({ sha256: recordedRom.sha256 }, cache);
		const { reproduced } = replayTrace(reader, {
			firmware,
			rom,
			hash64,
			digests,
			onFlash: (flash) => {
				known = { found: findFileSystem(flash, firmware.bytes.length) };
			},
		});
		return reproduced ? known : undefined;
	} catch (error) {
		if (error instanceof ImageError || error instanceof SessionError) return undefined;
		throw error;
	}
}
