/** Finds the guest's file system on a flash chip by what stands at its beginning: builds put it in different places. */
import { readFat } from "./fat.js";
import type { FileSystem } from "./file-system.js";
import { readLittlefs } from "./littlefs.js";

/** Flash is erased by sectors: every file system begins at one. */
const SECTOR = 4096;

/**
 * The first one that can be read whole, or else the first; undefined when there is none. `image` is the length of the
 * firmware's image, in which there is none.
 */
export function findFileSystem(flash: Uint8Array, image = 0): FileSystem | undefined {
	let first: FileSystem | undefined;
	for (let at = Math.ceil(image / SECTOR) * SECTOR; at < flash.length; at += SECTOR) {
		const found = readLittlefs(flash, at) ?? readFat(flash, at);
		if (found?.problems.length === 0) return found;
		first ??= found;
	}
	return first;
}
