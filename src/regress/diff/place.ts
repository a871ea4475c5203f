/** Where a program stands: the instruction, those before and after it, and who has called. */
import type { Chip } from "../../chip/chip.js";
import { DRAM_BASE, DRAM_SIZE } from "../../chip/memory/memories.js";
import { Word } from "../../chip/xtensa/cpu-state.js";
import { disassemble } from "../../chip/xtensa/disassemble.js";
import { findInstruction, Op } from "../../chip/xtensa/isa.js";
import type { Feed } from "./feed.js";
import type { Symbols } from "./symbols.js";

/** An address of code. */
export interface CodeAddress {
	readonly address: number;
	readonly symbol?: string;
}

export interface CodeLine extends CodeAddress {
	readonly text: string;
}

export interface Place {
	/** The instruction that comes next. */
	readonly instruction: CodeLine;
	/** Instructions that were executed before it, the last one last. */
	readonly executed: readonly CodeLine[];
	/** Instructions behind it in memory. */
	readonly following: readonly CodeLine[];
	/** Where calls will return to, the innermost first, as far as the stack tells. */
	readonly calls: readonly CodeAddress[];
	/** a0 to a15. */
	readonly registers: readonly number[];
}

const EXECUTED = 12;
const FOLLOWING = 4;
const CALLS = 16;
/** Bytes of the stack that are looked through. */
const STACK = 4096;
/** Bytes of a CALL0 and of a CALLX0. */
const CALL_SIZE = 3;
/** Ticks that surely hold the instructions that are shown. */
const LEAD = 400;

/** Describes where `feed` stands once `toPlace` has taken it there; `toBefore` takes it to some moment before that. */
export function describePlace(
	feed: Feed,
	toPlace: (feed: Feed) => void,
	toBefore: (feed: Feed) => void,
	symbols: Symbols,
): Place {
	toPlace(feed);
	const { chip } = feed;
	const end = chip.instructions;
	const tick = chip.tick;
	toBefore(feed);
	if (chip.tick < tick - LEAD) feed.runTo(tick - LEAD);
	const executed: CodeLine[] = [];
	while (chip.instructions < end && chip.tick < tick) {
		const at = codeLine(chip, pc(chip), symbols);
		const before = chip.instructions;
		if (!feed.give()) feed.step();
		if (chip.instructions > before) executed.push(at);
	}
	toPlace(feed);
	const following: CodeLine[] = [];
	const instruction = codeLine(chip, pc(chip), symbols);
	for (let at = pc(chip); following.length < FOLLOWING; ) {
		at += disassemble(chip.bus.fetch(at), at).length;
		following.push(codeLine(chip, at, symbols));
	}
	return {
		instruction,
		executed: executed.slice(-EXECUTED),
		following,
		calls: callsOf(chip, symbols),
		registers: [...registers(chip)],
	};
}

const words = (chip: Chip): Uint32Array => new Uint32Array(chip.state.buffer, chip.state.place("cpu").offset);
const pc = (chip: Chip): number => words(chip)[Word.PC];
const registers = (chip: Chip): Uint32Array => words(chip).subarray(Word.AR, Word.AR + 16);

function codeLine(chip: Chip, address: number, symbols: Symbols): CodeLine {
	const { text } = disassemble(chip.bus.fetch(address), address, (at) => literal(chip, at));
	return { ...named(address, symbols), text: text.replace("\t", " ") };
}

function named(address: number, symbols: Symbols): CodeAddress {
	const symbol = symbols.at(address);
	return { address, ...(symbol === undefined ? {} : { symbol }) };
}

/** A word of code memory. */
function literal(chip: Chip, address: number): number | undefined {
	const [low, high] = [chip.bus.fetch(address), chip.bus.fetch(address + 1)];
	return low < 0 || high < 0 ? undefined : ((low & 0xff) | ((high & 0xffffff) << 8)) >>> 0;
}

/** There are no frame pointers: a word of the stack behind a call instruction is taken for a return address. */
function callsOf(chip: Chip, symbols: Symbols): CodeAddress[] {
	const [a0, a1] = registers(chip);
	const found = returnsTo(chip, a0) ? [a0] : [];
	const from = a1 - DRAM_BASE;
	if (from < 0 || from >= DRAM_SIZE || from % 4 !== 0) return found.map((address) => named(address, symbols));
	const dram = chip.state.bytesOf("dram");
	const stack = new Uint32Array(dram.buffer, dram.byteOffset + from, Math.min(STACK, DRAM_SIZE - from) >> 2);
	for (const word of stack) if (found.length < CALLS && returnsTo(chip, word)) found.push(word);
	return found.map((address) => named(address, symbols));
}

function returnsTo(chip: Chip, address: number): boolean {
	const call = chip.bus.fetch(address - CALL_SIZE);
	const op = call < 0 ? undefined : findInstruction(call)?.op;
	return op === Op.CALL0 || op === Op.CALLX0;
}
