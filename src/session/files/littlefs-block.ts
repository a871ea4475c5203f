/**
 * A metadata block of littlefs 2: a log of commits, each closed by a checksum. Source: littlefs, SPEC.md, "Directories /
 * Metadata pairs", "Metadata types".
 */
import zlib from "node:zlib";

/** One tag of a commit that is whole. */
export interface Tag {
	/** 11 bits: three of kind, eight that depend on it. */
	readonly type: number;
	readonly id: number;
	readonly data: Uint8Array;
}

export interface MetadataBlock {
	readonly revision: number;
	/** Of all commits that are whole, in the order in which they were made. */
	readonly tags: readonly Tag[];
}

const COMMIT_END = 0x500;
/** Bits of a type that tell the end of a commit from a checksum of what is not written yet. */
const COMMIT_END_MASK = 0x780;
const DELETED = 0x3ff;
const INVALID = 0x8000_0000;

/** Undefined when there is no commit that is whole. */
export function readMetadataBlock(block: Uint8Array): MetadataBlock | undefined {
	if (block.length < 8) return undefined;
	const view = new DataView(block.buffer, block.byteOffset, block.length);
	let crc = crc32(block.subarray(0, 4), 0xffff_ffff);
	let before = 0xffff_ffff;
	const tags: Tag[] = [];
	/** Tags of the commits that have their end; undefined before the first. */
	let committed: number | undefined;
	for (let at = 4; at + 4 <= block.length; ) {
		const word = (view.getUint32(at) ^ before) >>> 0;
		if (word >= INVALID) break;
		const [type, id, size] = [(word >>> 20) & 0x7ff, (word >>> 10) & 0x3ff, word & 0x3ff];
		const end = at + 4 + (size === DELETED ? 0 : size);
		if (end > block.length) break;
		crc = crc32(block.subarray(at, at + 4), crc);
		if ((type & COMMIT_END_MASK) === COMMIT_END) {
			if (size < 4 || size === DELETED || view.getUint32(at + 4, true) !== crc) break;
			committed = tags.length;
			before = (word ^ ((type & 1) << 31)) >>> 0;
			crc = 0xffff_ffff;
		} else {
			const data = block.subarray(at + 4, end);
			crc = crc32(data, crc);
			tags.push({ type, id, data });
			before = word;
		}
		at = end;
	}
	if (committed === undefined) return undefined;
	return { revision: view.getUint32(0, true), tags: tags.slice(0, committed) };
}

/** CRC-32 without the inversions at both ends. */
function crc32(bytes: Uint8Array, crc: number): number {
	return ~zlib.crc32(bytes, ~crc >>> 0) >>> 0;
}
