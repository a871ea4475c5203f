/** Names of addresses: the boot ROM's, and those of a firmware's ELF file or of the map that its linker wrote. */
import { ROM_SYMBOLS, romSymbol } from "../../chip/rom/symbols.js";
import { readElf } from "../../firmware/elf.js";

/** The lowest address of the chip's that has a name: the data RAM. What is below are sizes and offsets. */
const LOWEST = 0x3ffe8000;
/** The farthest that an address may be behind the name it is told by. */
const REACH = 0x4000;

export class Symbols {
	readonly #addresses: readonly number[];
	readonly #names: ReadonlyMap<number, string>;

	/** Where several names share an address, the last wins. */
	constructor(entries: Iterable<readonly [name: string, address: number]> = []) {
		const names = new Map<number, string>();
		for (const [name, address] of entries) if (address >= LOWEST) names.set(address, name);
		this.#names = names;
		this.#addresses = [...names.keys()].sort((a, b) => a - b);
	}

	/** `name`, `name+0x1c`, or undefined for an address that nothing near it has a name for. */
	at(address: number): string | undefined {
		const base = this.#below(address);
		const name = base === undefined ? undefined : this.#names.get(base);
		if (base === undefined || address - base >= REACH) return romSymbol(address);
		return base === address ? name : `${name}+0x${(address - base).toString(16)}`;
	}

	/** The address of a name; a given one before the boot ROM's. */
	address(name: string): number | undefined {
		for (const [address, known] of this.entries()) if (known === name) return address;
		return undefined;
	}

	/** All names; where both have one for an address, the given one. */
	*entries(): Generator<readonly [address: number, name: string]> {
		yield* this.#names;
		for (const entry of ROM_SYMBOLS) if (!this.#names.has(entry[0])) yield entry;
	}

	#below(address: number): number | undefined {
		let low = 0;
		let high = this.#addresses.length;
		while (low < high) {
			const middle = (low + high) >> 1;
			if (this.#addresses[middle] <= address) low = middle + 1;
			else high = middle;
		}
		return this.#addresses[low - 1];
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
