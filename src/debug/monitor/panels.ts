/** The chip's state in lines: what the terminal view's panels and GDB's monitor commands show. */
import type { Chip } from "../../chip/chip.js";
import { padsComponent } from "../../chip/peripherals/pads.js";
import type { PlacedComponent, PlacedField } from "../../chip/state/layout.js";
import { Word } from "../../chip/xtensa/cpu-state.js";
import { readSpecial, SPECIAL_REGISTERS } from "../../chip/xtensa/special-registers.js";
import { callersOf } from "../code/call-trace.js";
import { describeAddress, hexWord, named } from "../code/listing.js";
import { coreOf, pcOf, registersOf } from "../code/registers.js";
import type { Symbols } from "../code/symbols.js";

const hexNumber = (value: number): string => `0x${value.toString(16)}`;

const CAUSES: ReadonlyMap<number, string> = new Map([
	[0, "illegal instruction"],
	[1, "syscall"],
	[3, "load or store error"],
	[4, "interrupt"],
	[9, "unaligned access"],
	[20, "fetch prohibited"],
	[28, "load prohibited"],
	[29, "store prohibited"],
]);

/** An exception's cause in words. */
export const describeCause = (cause: number): string => `${CAUSES.get(cause) ?? "unknown"} (cause ${cause})`;

/** a0 to a15 and pc, four a line. */
export function registerLines(chip: Chip): string[] {
	const registers = registersOf(chip);
	const lines: string[] = [];
	for (let i = 0; i < 16; i += 4) {
		lines.push([0, 1, 2, 3].map((k) => `${`a${i + k}`.padEnd(4)}${hexWord(registers[i + k])}`).join("  "));
	}
	return lines;
}

/** The special registers, three a line. */
export function specialLines(chip: Chip): string[] {
	const core = coreOf(chip);
	const words = new Int32Array(core.buffer, core.byteOffset, core.length);
	const seen = new Set<number>();
	const values = SPECIAL_REGISTERS.filter(({ number, access }) => {
		const isFirst = access.includes("r") && !seen.has(number);
		seen.add(number);
		return isFirst;
	}).map(({ name, number }) => `${name.padEnd(12)} ${hexWord(readSpecial(words, number))}`);
	const lines: string[] = [];
	for (let i = 0; i < values.length; i += 3) lines.push(values.slice(i, i + 3).join("   "));
	return lines;
}

/** Where the chip stands, and who has called. */
export function whereLines(chip: Chip, symbols: Symbols, most = 32): string[] {
	const lines = [`#0  ${describeAddress(named(pcOf(chip), symbols))}`];
	callersOf(chip, most).forEach(({ address, isGuess }, i) => {
		lines.push(
			`#${String(i + 1).padEnd(2)} ${describeAddress(named(address, symbols))}${isGuess ? "  (a guess)" : ""}`,
		);
	});
	return lines;
}

/** Names that are listed at once. */
const MOST_SYMBOLS = 40;

/** Names with `text` in them; without, where names come from. */
export function symbolLines(symbols: Symbols, text: string): string[] {
	if (text === "") {
		const all = [...symbols.entries()].length;
		return [`${all} names, ${symbols.givenCount} of them from a file`, symbols.note];
	}
	const found = [...symbols.entries()].filter(([, name]) => name.includes(text));
	const lines = found.slice(0, MOST_SYMBOLS).map(([address, name]) => `${hexWord(address)} ${name}`);
	if (found.length > MOST_SYMBOLS) lines.push(`and ${found.length - MOST_SYMBOLS} more`);
	return lines.length > 0 ? lines : [`no name has ${JSON.stringify(text)} in it; ${symbols.note}`];
}

/** What is on the pins: level, and who drives it. */
export function pinLines(chip: Chip): string[] {
	const { levels, external, driven } = chip.state.view(padsComponent);
	const drives = ["-", "low", "high"];
	return Array.from(external, (outside, pin) => {
		const level = (levels >>> pin) & 1 ? "high" : "low";
		return `GPIO${String(pin).padEnd(2)} ${level.padEnd(5)} chip ${drives[driven[pin]].padEnd(5)} outside ${drives[outside]}`;
	});
}

/** The components of the chip that have registers and other small fields. */
export function components(chip: Chip): readonly PlacedComponent[] {
	return chip.state.layout.components.filter(({ fields }) => fields.some(isSmall));
}

/** Elements of the longest array that is shown. */
const LONGEST = 64;
const isSmall = ({ length }: PlacedField): boolean => length <= LONGEST;

/** The fields of a component, or the one called `only`; what is large is cut off. */
export function fieldLines(chip: Chip, component: PlacedComponent, only?: string): string[] {
	return component.fields
		.filter(({ name }) => only === undefined || name.toLowerCase() === only.toLowerCase())
		.map((field) => `${component.name}.${field.name} = ${fieldValue(chip, field)}`);
}

function fieldValue({ state }: Chip, { kind, offset, length }: PlacedField): string {
	const shown = Math.min(length, LONGEST);
	const more = length > shown ? ` ... (${length} in all)` : "";
	if (kind === "bytes") return Buffer.from(state.buffer, offset, shown).toString("hex") + more;
	const words = new Uint32Array(state.buffer, offset, kind === "u64" ? 2 : shown);
	if (kind === "u64") return String(words[1] * 2 ** 32 + words[0]);
	if (kind === "i32") return String(words[0] | 0);
	return length === 1
		? `${hexNumber(words[0])} (${words[0]})`
		: [...words].map((word) => hexNumber(word)).join(" ") + more;
}

/** Bits and registers of the MAC that say how the radio stands. */
const RADIO_FIELDS = [
	"intRaw",
	"txPhase",
	"txSlot",
	"txQueued",
	"txStatus",
	"rxActive",
	"rxLength",
	"heldLength",
	"ackOwed",
];

/** How the radio stands. */
export function radioLines(chip: Chip): string[] {
	const wdev = chip.state.place("wdev");
	return RADIO_FIELDS.flatMap((field) => fieldLines(chip, wdev, field));
}

/** Why the core last took an exception, in words. */
export function exceptionLine(chip: Chip): string {
	const core = coreOf(chip);
	return `${describeCause(core[Word.EXCCAUSE])} at ${hexWord(core[Word.EPC1])}, address ${hexWord(core[Word.EXCVADDR])}`;
}
