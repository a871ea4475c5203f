/** Times as people write them: a number and a unit. */
import { TICKS_PER_SECOND } from "../chip/time.js";

const TICKS_PER_UNIT: Readonly<Record<string, number>> = {
	us: TICKS_PER_SECOND / 1e6,
	ms: TICKS_PER_SECOND / 1e3,
	s: TICKS_PER_SECOND,
	m: TICKS_PER_SECOND * 60,
	h: TICKS_PER_SECOND * 3600,
};

/** Units that a time may have, for messages. */
export const TIME_UNITS = "us, ms, s, m or h";

/** Ticks of a time such as "500ms" or "1.5 h"; undefined when it is not one, or more than 2^53 ticks. */
export function parseTime(text: string): number | undefined {
	const [, digits, unit] = /^\s*(\d{1,15}(?:\.\d{1,9})?)\s*(us|ms|s|m|h)\s*$/.exec(text) ?? [];
	if (digits === undefined) return undefined;
	const ticks = Math.round(Number(digits) * TICKS_PER_UNIT[unit]);
	return Number.isSafeInteger(ticks) ? ticks : undefined;
}

/** A number of ticks for people: "1.500 s", "12.000 ms". */
export function formatTime(ticks: number): string {
	const seconds = ticks / TICKS_PER_SECOND;
	if (seconds < 1) return `${trim((seconds * 1000).toFixed(3))} ms`;
	if (seconds < 120) return `${trim(seconds.toFixed(3))} s`;
	if (seconds < 7200) return `${Math.floor(seconds / 60)} m ${trim((seconds % 60).toFixed(3))} s`;
	return `${Math.floor(seconds / 3600)} h ${Math.floor((seconds % 3600) / 60)} m ${trim((seconds % 60).toFixed(3))} s`;
}

/** A number of ticks as `parseTime` reads it, without loss: a tick is a 160th of a microsecond. */
export function exactTime(ticks: number): string {
	return `${trim((ticks / TICKS_PER_UNIT.us).toFixed(5))}us`;
}

/** A moment for people: its tick and the guest time. */
export function describeTick(tick: number): string {
	return `tick ${tick} (${formatTime(tick)} of guest time)`;
}

function trim(fixed: string): string {
	return fixed.replace(/\.?0+$/, "");
}
