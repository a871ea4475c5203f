/** Code of a chip in lines. */
import type { Chip } from "../../chip/chip.js";
import { disassemble } from "../../chip/xtensa/disassemble.js";
import type { Symbols } from "./symbols.js";

/** An address of code. */
export interface CodeAddress {
	readonly address: number;
	readonly symbol?: string;
}

export interface CodeLine extends CodeAddress {
	readonly text: string;
}

export function named(address: number, symbols: Symbols): CodeAddress {
	const symbol = symbols.at(address);
	return { address, ...(symbol === undefined ? {} : { symbol }) };
}

/** The instruction at `address`. */
export function codeLine(chip: Chip, address: number, symbols: Symbols): CodeLine {
	const { text } = disassemble(chip.bus.fetch(address), address, (at) => chip.bus.peek(at, 4));
	return { ...named(address, symbols), text: `${text.replace("\t", " ")}${targetName(text, symbols)}` };
}

/** What a call, a jump or a loaded address leads to, where something begins there. */
function targetName(text: string, symbols: Symbols): string {
	const [, target] = /^(?:call0|j|l32r)\t.*\b0x([0-9a-f]{8})\)?$/.exec(text) ?? [];
	const name = target === undefined ? undefined : symbols.at(Number.parseInt(target, 16));
	return name === undefined || name.includes("+0x") ? "" : ` <${name}>`;
}

/** `count` instructions from `address` on, as they lie in memory. */
export function listing(chip: Chip, address: number, count: number, symbols: Symbols): CodeLine[] {
	const lines: CodeLine[] = [];
	for (let at = address; lines.length < count; ) {
		lines.push(codeLine(chip, at, symbols));
		at = (at + disassemble(chip.bus.fetch(at), at).length) >>> 0;
	}
	return lines;
}

/** "0x40100004" */
export const hexWord = (value: number): string => `0x${(value >>> 0).toString(16).padStart(8, "0")}`;

/** "0x40100004 <user_start+0x4>" */
export function describeAddress({ address, symbol }: CodeAddress): string {
	return `${hexWord(address)}${symbol === undefined ? "" : ` <${symbol}>`}`;
}
