/**
 * What can be told of a replay that is not as recorded. Of the recorded run only hashes and outputs are there, so the
 * replay is compared with the interpreter's: where these differ, the engine is to blame, and the instruction is named.
 * Else the place is shown at which the replay first is not as recorded.
 */

import { Symbols } from "../../debug/code/symbols.js";
import type { Firmware } from "../../firmware/reference.js";
import type { BootRom } from "../../firmware/rom.js";
import type { Divergence } from "../../session/divergence.js";
import { tickOf } from "../../session/output-comparer.js";
import type { TraceReader } from "../../trace/reader.js";
import { describeTick } from "../../world/units.js";
import { describePlaceAt, describeRunDifference } from "./describe.js";
import { diffRuns } from "./diff-runs.js";
import { describePlace } from "./place.js";
import { feedOf } from "./trace-feed.js";

const INPUTS = 8;
/** Ticks before the place at which the instructions that are shown begin. */
const BEFORE = 500;

/** Lines to show behind the divergence. Takes about as long as two replays. */
export function explainDivergence(
	reader: TraceReader,
	firmware: Firmware,
	rom: BootRom,
	divergence: Divergence,
	symbols: Symbols = new Symbols(),
	onProgress?: (tick: number) => void,
): string[] {
	const { checkpoint, output, end } = divergence;
	const tick = Math.min(
		output ? tickOf(output) : Number.POSITIVE_INFINITY,
		checkpoint?.tick ?? Number.POSITIVE_INFINITY,
		end?.tick ?? Number.POSITIVE_INFINITY,
	);
	const replay = feedOf(reader, firmware, rom).feed;
	const interpreted = feedOf(reader, firmware, rom, "interp").feed;
	const difference = diffRuns(replay, interpreted, {
		until: checkpoint?.tick ?? tick,
		symbols,
		...(onProgress ? { onProgress } : {}),
	});
	if (difference) {
		const names = { a: "translated", b: "interpreted" };
		return ["the engines differ:", ...describeRunDifference(difference, names)];
	}
	const { feed } = feedOf(reader, firmware, rom);
	feed.runTo(Math.max(0, tick - BEFORE));
	const toBefore = feed.save();
	feed.runTo(Math.max(0, tick - 1));
	const place = describePlace(feed, feed.save(), toBefore, symbols);
	return [
		`both engines do the same, so the recorded run was another one; the replay at ${describeTick(feed.chip.tick)}:`,
		...describePlaceAt(place, feed.before(INPUTS)),
	];
}
