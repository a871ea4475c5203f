/**
 * An ELF file that holds names and no code: what a debugger without the firmware's own ELF file is given, so that it
 * knows the machine, its byte order and the names. Memory is read from the target: all sections are without contents.
 */
import type { NameEntry } from "../code/names.js";
import { MEMORY_RANGES } from "../memory.js";

const HEADER = 52;
const SECTION = 40;
const SYMBOL = 16;
const EM_XTENSA = 94;
const ET_EXEC = 2;
const SHT = { SYMTAB: 2, STRTAB: 3, NOBITS: 8 } as const;
const SHF = { WRITE: 1, ALLOC: 2, EXECINSTR: 4 } as const;
const STB_GLOBAL = 1;
const STT = { OBJECT: 1, FUNC: 2 } as const;
const SHN_ABS = 0xfff1;
const CODE_BASE = 0x40000000;
const CODE_END = 0x40300000;

class Strings {
	readonly #offsets = new Map<string, number>([["", 0]]);
	#text = "\0";

	add(name: string): number {
		const known = this.#offsets.get(name);
		if (known !== undefined) return known;
		const offset = this.#text.length;
		this.#text += `${name}\0`;
		this.#offsets.set(name, offset);
		return offset;
	}

	get bytes(): Buffer {
		return Buffer.from(this.#text, "latin1");
	}
}

/** A derived name as a word that GDB's expressions take: `py:machine.Pin.value` is `py_machine_Pin_value`. */
const plainName = (name: string): string => (name.includes(":") ? name.replace(/\W+/g, "_") : name);

/** The file. A function without a size goes on to the next name; of one with a size GDB calls nothing behind it so. */
export function symbolFile(names: Iterable<NameEntry>): Buffer {
	const memories = MEMORY_RANGES.filter(({ isRegisters }) => !isRegisters);
	const strings = new Strings();
	const sorted = [...names].sort(([a], [b]) => a - b);
	const symbols = Buffer.alloc(SYMBOL * (sorted.length + 1));
	sorted.forEach(([address, name, size], i) => {
		const section = memories.findIndex(({ base, size }) => address >= base && address < base + size);
		const isCode = address >= CODE_BASE && address < CODE_END;
		const next = sorted[i + 1]?.[0] ?? address;
		const end = section < 0 ? address : memories[section].base + memories[section].size;
		const at = (i + 1) * SYMBOL;
		symbols.writeUInt32LE(strings.add(plainName(name)), at);
		symbols.writeUInt32LE(address, at + 4);
		symbols.writeUInt32LE(isCode ? (size ?? Math.min(next, end) - address) : 0, at + 8);
		symbols.writeUInt8((STB_GLOBAL << 4) | (isCode ? STT.FUNC : STT.OBJECT), at + 12);
		symbols.writeUInt16LE(section < 0 ? SHN_ABS : section + 1, at + 14);
	});
	const sectionNames = new Strings();
	const sections: Buffer[] = [Buffer.alloc(SECTION)];
	const section = (
		name: string,
		type: number,
		flags: number,
		address: number,
		offset: number,
		size: number,
	): Buffer => {
		const header = Buffer.alloc(SECTION);
		[sectionNames.add(name), type, flags, address, offset, size, 0, 0, 4, 0].forEach((value, i) => {
			header.writeUInt32LE(value, 4 * i);
		});
		sections.push(header);
		return header;
	};
	for (const { name, base, size } of memories) {
		const flags = SHF.ALLOC | (base >= CODE_BASE ? SHF.EXECINSTR : SHF.WRITE);
		section(`.${name.replace(/ /g, "_")}`, SHT.NOBITS, flags, base, HEADER, size);
	}
	const names_ = strings.bytes;
	const table = section(".symtab", SHT.SYMTAB, 0, 0, HEADER, symbols.length);
	table.writeUInt32LE(memories.length + 2, 24);
	table.writeUInt32LE(1, 28);
	table.writeUInt32LE(SYMBOL, 36);
	section(".strtab", SHT.STRTAB, 0, 0, HEADER + symbols.length, names_.length);
	const last = section(".shstrtab", SHT.STRTAB, 0, 0, HEADER + symbols.length + names_.length, 0);
	last.writeUInt32LE(sectionNames.bytes.length, 20);
	const body = Buffer.concat([symbols, names_, sectionNames.bytes]);
	const padding = Buffer.alloc((4 - (body.length % 4)) % 4);
	const header = Buffer.alloc(HEADER);
	header.set([0x7f, 0x45, 0x4c, 0x46, 1, 1, 1]);
	header.writeUInt16LE(ET_EXEC, 16);
	header.writeUInt16LE(EM_XTENSA, 18);
	header.writeUInt32LE(1, 20);
	header.writeUInt32LE(HEADER + body.length + padding.length, 32);
	header.writeUInt16LE(HEADER, 40);
	header.writeUInt16LE(SECTION, 46);
	header.writeUInt16LE(sections.length, 48);
	header.writeUInt16LE(sections.length - 1, 50);
	return Buffer.concat([header, body, padding, ...sections]);
}
