/** How a replay differs from what was recorded, as data and in words. */
import { describeTick } from "../world/units.js";
import { hex } from "./digest.js";
import type { FieldMismatch } from "./fields.js";
import type { OutputMismatch } from "./output-comparer.js";
import { tickOf } from "./output-comparer.js";

/** A checkpoint whose state is not the recorded one. */
export interface CheckpointMismatch {
	/** Where the recorded run stood, and where the replay stands. */
	readonly tick: number;
	readonly actualTick: number;
	readonly expectedInstructions: number;
	readonly actualInstructions: number;
	readonly expectedWhole: bigint;
	readonly actualWhole: bigint;
	/** Names of the components whose hash differs. */
	readonly components: readonly string[];
	/** Recorded fields whose value differs. */
	readonly fields: readonly FieldMismatch[];
}

/** How the end of the run differs. */
export interface EndMismatch {
	readonly tick: number;
	/** In words: "state hash", "console digest" ... with both values. */
	readonly differences: readonly string[];
}

/** The first divergence; at least one of the three is there. */
export interface Divergence {
	/** Tick of the last checkpoint that matched; undefined when none did. */
	readonly lastGoodTick?: number;
	readonly output?: OutputMismatch;
	readonly checkpoint?: CheckpointMismatch;
	readonly end?: EndMismatch;
}

/** Fields named in words; the rest is counted. */
const MAX_FIELDS = 12;

/** A divergence in a few lines. */
export function describeDivergence(divergence: Divergence): string[] {
	const { lastGoodTick, output, checkpoint, end } = divergence;
	const lines: string[] = [];
	if (output) lines.push(...describeOutput(output));
	if (checkpoint) lines.push(...describeCheckpoint(checkpoint));
	if (end)
		lines.push(`the end, ${describeTick(end.tick)}, differs:`, ...end.differences.map((d) => `  ${d}`));
	lines.push(
		lastGoodTick === undefined
			? "no checkpoint matched"
			: `the last checkpoint that matched: ${describeTick(lastGoodTick)}`,
	);
	return lines;
}

function describeOutput(mismatch: OutputMismatch): string[] {
	const { stream, index, expected, actual } = mismatch;
	const side = (record: OutputMismatch["expected"]) =>
		record ? `${record.what} at tick ${record.tick}` : "nothing more";
	return [
		`output ${stream} differs at ${describeTick(tickOf(mismatch))}, number ${index} of its stream:`,
		`  recorded: ${side(expected)}`,
		`  replayed: ${side(actual)}`,
	];
}

function describeCheckpoint(mismatch: CheckpointMismatch): string[] {
	const { tick, actualTick, expectedInstructions, actualInstructions, components, fields } = mismatch;
	const lines = [`the state differs at the checkpoint of ${describeTick(tick)}:`];
	if (actualTick !== tick) lines.push(`  tick: recorded ${tick}, replayed ${actualTick}`);
	if (actualInstructions !== expectedInstructions) {
		lines.push(`  instructions: recorded ${expectedInstructions}, replayed ${actualInstructions}`);
	}
	lines.push(`  hash: recorded ${hex(mismatch.expectedWhole)}, replayed ${hex(mismatch.actualWhole)}`);
	if (components.length > 0) lines.push(`  components that differ: ${components.join(", ")}`);
	for (const { name, expected, actual } of fields.slice(0, MAX_FIELDS)) {
		lines.push(`  ${name}: recorded 0x${expected.toString(16)}, replayed 0x${actual.toString(16)}`);
	}
	if (fields.length > MAX_FIELDS) lines.push(`  and ${fields.length - MAX_FIELDS} more fields`);
	return lines;
}
