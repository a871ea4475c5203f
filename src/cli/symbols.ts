/** Names of addresses for a command: those of a file that the user names, the boot ROM's, and what the image gives away. */
import { readFileSync } from "node:fs";
import { romNames } from "../debug/code/rom-names.js";
import { readSymbols, Symbols } from "../debug/code/symbols.js";
import { deriveNames } from "../debug/python/derived-names.js";
import type { Firmware } from "../firmware/reference.js";
import type { BootRom } from "../firmware/rom.js";

/** Throws ElfError for an ELF file of another machine. */
export function symbolsFor(path: string | undefined, firmware: Firmware, rom: BootRom): Symbols {
	const given = path === undefined ? new Symbols() : readSymbols(readFileSync(path));
	const { names: derived, note } = deriveNames(firmware.bytes);
	return given.with({ rom: romNames(rom), derived, note });
}
