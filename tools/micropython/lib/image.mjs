/**
 * Makes the flash image from the linked ELF file: what the ROM loads into RAM (header, segments, checksum) in the first
 * 36 KB, the code that runs from flash behind it, then the MD5 that esp.check_fw() compares.
 * Layout: the port's makeimg.py; image header: ESP8266 image format version 1.
 */
import { createHash } from "node:crypto";

const MAGIC = 0xe9;
const CHECKSUM_SEED = 0xef;
const FLASH_MODE_QIO = 0;
/** 4 MB in the upper four bits, 40 MHz in the lower. */
const FLASH_SIZE_AND_CLOCK = 0x40;
const SEGMENT_ALIGN = 4;
const IMAGE_ALIGN = 16;
/** The part that the ROM loads, whose last word says where the flash code ends. */
const LOADED_SIZE = 0x9000;
const FLASH_CODE = ".irom0.text";
const LOADED = [".text", ".data", ".rodata"];

/** The sections of a 32-bit little-endian ELF file that have contents, by name, and its entry point. */
function readElf(elf) {
	const view = new DataView(elf.buffer, elf.byteOffset, elf.byteLength);
	if (view.getUint32(0) !== 0x7f454c46) throw new Error("not an ELF file");
	const table = view.getUint32(0x20, true);
	const entrySize = view.getUint16(0x2e, true);
	const headers = Array.from({ length: view.getUint16(0x30, true) }, (_, i) => {
		const at = table + i * entrySize;
		const word = (n) => view.getUint32(at + n * 4, true);
		return { name: word(0), address: word(3), offset: word(4), size: word(5) };
	});
	const names = headers[view.getUint16(0x32, true)];
	const nameOf = (header) => {
		const from = names.offset + header.name;
		return Buffer.from(elf.subarray(from, elf.indexOf(0, from))).toString("latin1");
	};
	const sections = new Map(
		headers.map((h) => [nameOf(h), { address: h.address, bytes: elf.subarray(h.offset, h.offset + h.size) }]),
	);
	return { entry: view.getUint32(0x18, true), sections };
}

function padded(bytes, align, fill) {
	const result = Buffer.alloc(Math.ceil(bytes.length / align) * align, fill);
	result.set(bytes);
	return result;
}

function word(value) {
	const bytes = Buffer.alloc(4);
	bytes.writeUInt32LE(value >>> 0);
	return bytes;
}

/** Header, segments, checksum: what the ROM reads. */
function loadedPart(entry, segments) {
	const parts = [Buffer.from([MAGIC, segments.length, FLASH_MODE_QIO, FLASH_SIZE_AND_CLOCK]), word(entry)];
	let checksum = CHECKSUM_SEED;
	for (const { address, bytes } of segments) {
		const data = padded(bytes, SEGMENT_ALIGN, 0);
		for (const byte of data) checksum ^= byte;
		parts.push(word(address), word(data.length), data);
	}
	// The checksum is the last byte of a block of 16, so at least one byte follows the segments.
	const image = padded(Buffer.concat([...parts, Buffer.alloc(1)]), IMAGE_ALIGN, 0);
	image[image.length - 1] = checksum;
	return image;
}

/** The flash image of an ELF file's bytes. */
export function flashImage(elf) {
	const { entry, sections } = readElf(elf);
	const section = (name) => {
		const found = sections.get(name);
		if (!found) throw new Error(`the linked file has no section ${name}`);
		return found;
	};
	const loaded = loadedPart(entry, LOADED.map(section));
	const room = LOADED_SIZE - 4;
	if (loaded.length > room) throw new Error(`code and data for RAM take ${loaded.length} bytes of ${room}`);
	const head = Buffer.alloc(room, 0xff);
	head.set(loaded);
	const code = padded(section(FLASH_CODE).bytes, SEGMENT_ALIGN, 0);
	const image = Buffer.concat([head, word(LOADED_SIZE + code.length), code]);
	// The first word is left out: tools that write flash change it to suit the chip.
	return Buffer.concat([image, createHash("md5").update(image.subarray(4)).digest()]);
}
