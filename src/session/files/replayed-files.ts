/** The files that a recorded run has left on flash, from running it again. */
import { ImageCache } from "../../firmware/cache.js";
import { ImageError } from "../../firmware/errors.js";
import { firmwareOfHash } from "../../firmware/reference.js";
import { findRom } from "../../firmware/rom.js";
import type { TraceReader } from "../../trace/reader.js";
import { SessionError } from "../errors.js";
import { type ReplayOptions, replayTrace } from "../replayer.js";
import type { FileSystem } from "./file-system.js";
import { findFileSystem } from "./find-file-system.js";

/** Files of a run whose files are known; undefined when there is no file system. */
export interface KnownFiles {
	readonly found: FileSystem | undefined;
}

/** What a replay needs beside its trace. */
export type FilesOptions = Pick<ReplayOptions, "firmware" | "rom" | "hash64" | "digests">;

/**
 * Undefined when the run cannot be had again exactly. Throws SessionError `not-recorded-build`, and TraceError.
 */
export function filesAfter(reader: TraceReader, options: FilesOptions): KnownFiles | undefined {
	let known: KnownFiles | undefined;
	const { reproduced } = replayTrace(reader, {
		...options,
		onFlash: (flash) => {
			known = { found: findFileSystem(flash, options.firmware.bytes.length) };
		},
	});
	return reproduced ? known : undefined;
}

/** The same with the recorded firmware and boot ROM; undefined also when they are not in the cache. Throws TraceError. */
export function replayedFiles(
	reader: TraceReader,
	{ cache, ...options }: Pick<FilesOptions, "hash64" | "digests"> & { readonly cache?: string },
): KnownFiles | undefined {
	const { firmware: recorded, rom: recordedRom } = reader.header;
	const images = new ImageCache(cache);
	try {
		const firmware = firmwareOfHash(recorded.sha256, recorded.version, undefined, images);
		const rom = findRom({ sha256: recordedRom.sha256 }, images);
		return filesAfter(reader, { ...options, firmware, rom });
	} catch (error) {
		if (error instanceof ImageError || error instanceof SessionError) return undefined;
		throw error;
	}
}
