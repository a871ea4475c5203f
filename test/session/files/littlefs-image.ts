/** Writes littlefs images by hand: blocks, commits and tags as the format has them. */

export const BLOCK = 4096;
const DELETED = 0x3ff;

export interface WrittenTag {
	readonly type: number;
	readonly id: number;
	/** "gone" takes back what an earlier tag of its kind has said. */
	readonly data: Uint8Array | "gone";
}

export const tag = (type: number, id: number, data: Uint8Array | "gone" = new Uint8Array(0)): WrittenTag => ({
	type,
	id,
	data,
});

export function words(...values: number[]): Uint8Array {
	const bytes = new Uint8Array(4 * values.length);
	const view = new DataView(bytes.buffer);
	for (const [i, value] of values.entries()) view.setUint32(4 * i, value, true);
	return bytes;
}

const text = (value: string) => new TextEncoder().encode(value);

export const file = (id: number, name: string): WrittenTag => tag(0x001, id, text(name));
export const directory = (id: number, name: string): WrittenTag => tag(0x002, id, text(name));
export const inline = (id: number, contents: string): WrittenTag => tag(0x201, id, text(contents));
export const superblock = (blocks: number): WrittenTag[] => [
	tag(0x0ff, 0, text("littlefs")),
	tag(0x201, 0, words(0x0002_0000, BLOCK, blocks, 255, 0x7fff_ffff, 1022)),
];

/** A block of metadata: a revision, then commits. */
export function metadata(revision: number, ...commits: readonly (readonly WrittenTag[])[]): Uint8Array {
	const block = new Uint8Array(BLOCK).fill(0xff);
	const view = new DataView(block.buffer);
	view.setUint32(0, revision, true);
	let at = 4;
	let from = 0;
	let before = 0xffff_ffff;
	const put = (word: number) => {
		view.setUint32(at, (word ^ before) >>> 0);
		before = word;
		at += 4;
	};
	for (const tags of commits) {
		for (const { type, id, data } of tags) {
			put(((type << 20) | (id << 10) | (data === "gone" ? DELETED : data.length)) >>> 0);
			if (data === "gone") continue;
			block.set(data, at);
			at += data.length;
		}
		// The bit says that what follows, erased to ones, is no tag.
		put(((0x501 << 20) | (0x3ff << 10) | 4) >>> 0);
		view.setUint32(at, crc(block.subarray(from, at)), true);
		at += 4;
		from = at;
		before = (before ^ 0x8000_0000) >>> 0;
	}
	return block;
}

/** A device of these blocks, by number. */
export function device(count: number, blocks: Readonly<Record<number, Uint8Array>>): Uint8Array {
	const bytes = new Uint8Array(count * BLOCK).fill(0xff);
	for (const [index, block] of Object.entries(blocks)) bytes.set(block, Number(index) * BLOCK);
	return bytes;
}

function crc(bytes: Uint8Array): number {
	let value = 0xffff_ffff;
	for (const byte of bytes) {
		value ^= byte;
		for (let bit = 0; bit < 8; bit++) value = (value >>> 1) ^ (value & 1 ? 0xedb8_8320 : 0);
	}
	return value >>> 0;
}
