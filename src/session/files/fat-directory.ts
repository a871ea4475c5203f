/** The entries of a FAT directory, with their long names. Source: Microsoft, "FAT: General Overview", "Long Names". */

export interface FatEntry {
	readonly name: string;
	readonly isDirectory: boolean;
	/** Its first cluster. */
	readonly cluster: number;
	readonly size: number;
}

const SIZE = 32;
const FREE = 0xe5;
/** Stands for FREE as the first byte of a name. */
const KANJI = 0x05;
const VOLUME = 0x08;
const DIRECTORY = 0x10;
const LONG_NAME = 0x0f;
const LAST = 0x40;
/** Bits of a byte that keep the letters of a short name small: those of its base, those of its extension. */
const SMALL_BASE = 0x08;
const SMALL_EXTENSION = 0x10;
/** Where the UTF-16 units of a name's piece stand. */
const UNITS = [1, 3, 5, 7, 9, 14, 16, 18, 20, 22, 24, 28, 30];
const NO_UNIT = 0xffff;

/** All but the volume's name, "." and "..". */
export function readFatDirectory(bytes: Uint8Array): FatEntry[] {
	const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
	const entries: FatEntry[] = [];
	let long = new LongName();
	for (let at = 0; at + SIZE <= bytes.length && bytes[at] !== 0; at += SIZE) {
		const entry = bytes.subarray(at, at + SIZE);
		const attributes = entry[11];
		if (entry[0] !== FREE && (attributes & 0x3f) === LONG_NAME) {
			long.add(entry);
			continue;
		}
		if (entry[0] !== FREE && !(attributes & VOLUME) && entry[0] !== 0x2e) {
			entries.push({
				name: long.nameOf(entry) ?? shortName(entry),
				isDirectory: (attributes & DIRECTORY) !== 0,
				cluster: (view.getUint16(at + 20, true) << 16) | view.getUint16(at + 26, true),
				size: view.getUint32(at + 28, true),
			});
		}
		long = new LongName();
	}
	return entries;
}

/** A name in pieces, the last one first, in front of the entry that it names. */
class LongName {
	#pieces: number[][] = [];
	#next = 0;
	#checksum = -1;

	add(entry: Uint8Array): void {
		const order = entry[0] & ~LAST;
		if (entry[0] & LAST) {
			this.#pieces = [];
			this.#checksum = entry[13];
		} else if (order !== this.#next || entry[13] !== this.#checksum) {
			this.#checksum = -1;
			return;
		}
		this.#pieces.unshift(UNITS.map((at) => entry[at] | (entry[at + 1] << 8)));
		this.#next = order - 1;
	}

	/** Undefined when there is none, or it is that of another entry. */
	nameOf(entry: Uint8Array): string | undefined {
		let sum = 0;
		for (const byte of entry.subarray(0, 11)) sum = (((sum & 1) << 7) + (sum >> 1) + byte) & 0xff;
		if (this.#pieces.length === 0 || this.#next !== 0 || sum !== this.#checksum) return undefined;
		const units = this.#pieces.flat();
		const end = units.findIndex((unit) => unit === 0 || unit === NO_UNIT);
		return String.fromCharCode(...(end < 0 ? units : units.slice(0, end)));
	}
}

function shortName(entry: Uint8Array): string {
	const text = (from: number, to: number, small: boolean): string => {
		const letters = Buffer.from(entry.subarray(from, to)).toString("latin1").trimEnd();
		return small ? letters.toLowerCase() : letters;
	};
	const base = text(0, 8, (entry[12] & SMALL_BASE) !== 0);
	const extension = text(8, 11, (entry[12] & SMALL_EXTENSION) !== 0);
	const first = entry[0] === KANJI ? `\u00e5${base.slice(1)}` : base;
	return extension === "" ? first : `${first}.${extension}`;
}
