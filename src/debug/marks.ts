/** Moments of a run that can be told from its inputs and outputs, without running: to go to, and to stop at. */
import { countUpTo } from "./time/history.js";
import type { TimeMachine } from "./time/time-machine.js";

/** A kind of moment. */
export type Mark =
	/** The console has said this. */
	| { readonly kind: "console"; readonly text: string }
	/** The chip has changed this pin, or any. */
	| { readonly kind: "pin"; readonly pin?: number }
	/** The chip sends a frame. */
	| { readonly kind: "frame" }
	/** Something was given to the chip. */
	| { readonly kind: "input" }
	| { readonly kind: "tick"; readonly tick: number };

export interface FoundMark {
	readonly tick: number;
	readonly mark: Mark;
}

/** Ticks at which the run comes by, in order; none before `from` is asked for. */
function ticksOf(
	{ history, inputs }: TimeMachine,
	mark: Mark,
	from = 0,
): readonly { readonly tick: number }[] {
	switch (mark.kind) {
		case "console": {
			const text = Buffer.from(mark.text);
			const first = Math.max(0, countUpTo(history.console, from) - text.length);
			return occurrences(history.console.slice(first), text);
		}
		case "pin":
			return mark.pin === undefined ? history.edges : history.edges.filter(({ pin }) => pin === mark.pin);
		case "frame":
			return history.frames;
		case "input":
			return inputs;
		case "tick":
			return [mark];
	}
}

/** Where the last byte of each occurrence of `text` was sent. */
function occurrences(
	console: readonly { readonly tick: number; readonly byte: number }[],
	text: Buffer,
): { readonly tick: number }[] {
	if (text.length === 0) return [];
	const all = Buffer.from(console.map(({ byte }) => byte));
	const found: { readonly tick: number }[] = [];
	for (let at = all.indexOf(text); at >= 0; at = all.indexOf(text, at + 1))
		found.push(console[at + text.length - 1]);
	return found;
}

/** The first of the marks behind `tick`, as far as the run is known. */
export function nextMark(time: TimeMachine, marks: readonly Mark[], tick: number): FoundMark | undefined {
	let best: FoundMark | undefined;
	for (const mark of marks) {
		const ticks = ticksOf(time, mark, tick);
		const next = ticks[countUpTo(ticks, tick)];
		if (next && (!best || next.tick < best.tick)) best = { tick: next.tick, mark };
	}
	return best;
}

/** The last of the marks before `tick`. */
export function previousMark(time: TimeMachine, marks: readonly Mark[], tick: number): FoundMark | undefined {
	let best: FoundMark | undefined;
	for (const mark of marks) {
		const ticks = ticksOf(time, mark);
		const last = ticks[countUpTo(ticks, tick - 1) - 1];
		if (last && (!best || last.tick > best.tick)) best = { tick: last.tick, mark };
	}
	return best;
}

/** In words. */
export function describeMark(mark: Mark): string {
	switch (mark.kind) {
		case "console":
			return `the console says ${JSON.stringify(mark.text)}`;
		case "pin":
			return mark.pin === undefined ? "a pin changes" : `GPIO${mark.pin} changes`;
		case "frame":
			return "a frame is sent";
		case "input":
			return "an input is given";
		case "tick":
			return `tick ${mark.tick}`;
	}
}
