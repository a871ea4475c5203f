/** Puts what a run is recorded with where its replays look for it: a trace names images by hash, not by file. */
import { ImageCache } from "../firmware/cache.js";
import { ImageError } from "../firmware/errors.js";
import type { Firmware } from "../firmware/reference.js";
import { type BootRom, findRom } from "../firmware/rom.js";

/**
 * Keeps the firmware, and the boot ROM that was read from `romPath`, in the cache if replays would not find them
 * without; returns a line for the user about each. A cache that cannot be written does not stop the recording: the line
 * says what its replays will need.
 */
export function keepImages(
	firmware: Firmware,
	rom: BootRom,
	romPath: string | undefined,
	cache: ImageCache = new ImageCache(),
): string[] {
	const notices: string[] = [];
	const keep = (kind: "firmware" | "rom", bytes: Uint8Array, path: string, option: string): void => {
		try {
			const hash = cache.store(kind, bytes);
			notices.push(`${path} is kept in the cache, where replays find it: ${cache.path(kind, hash)}`);
		} catch (error) {
			notices.push(
				`${path} could not be put into the cache (${(error as Error).message}): replays need ${option} ${path}`,
			);
		}
	};
	if (!has(() => cache.read("firmware", firmware.sha256))) {
		keep("firmware", firmware.bytes, firmware.path, "--firmware");
	}
	if (romPath !== undefined && !has(() => findRom({ sha256: rom.sha256 }, cache))) {
		keep("rom", rom.bytes, romPath, "--rom");
	}
	return notices;
}

/** Whether an image is there and whole; a spoilt one is written anew. */
function has(read: () => unknown): boolean {
	try {
		return read() !== undefined;
	} catch (error) {
		if (error instanceof ImageError) return false;
		throw error;
	}
}
