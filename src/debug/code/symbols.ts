/** Names of addresses: the boot ROM's, and those of a firmware's ELF file or of the map that its linker wrote. */
import { readElf } from "../../firmware/elf.js";
import { countSorted } from "../sorted.js";
import { type NameEntry, type Names, withOffset } from "./names.js";

/** The lowest address of the chip's that has a name: the data RAM. What is below are sizes and offsets. */
const LOWEST = 0x3ffe8000;
/** The farthest that an address may be behind the name it is told by. */
const REACH = 0x4000;

interface NamedAddress {
	readonly address: number;
	readonly name: string;
}

/** What is known besides the names that somebody gives. */
export interface OtherNames {
	/** Of the boot ROM that runs. */
	readonly rom?: Names | undefined;
	/** That the image gives away. */
	readonly derived?: Names | undefined;
	/** How much it gave away, or why nothing. */
	readonly note?: string;
}

export class Symbols {
	readonly #given: readonly NamedAddress[];
	readonly #others: readonly Names[];
	/** What is to be said of derived names. */
	readonly note: string;

	/** Where several names share an address, the last wins. */
	constructor(
		entries: Iterable<readonly [name: string, address: number]> = [],
		{ rom, derived, note }: OtherNames = {},
	) {
		const names = new Map<number, string>();
		for (const [name, address] of entries) if (address >= LOWEST) names.set(address, name);
		this.#given = [...names]
			.map(([address, name]) => ({ address, name }))
			.sort((a, b) => a.address - b.address);
		this.note = note ?? "none were looked for";
		this.#others = [derived, rom].filter((one) => one !== undefined);
	}

	/** The same names with others. */
	with(others: OtherNames): Symbols {
		return new Symbols(
			this.#given.map(({ name, address }) => [name, address]),
			others,
		);
	}

	/** How many were given. */
	get givenCount(): number {
		return this.#given.length;
	}

	/** `name`, `name+0x1c`, or undefined for an address that nothing near it has a name for. */
	at(address: number): string | undefined {
		const given = this.#given[countSorted(this.#given, "address", address) - 1];
		if (given && address - given.address < REACH) return withOffset(given.name, address - given.address);
		for (const names of this.#others) {
			const name = names.at(address);
			if (name !== undefined) return name;
		}
		return undefined;
	}

	/** The address of a name; a given one before others. */
	address(name: string): number | undefined {
		for (const [address, known] of this.entries()) if (known === name) return address;
		return undefined;
	}

	/** All names; where several have one for an address, the given one, then the derived one. */
	*entries(): Generator<NameEntry> {
		const seen = new Set<number>();
		for (const { address, name } of this.#given) {
			seen.add(address);
			yield [address, name];
		}
		for (const names of this.#others) {
			for (const entry of names.entries()) if (!seen.has(entry[0])) yield entry;
		}
	}
}

const ELF_MAGIC = 0x7f;

/** Reads an ELF file, or a linker's map. Throws ElfError for an ELF file of another machine. */
export function readSymbols(bytes: Uint8Array): Symbols {
	return new Symbols(
		bytes[0] === ELF_MAGIC ? readElf(bytes).symbols : mapEntries(Buffer.from(bytes).toString("latin1")),
	);
}

/** Lines such as `0x40100004   user_start`, and ` .text.user_start 0x40100004 0x1c main.o`, which may be broken after the name. */
function* mapEntries(text: string): Generator<[string, number]> {
	const section =
		/^ \.(?:text|irom0\.text|literal|rodata|data|bss|iram1)\.(\S+)\s+0x([0-9a-f]+)\s+0x(?!0\s)[0-9a-f]+\s+\S/gm;
	for (const [, name, address] of text.matchAll(section)) yield [name, Number.parseInt(address, 16)];
	for (const [, address, name] of text.matchAll(/^ {10,}0x([0-9a-f]+) {8,}([A-Za-z_$][\w$.]*)$/gm))
		yield [name, Number.parseInt(address, 16)];
}
