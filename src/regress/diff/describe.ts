/** The first difference of two runs in words. */

import { type CodeAddress, type CodeLine, hexWord } from "../../debug/code/listing.js";
import { describeEvent } from "../../session/inspect.js";
import type { TimedInput } from "../../session/trace-inputs.js";
import { describeTick, formatTime } from "../../world/units.js";
import type { NamedDifference, RunDifference } from "./diff-runs.js";
import type { Place } from "./place.js";

/** What the two runs are called. */
export interface RunNames {
	readonly a: string;
	readonly b: string;
}

/** Values that are listed. */
const MAX_LISTED = 16;

/** A difference in lines. */
export function describeRunDifference(difference: RunDifference, names: RunNames): string[] {
	const { kind, tick, instructions, place, next, given, differences, count, inputs } = difference;
	const lines = [headline(difference), `${describeTick(tick)}, after ${instructions} instructions`];
	if (kind === "input") {
		lines.push(`  ${names.a}: ${input(given.a)}`, `  ${names.b}: ${input(given.b)}`);
	}
	if (next.a.address !== next.b.address)
		lines.push("then they go on at", `  ${names.a}: ${code(next.a)}`, `  ${names.b}: ${code(next.b)}`);
	lines.push(`what differs then, ${names.a} and ${names.b}:`);
	lines.push(...differences.slice(0, MAX_LISTED).map((value) => `  ${describeValue(value)}`));
	if (count > MAX_LISTED) lines.push(`  and ${count - MAX_LISTED} more`);
	return kind === "start" ? lines : [...lines, ...describePlaceAt(place, inputs)];
}

/** A place in lines, and the inputs before it. */
export function describePlaceAt(place: Place, inputs: readonly TimedInput[]): string[] {
	const lines = ["the instructions:"];
	lines.push(...place.executed.map((line) => `    ${codeLine(line)}`));
	lines.push(`  > ${codeLine(place.instruction)}`);
	lines.push(...place.following.map((line) => `    ${codeLine(line)}`));
	lines.push("registers before it:");
	for (let i = 0; i < place.registers.length; i += 4) {
		const four = place.registers.slice(i, i + 4).map((value, k) => `a${i + k}`.padEnd(4) + hexWord(value));
		lines.push(`  ${four.join("  ")}`);
	}
	if (place.calls.length > 0)
		lines.push("called from, as the stack tells:", ...place.calls.map((at) => `  ${code(at)}`));
	if (inputs.length > 0) lines.push("the inputs before it:", ...inputs.map((one) => `  ${input(one)}`));
	return lines;
}

function headline({ kind, place }: RunDifference): string {
	if (kind === "start") return "the runs differ from the start";
	if (kind === "input") return "the runs differ by an input";
	return `the runs are the same up to the instruction at ${code(place.instruction)}, and differ after it: ${place.instruction.text}`;
}

/** "dram 0x3fff1234 (gc_heap+0x4): 0x41 and 0x51, bit 4". */
function describeValue({ name, address, symbol, a, b }: NamedDifference): string {
	const where = address === undefined ? name : `${name} ${hexWord(address)}`;
	const change = (a ^ b) >>> 0;
	const bit = (change & (change - 1)) === 0 ? `, bit ${31 - Math.clz32(change)}` : "";
	return `${where}${symbol === undefined ? "" : ` (${symbol})`}: 0x${a.toString(16)} and 0x${b.toString(16)}${bit}`;
}

function input(one: TimedInput | undefined): string {
	return one ? `${describeEvent(one.input)} at tick ${one.tick} (${formatTime(one.tick)})` : "nothing";
}

const code = ({ address, symbol }: CodeAddress): string =>
	`${hexWord(address)}${symbol === undefined ? "" : ` (${symbol})`}`;

const codeLine = ({ address, symbol, text }: CodeLine): string =>
	`${hexWord(address)}  ${text.padEnd(28)} ${symbol ?? ""}`.trimEnd();
