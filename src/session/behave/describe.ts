/** A judgement in words, and as plain JSON. */
import { formatTime } from "../../world/units.js";
import { type Difference, describeBurst } from "./compare.js";
import type { Judgement } from "./judge.js";
import type { Script } from "./script.js";

/** Differences, and lines of each, that are shown; the rest is counted. */
const MAX_SHOWN = 10;
const MAX_LINES = 40;
/** Lines that are the same in both, around those that are not. */
const CONTEXT = 2;

/** A judgement in lines: the verdict first, then the evidence. */
export function describeJudgement(judgement: Judgement): string[] {
	const { verdict, reason, differences, notes, given, outOfStep, script } = judgement;
	const lines = [
		`${verdict}: ${given} of ${script.bursts.length} inputs given, ${formatTime(judgement.tick)} of guest time` +
			(outOfStep.length > 0
				? `; ${outOfStep.length} of them though the console had said something else`
				: ""),
	];
	if (reason !== undefined) lines.push(reason);
	for (const difference of differences.slice(0, MAX_SHOWN))
		lines.push(...describeDifference(script, difference));
	if (differences.length > MAX_SHOWN) lines.push(`and ${differences.length - MAX_SHOWN} more differences`);
	return [...lines, ...notes];
}

function describeDifference(
	script: Script,
	{ section, recordedAt, nowAt, what, lines, kind }: Difference,
): string[] {
	if (kind === "files") return [`the files on flash, at the end: ${what}`, ...(lines ? shown(lines) : [])];
	const place =
		section === 0
			? "before the first input"
			: `after input ${section}, ${describeBurst(script.bursts[section - 1])}`;
	const when = `at ${formatTime(recordedAt)}${nowAt === undefined ? "" : `, now at ${formatTime(nowAt)}`}`;
	return [
		`${place} (${when}):`,
		...(what === undefined ? [] : [`  ${kind}: ${what}`]),
		...(lines ? shown(lines) : []),
	];
}

const MARKS = { both: " ", recorded: "-", now: "+" } as const;

/** The lines that differ and a few around them: "-" recorded, "+" now. */
function shown(lines: NonNullable<Difference["lines"]>): string[] {
	const near = lines.map((_, i) =>
		lines.slice(Math.max(0, i - CONTEXT), i + CONTEXT + 1).some(({ side }) => side !== "both"),
	);
	const kept = lines.flatMap(({ side, text }, i) => (near[i] ? [`  ${MARKS[side]} ${text}`] : []));
	const more = kept.length - MAX_LINES;
	return more > 0 ? [...kept.slice(0, MAX_LINES), `    and ${more} more lines`] : kept;
}

/** A judgement for programs; times in ticks. */
export function judgementJson(
	trace: string,
	firmware: string,
	judgement: Judgement,
): Record<string, unknown> {
	const { script, ...rest } = judgement;
	return { trace, firmware, ...rest, inputs: script.bursts.length };
}
