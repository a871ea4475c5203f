/** `--flash FILE`: a flash chip that outlives the run. */
import { FLASH_SIZES } from "../chip/config.js";
import { readBounded, writeAtomically } from "../firmware/files.js";
import { buildFlash, writeImage } from "../firmware/flash-image.js";
import { SessionError } from "./errors.js";

const MAX_FLASH = Math.max(...FLASH_SIZES);

/**
 * The flash to start from: the file's contents with `image` written over them as a flashing tool would (an
 * image that is there already changes nothing), or a fresh flash of `size` bytes when there is no file.
 * Throws SessionError for a file that is no flash, or not one of `size` bytes, and ImageError.
 */
export function loadFlash(
	path: string,
	image: Uint8Array,
	size: number | undefined,
	fallback: number,
): Uint8Array {
	const stored = readBounded(path, MAX_FLASH, "the flash file");
	if (!stored) return buildFlash(image, size ?? fallback);
	if (!FLASH_SIZES.includes(stored.length)) {
		throw new SessionError(
			"flash-file",
			`the flash file ${path} has ${stored.length} bytes, which no flash has; delete it to start afresh`,
		);
	}
	if (size !== undefined && stored.length !== size) {
		throw new SessionError(
			"flash-file",
			`the flash file ${path} has ${stored.length} bytes, but a flash of ${size} was asked for; ` +
				"leave the size out, or name another file",
		);
	}
	const flash = Uint8Array.from(stored);
	writeImage(flash, image);
	return flash;
}

/** Keeps a flash's contents: whole, or the file stays as it was. Throws the file system's error. */
export function saveFlash(path: string, flash: Uint8Array): void {
	writeAtomically(path, flash);
}
