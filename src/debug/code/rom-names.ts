/**
 * Names of a boot ROM. The mask ROM's entry points are public, and what lies between two belongs to the first. Our own ROM
 * has the same entry points, but other functions between them; of an unknown one only the entry points are known.
 */
import { ROM_SYMBOLS, romSymbol } from "../../chip/rom/symbols.js";
import { type BootRom, builtInSymbols, MASK_ROM } from "../../firmware/rom.js";
import { type NamedSpan, type Names, SpanNames } from "./names.js";

const MASK_ROM_NAMES: Names = { at: romSymbol, entries: () => ROM_SYMBOLS };
const ENTRY_POINTS: Names = {
	at: (address) => ROM_SYMBOLS.get(address),
	entries: () => ROM_SYMBOLS,
};

let own: { readonly sha256: string; readonly names: Names } | undefined;

/** The names of the ROM with this hash. */
export function romNames({ sha256 }: Pick<BootRom, "sha256">): Names {
	if (sha256 === MASK_ROM) return MASK_ROM_NAMES;
	if (!own) {
		const symbols = builtInSymbols();
		own = { sha256: symbols.sha256, names: new SpanNames(spansOf(symbols.text)) };
	}
	return own.sha256 === sha256 ? own.names : ENTRY_POINTS;
}

/** Lines of address, bytes and name. */
function spansOf(text: string): NamedSpan[] {
	return text
		.split("\n")
		.filter((line) => line !== "")
		.map((line) => {
			const [address, size, name] = line.split(" ");
			return { address: Number.parseInt(address, 16), size: Number.parseInt(size, 16), name };
		});
}
