/**
 * The header of an ESP8266 flash image: magic 0xE9, segment count, flash mode, flash size and speed, entry
 * point, then segments of (address, length, data), and an XOR checksum at the next address that ends in F.
 * Format: esptool's documentation, "Firmware Image Format".
 */
import { ImageError } from "./errors.js";

const MAGIC = 0xe9;
const HEADER_SIZE = 8;
const SEGMENT_HEADER_SIZE = 8;
const MAX_SEGMENTS = 16;
const CHECKSUM_SEED = 0xef;
/** The smallest and the largest file that can be a firmware image, bytes. */
const MIN_SIZE = 256;
export const MAX_IMAGE_SIZE = 16 * 1024 * 1024;

/** A segment the boot ROM copies to RAM. */
export interface ImageSegment {
	readonly address: number;
	/** Offset of its data in the image. */
	readonly offset: number;
	readonly length: number;
}

/** What an image says about itself. */
export interface FirmwareImage {
	readonly entry: number;
	readonly segments: readonly ImageSegment[];
	/** MicroPython's own words, e.g. "v1.23.0 on 2024-06-02". */
	readonly version?: string;
}

/** Reads an image's header, segments and checksum. Throws ImageError with `name` in the message. */
export function parseImage(bytes: Uint8Array, name: string): FirmwareImage {
	if (bytes.length < MIN_SIZE) fail(name, `it has ${bytes.length} bytes, too few for an ESP8266 image`);
	if (bytes.length > MAX_IMAGE_SIZE) fail(name, `it has ${bytes.length} bytes, more than any ESP8266 flash`);
	if (bytes[0] !== MAGIC) {
		fail(name, `it begins with 0x${bytes[0].toString(16).padStart(2, "0")}, an ESP8266 image with 0xe9`);
	}
	const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
	const count = bytes[1];
	if (count === 0 || count > MAX_SEGMENTS) fail(name, `its header names ${count} segments`);
	const segments: ImageSegment[] = [];
	let checksum = CHECKSUM_SEED;
	let at = HEADER_SIZE;
	for (let i = 0; i < count; i++) {
		const offset = at + SEGMENT_HEADER_SIZE;
		if (offset > bytes.length) fail(name, `it ends before segment ${i}`);
		const address = view.getUint32(at, true);
		const length = view.getUint32(at + 4, true);
		if (length > bytes.length - offset) fail(name, `it ends inside segment ${i}; is the file cut short?`);
		checksum ^= xorOf(bytes.subarray(offset, offset + length));
		segments.push({ address, offset, length });
		at = offset + length;
	}
	if (bytes[at | 15] !== checksum) fail(name, "its checksum is wrong; the file is damaged");
	const version = findVersion(bytes);
	return { entry: view.getUint32(4, true), segments, ...(version ? { version } : {}) };
}

/** All bytes, each XORed with the others: by words, of which an image has many. */
function xorOf(bytes: Uint8Array): number {
	const { buffer, byteOffset, length } = bytes;
	const start = Math.min(-byteOffset & 3, length);
	const count = (length - start) >> 2;
	// Bytes of which none begins a word may lie anywhere.
	const words = count > 0 ? new Uint32Array(buffer, byteOffset + start, count) : [];
	let word = 0;
	for (let i = 0; i < words.length; i++) word ^= words[i];
	word ^= word >>> 16;
	let xor = (word ^ (word >>> 8)) & 0xff;
	for (let i = 0; i < start; i++) xor ^= bytes[i];
	for (let i = start + 4 * count; i < length; i++) xor ^= bytes[i];
	return xor;
}

const VERSION = /v\d{1,5}\.\d{1,5}[\w.+-]{0,60} on \d{4}-\d{2}-\d{2}/;
/** Between version and date; most bytes that stand before it, and behind. */
const BETWEEN = " on ";
const BEFORE = 72;
const BEHIND = 10;

/** MicroPython's version string in an image; undefined when there is none. */
export function findVersion(image: Uint8Array): string | undefined {
	const bytes = Buffer.from(image.buffer, image.byteOffset, image.length);
	for (let at = bytes.indexOf(BETWEEN); at !== -1; at = bytes.indexOf(BETWEEN, at + 1)) {
		const around = bytes.toString("latin1", Math.max(0, at - BEFORE), at + BETWEEN.length + BEHIND);
		const found = VERSION.exec(around);
		if (found) return found[0];
	}
	return undefined;
}

function fail(name: string, why: string): never {
	throw new ImageError("invalid", `${name} is not an ESP8266 firmware image: ${why}`);
}
