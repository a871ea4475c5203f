/** What the view's panels show of a run. */
import { describeEvent } from "../../session/inspect.js";
import { formatTime } from "../../world/units.js";
import { listing } from "../code/listing.js";
import { pcOf } from "../code/registers.js";
import type { Debugger } from "../debugger.js";
import { readMemory } from "../memory.js";
import {
	components,
	exceptionLine,
	fieldLines,
	pinLines,
	radioLines,
	registerLines,
	specialLines,
	whereLines,
} from "../monitor/panels.js";
import { pythonLines } from "../python/python.js";
import { countUpTo } from "../time/history.js";
import { beside, type ScreenLine } from "./screen.js";

/** What somebody has chosen to see. */
export interface Sight {
	/** Where the memory panel begins. */
	memory: number;
	/** The component in the panel of blocks, by number. */
	peripheral: number;
}

export interface Panel {
	readonly key: string;
	readonly name: string;
	readonly lines: (debugger_: Debugger, sight: Sight, rows: number) => ScreenLine[];
}

const CONSOLE_BYTES = 8000;
const CODE_WIDTH = 48;
/** Columns of two registers and the gap behind them. */
const REGISTERS_HALF = 32;
const BYTES_A_ROW = 16;

const plain = (lines: readonly string[]): ScreenLine[] => lines.map((text) => ({ text }));

/** The panels, in the order of their keys. */
export const PANELS: readonly Panel[] = [
	{ key: "1", name: "code", lines: code },
	{ key: "2", name: "console", lines: (debugger_, _, rows) => plain(consoleLines(debugger_, rows)) },
	{
		key: "3",
		name: "registers",
		lines: ({ chip }) => plain([...registerLines(chip), "", ...specialLines(chip), "", exceptionLine(chip)]),
	},
	{
		key: "4",
		name: "calls",
		lines: ({ chip, symbols }, _, rows) =>
			plain([...whereLines(chip, symbols, rows - 4), "", ...pythonLines(chip)]),
	},
	{ key: "5", name: "pins", lines: ({ chip }) => plain(pinLines(chip)) },
	{ key: "6", name: "blocks", lines: blocks },
	{ key: "7", name: "memory", lines: memory },
	{ key: "8", name: "inputs", lines: inputs },
	{ key: "9", name: "radio", lines: radio },
];

function code(debugger_: Debugger, _: Sight, rows: number): ScreenLine[] {
	const { chip, symbols } = debugger_;
	const said = Math.max(3, Math.floor(rows / 4));
	const shown = listing(chip, pcOf(chip), rows - said - 1, symbols).map(
		({ address, text, symbol }, i): ScreenLine => {
			const line = `${i === 0 ? ">" : " "} ${address.toString(16).padStart(8, "0")} ${text.padEnd(24)} ${symbol ?? ""}`;
			return i === 0 ? { text: line, style: "marked" } : { text: line };
		},
	);
	const registers = registerLines(chip).flatMap((line) => [
		line.slice(0, REGISTERS_HALF).trimEnd(),
		line.slice(REGISTERS_HALF).trimEnd(),
	]);
	const calls = whereLines(chip, symbols, 6).slice(1);
	return [
		...beside(shown, [...registers, "", ...calls], CODE_WIDTH),
		{ text: "console", style: "dim" },
		...plain(consoleLines(debugger_, said)),
	];
}

function consoleLines({ time }: Debugger, rows: number): string[] {
	const text = time.history.consoleUpTo(time.tick, CONSOLE_BYTES).replace(/\r/g, "");
	return text.split("\n").slice(-rows);
}

function blocks({ chip }: Debugger, sight: Sight, rows: number): ScreenLine[] {
	const all = components(chip);
	const one = all[((sight.peripheral % all.length) + all.length) % all.length];
	const names = all.map(({ name }) => (name === one.name ? `[${name}]` : name)).join(" ");
	const wrapped = names.match(/.{1,78}(?:\s|$)/g) ?? [];
	return plain([...wrapped, "", ...fieldLines(chip, one)].slice(0, rows));
}

function memory({ chip, symbols }: Debugger, { memory: from }: Sight, rows: number): ScreenLine[] {
	return Array.from({ length: rows }, (_, i) => {
		const address = (from + i * BYTES_A_ROW) >>> 0;
		const bytes = readMemory(chip, address, BYTES_A_ROW);
		const hex = Array.from({ length: BYTES_A_ROW }, (_unused, k) =>
			k < bytes.length ? bytes[k].toString(16).padStart(2, "0") : "--",
		);
		const text = [...bytes]
			.map((byte) => (byte >= 0x20 && byte < 0x7f ? String.fromCharCode(byte) : "."))
			.join("");
		const symbol = i === 0 ? (symbols.at(address) ?? "") : "";
		return { text: `${address.toString(16).padStart(8, "0")}  ${hex.join(" ")}  ${text} ${symbol}` };
	});
}

function inputs({ time }: Debugger, _: Sight, rows: number): ScreenLine[] {
	const all = time.inputs;
	const here = countUpTo(all, time.tick);
	const from = Math.max(0, Math.min(here - Math.floor(rows / 2), all.length - rows));
	return all.slice(from, from + rows).map(({ tick, input }, i) => ({
		text: `${from + i < here ? "given" : "     "} ${formatTime(tick).padEnd(14)} ${describeEvent(input)}`,
		style: from + i === here ? "marked" : "plain",
	}));
}

function radio({ time, chip }: Debugger, _: Sight, rows: number): ScreenLine[] {
	const { frames } = time.history;
	const sent = frames.slice(0, countUpTo(frames, time.tick)).slice(-(rows - 12));
	return plain([
		...radioLines(chip),
		"",
		"frames sent so far, the last ones:",
		...sent.map(
			({ tick, bytes, channel }) =>
				`${formatTime(tick).padEnd(14)} channel ${channel}, ${bytes.length} bytes, ${Buffer.from(bytes.subarray(0, 12)).toString("hex")}`,
		),
	]);
}
