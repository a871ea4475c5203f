/** Where a program stands: the instruction, those before and after it, and who has called. */
import { disassemble } from "../../chip/xtensa/disassemble.js";
import { callersOf } from "../../debug/code/call-trace.js";
import { type CodeAddress, type CodeLine, codeLine, named } from "../../debug/code/listing.js";
import { pcOf, registersOf } from "../../debug/code/registers.js";
import type { Symbols } from "../../debug/code/symbols.js";
import type { Feed } from "./feed.js";

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
		const at = codeLine(chip, pcOf(chip), symbols);
		const before = chip.instructions;
		if (!feed.give()) feed.step();
		if (chip.instructions > before) executed.push(at);
	}
	toPlace(feed);
	const following: CodeLine[] = [];
	const instruction = codeLine(chip, pcOf(chip), symbols);
	for (let at = pcOf(chip); following.length < FOLLOWING; ) {
		at += disassemble(chip.bus.fetch(at), at).length;
		following.push(codeLine(chip, at, symbols));
	}
	return {
		instruction,
		executed: executed.slice(-EXECUTED),
		following,
		calls: callersOf(chip, CALLS).map(({ address }) => named(address, symbols)),
		registers: [...registersOf(chip)],
	};
}
