/** The contents of a flash chip before the first power-on: what `esptool write_flash 0 IMAGE` leaves there. */
import { ImageError } from "./errors.js";

/** An erased byte. */
export const ERASED = 0xff;

const SECTOR = 4096;
const MAGIC = 0xe9;
/** Byte of the image header whose high nibble is the flash size; checksums leave it out. */
const SIZE_BYTE = 3;

/** Size code in the image header, by flash size in bytes. */
const SIZE_CODES: ReadonlyMap<number, number> = new Map([
	[0x080000, 0x0],
	[0x100000, 0x2],
	[0x200000, 0x3],
	[0x400000, 0x4],
	[0x800000, 0x8],
	[0x1000000, 0x9],
]);

/** A flash of `size` bytes with the image written to it, its header patched to that size. Throws ImageError. */
export function buildFlash(image: Uint8Array, size: number): Uint8Array {
	const flash = new Uint8Array(size).fill(ERASED);
	writeImage(flash, image);
	return flash;
}

/**
 * Writes an image over what a flash holds, in place: whole sectors are erased first, the rest stays. A
 * flash that holds this image already is left as it is. Throws ImageError when it does not fit.
 */
export function writeImage(flash: Uint8Array, image: Uint8Array): void {
	if (!SIZE_CODES.has(flash.length)) {
		throw new ImageError(
			"invalid",
			`there is no flash of ${flash.length} bytes: 512K, 1M, 2M, 4M, 8M or 16M`,
		);
	}
	if (image.length > flash.length) {
		throw new ImageError(
			"invalid",
			`the firmware has ${image.length} bytes and does not fit a flash of ${flash.length}; choose a larger one`,
		);
	}
	const patched = patchFlashSize(image, flash.length);
	if (Buffer.compare(flash.subarray(0, patched.length), patched) === 0) return;
	flash.fill(ERASED, 0, Math.ceil(patched.length / SECTOR) * SECTOR);
	flash.set(patched);
}

/** A copy of an image whose header names a flash of `size` bytes, as `esptool --flash_size=detect` does. */
export function patchFlashSize(image: Uint8Array, size: number): Uint8Array {
	const patched = Uint8Array.from(image);
	const code = SIZE_CODES.get(size);
	if (patched[0] === MAGIC && code !== undefined) {
		patched[SIZE_BYTE] = (code << 4) | (patched[SIZE_BYTE] & 0x0f);
	}
	return patched;
}

const UNITS: Readonly<Record<string, number>> = { K: 1024, M: 1024 * 1024 };

/** Reads a flash size as people write it: 512K, 1M, 4MB ... Throws ImageError for one that does not exist. */
export function parseFlashSize(text: string): number {
	const [, digits, unit] = /^(\d{1,3})([KM])B?$/i.exec(text) ?? [];
	const size = digits === undefined ? Number.NaN : Number(digits) * UNITS[unit.toUpperCase()];
	if (!SIZE_CODES.has(size)) {
		throw new ImageError("invalid", `there is no flash of size "${text}": use 512K, 1M, 2M, 4M, 8M or 16M`);
	}
	return size;
}
