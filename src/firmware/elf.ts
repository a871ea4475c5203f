/** Reads 32-bit little-endian Xtensa ELF executables: what to load where, and the names in it. */

/** Bytes to put at an address. */
export interface ElfSegment {
	readonly address: number;
	readonly data: Uint8Array;
	/** Size in memory; what exceeds `data` is zero. */
	readonly size: number;
}

/** An executable. */
export interface ElfFile {
	readonly entry: number;
	readonly segments: readonly ElfSegment[];
	/** Addresses of named symbols. */
	readonly symbols: ReadonlyMap<string, number>;
}

/** The bytes are not an ELF file this reader understands. */
export class ElfError extends Error {
	override readonly name = "ElfError";
}

const EM_XTENSA = 94;
const PT_LOAD = 1;
const SHT_SYMTAB = 2;
const HEADER_SIZE = 52;
const PROGRAM_HEADER_SIZE = 32;
const SECTION_HEADER_SIZE = 40;
const SYMBOL_SIZE = 16;

/** The part of a file an ELF header points at; throws ElfError when it is not wholly inside. */
function slice(bytes: Uint8Array, offset: number, length: number, what: string): DataView {
	if (offset + length > bytes.length) {
		throw new ElfError(`${what} at ${offset}, ${length} bytes, lies outside a file of ${bytes.length} bytes`);
	}
	return new DataView(bytes.buffer, bytes.byteOffset + offset, length);
}

/** The entries of a header table. */
function table(
	bytes: Uint8Array,
	offset: number,
	size: number,
	count: number,
	least: number,
	what: string,
): DataView[] {
	if (count > 0 && size < least) throw new ElfError(`${what} entries of ${size} bytes are too small`);
	return Array.from({ length: count }, (_, i) => slice(bytes, offset + i * size, least, what));
}

function readSegments(bytes: Uint8Array, header: DataView): ElfSegment[] {
	const headers = table(
		bytes,
		header.getUint32(28, true),
		header.getUint16(42, true),
		header.getUint16(44, true),
		PROGRAM_HEADER_SIZE,
		"program header",
	);
	return headers
		.filter((h) => h.getUint32(0, true) === PT_LOAD)
		.map((h) => {
			const part = slice(bytes, h.getUint32(4, true), h.getUint32(16, true), "segment");
			return {
				address: h.getUint32(12, true),
				data: new Uint8Array(part.buffer, part.byteOffset, part.byteLength),
				size: h.getUint32(20, true),
			};
		});
}

function readName(strings: DataView, at: number): string {
	let name = "";
	for (let i = at; i < strings.byteLength; i++) {
		const code = strings.getUint8(i);
		if (code === 0) break;
		name += String.fromCharCode(code);
	}
	return name;
}

function readSymbols(bytes: Uint8Array, header: DataView): Map<string, number> {
	const sections = table(
		bytes,
		header.getUint32(32, true),
		header.getUint16(46, true),
		header.getUint16(48, true),
		SECTION_HEADER_SIZE,
		"section header",
	);
	const content = (section: DataView, what: string): DataView =>
		slice(bytes, section.getUint32(16, true), section.getUint32(20, true), what);
	const symbols = new Map<string, number>();
	for (const section of sections) {
		if (section.getUint32(4, true) !== SHT_SYMTAB) continue;
		const linked = sections[section.getUint32(24, true)];
		if (!linked) throw new ElfError("the symbol table names no string table");
		const entries = content(section, "symbol table");
		const strings = content(linked, "string table");
		for (let at = 0; at + SYMBOL_SIZE <= entries.byteLength; at += SYMBOL_SIZE) {
			const name = readName(strings, entries.getUint32(at, true));
			if (name !== "") symbols.set(name, entries.getUint32(at + 4, true));
		}
	}
	return symbols;
}

/** Reads an executable; its segments share memory with `bytes`. Throws ElfError for anything else. */
export function readElf(bytes: Uint8Array): ElfFile {
	const header = slice(bytes, 0, HEADER_SIZE, "ELF header");
	if (header.getUint32(0) !== 0x7f454c46) throw new ElfError("not an ELF file");
	if (header.getUint8(4) !== 1 || header.getUint8(5) !== 1) throw new ElfError("not 32-bit little endian");
	const machine = header.getUint16(18, true);
	if (machine !== EM_XTENSA) throw new ElfError(`machine ${machine} is not Xtensa`);
	return {
		entry: header.getUint32(24, true),
		segments: readSegments(bytes, header),
		symbols: readSymbols(bytes, header),
	};
}
