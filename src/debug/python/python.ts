/** Where the MicroPython program stands. */
import type { Chip } from "../../chip/chip.js";
import type { Symbols } from "../code/symbols.js";

export function pythonLines(_chip: Chip, _symbols: Symbols): string[] {
	return [];
}
