/** Puts a program into the form that the ESP8266's boot ROM loads from flash offset 0. */

/** Bytes for an address. */
export interface Segment {
	readonly address: number;
	readonly data: Uint8Array;
}

const MAGIC = 0xe9;
const CHECKSUM_SEED = 0xef;
/** Flash mode DIO, as nearly every module is wired. */
const MODE_DIO = 2;
/** Byte 3: size code 4 (4 MB) in the high nibble, 40 MHz in the low. */
const SIZE_4MB_40MHZ = 0x40;
const HEADER = 8;
const SEGMENT_HEADER = 8;

/** An image: header, segments in whole words, padding, checksum in the last byte of a 16-byte line. */
export function flashImage(entry: number, segments: readonly Segment[]): Uint8Array {
	const used = segments.filter(({ data }) => data.length > 0);
	const size = used.reduce((sum, { data }) => sum + SEGMENT_HEADER + words(data.length), HEADER);
	const image = new Uint8Array(Math.ceil((size + 1) / 16) * 16);
	const view = new DataView(image.buffer);
	image.set([MAGIC, used.length, MODE_DIO, SIZE_4MB_40MHZ]);
	view.setUint32(4, entry, true);
	let at = HEADER;
	let checksum = CHECKSUM_SEED;
	for (const { address, data } of used) {
		view.setUint32(at, address, true);
		view.setUint32(at + 4, words(data.length), true);
		image.set(data, at + SEGMENT_HEADER);
		for (const byte of data) checksum ^= byte;
		at += SEGMENT_HEADER + words(data.length);
	}
	image[image.length - 1] = checksum;
	return image;
}

const words = (length: number): number => Math.ceil(length / 4) * 4;
