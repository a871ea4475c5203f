/**
 * Plays a script to another build: a burst of inputs is given when the firmware has said and done what it had when the
 * burst came in the recorded run, and as much time has passed since.
 *
 * What was said must end the same; else its last line (a prompt) must be the same, and the console silent for a while;
 * else the console must be silent for long, and the run counts as out of step there. A build that is so before its first
 * input has not started: nothing can be said of it.
 */
import { TICKS_PER_MS, TICKS_PER_SECOND } from "../../chip/time.js";
import type { PinLevel, PowerOutputName } from "../../trace/schema.js";
import type { WorldDeed } from "../../world/recorded/world-log.js";
import { formatTime } from "../../world/units.js";
import type { World, WorldAction, WorldEnd } from "../../world/world.js";
import type { Rules } from "./rules.js";
import { type Burst, isDeed, type Script } from "./script.js";
import { Transcript } from "./transcript.js";

/** Characters at the end of what was said that must be the same. */
const TAIL = 64;
/** Characters that may have followed before anybody looked; a fast line sends fewer in a few milliseconds. */
const SLACK = 32;
/** Silence after a last line that is the same. */
const SETTLED = 300 * TICKS_PER_MS;
/** Silence after anything else. */
const STUCK = 5 * TICKS_PER_SECOND;
/** A build may take this many times as long as the recorded one, and this much more; less to start. */
const PATIENCE = 4;
const GRACE = 60 * TICKS_PER_SECOND;
const START_GRACE = 20 * TICKS_PER_SECOND;
/** How much longer than recorded the run may go on for what is still to be said, and how long it may be silent. */
const LAST_WORDS = 10 * TICKS_PER_SECOND;
export const LAST_SILENCE = 1 * TICKS_PER_SECOND;

/** The end is the same, only the last line is, or not even that. */
type Fit = "end" | "line" | "nothing";
const SILENCE: Readonly<Record<Fit, number>> = { end: 0, line: SETTLED, nothing: STUCK };

export class AnchoredWorld implements World {
	readonly transcript = new Transcript();
	readonly attentive = true;
	/** Bursts that were given though the console had said something else. */
	readonly outOfStep: number[] = [];
	readonly #script: Script;
	readonly #rules: Rules;
	readonly #perform: ((deed: WorldDeed, now: number) => void) | undefined;
	/** Edges since the last burst began, by pin: one that never came must not hold up all that follows. */
	readonly #edges = new Map<number, number>();
	/** Index of the burst that waits or is being given. */
	#at = 0;
	/** Tick at which the burst under way began; undefined while it waits. */
	#since: number | undefined;
	#given = 0;
	#lastInput = 0;
	#lastMove = 0;
	/** Length of the section's text when the last input came. */
	#said = 0;
	/** How what was said and done fits what was recorded; undefined when that must be found out anew. */
	#fit: Fit | undefined;
	#end: WorldEnd | undefined;

	/** `perform` does what the world had done of its own accord. */
	constructor(script: Script, rules: Rules, perform?: (deed: WorldDeed, now: number) => void) {
		this.#script = script;
		this.#rules = rules;
		this.#perform = perform;
	}

	get end(): WorldEnd | undefined {
		return this.#end;
	}

	/** Bursts that were given in full. */
	get done(): number {
		return this.#at;
	}

	next(): number | undefined {
		if (this.#end) return undefined;
		const burst = this.#script.bursts[this.#at];
		if (!burst) return this.#lastLook();
		if (this.#since !== undefined) return this.#since + burst.inputs[this.#given].after;
		return Math.min(this.#due(burst), this.#lost(burst));
	}

	act(now: number): readonly WorldAction[] {
		const actions: WorldAction[] = [];
		for (;;) {
			const burst = this.#script.bursts[this.#at];
			if (!burst) {
				if (now >= this.#lastLook()) this.#end = { reason: "script end" };
				return actions;
			}
			if (this.#since === undefined && !this.#begin(burst, now)) return actions;
			if (!this.#give(burst, now, actions)) return actions;
		}
	}

	onConsole(byte: number, tick: number): void {
		this.transcript.last.console(tick, byte);
		this.#moved(tick);
	}

	onPin(tick: number, pin: number, level: PinLevel): void {
		this.#edges.set(pin, (this.#edges.get(pin) ?? 0) + 1);
		this.transcript.last.pin(tick, pin, level);
		this.#moved(tick);
	}

	onPower(_tick: number, event: PowerOutputName): void {
		this.transcript.last.power.push(event);
	}

	#moved(tick: number): void {
		this.#lastMove = Math.max(this.#lastMove, tick);
		this.#fit = undefined;
	}

	/** Begins a burst when it is due; gives up when it never will be. */
	#begin(burst: Burst, now: number): boolean {
		if (now < this.#due(burst)) {
			if (now >= this.#lost(burst)) {
				this.#end = {
					reason: "script failed",
					failure: `input ${this.#at + 1} of ${this.#script.bursts.length} never came due: ${formatTime(now - this.#lastInput)} after the one before the console still had not said ${JSON.stringify(lastLine(burst.said))}`,
				};
			}
			return false;
		}
		if (this.#fitOf(burst) === "nothing") {
			if (this.#at === 0 && this.#textFit(burst) === "nothing" && this.#hasSaidNothing()) {
				this.#end = {
					reason: "script failed",
					failure: `the console was silent for ${formatTime(now - this.#lastMove)} and had not said ${JSON.stringify(lastLine(burst.said))}`,
				};
				return false;
			}
			this.outOfStep.push(this.#at);
		}
		this.#since = now;
		this.#given = 0;
		this.#edges.clear();
		this.transcript.begin(now);
		return true;
	}

	/** Gives what is due of a burst; true when that was its last input. */
	#give(burst: Burst, now: number, actions: WorldAction[]): boolean {
		for (; this.#given < burst.inputs.length; this.#given++) {
			const { after, input } = burst.inputs[this.#given];
			if (this.#since! + after > now) return false;
			if (isDeed(input)) this.#perform?.(input, now);
			else actions.push({ kind: "input", input });
			this.#lastInput = now;
			this.#moved(now);
			this.#said = this.transcript.last.length;
		}
		this.#at++;
		this.#since = undefined;
		return true;
	}

	/** A guest that is silent for long may have been so before: not sooner than in the recorded run. */
	#due(burst: Burst): number {
		const due = this.#lastMove + this.#wantedSilence(burst);
		return this.#fitOf(burst) === "nothing" ? Math.max(due, this.#lastInput + burst.wait) : due;
	}

	#lost(burst: Burst): number {
		return this.#lastInput + PATIENCE * burst.wait + (this.#at === 0 ? START_GRACE : GRACE);
	}

	/** Ticks without output after which a burst may come, by how well the console's text fits. */
	#wantedSilence(burst: Burst): number {
		return Math.max(burst.silence, SILENCE[this.#fitOf(burst)]);
	}

	#fitOf(burst: Burst): Fit {
		this.#fit ??= this.#compare(burst);
		return this.#fit;
	}

	#compare(burst: Burst): Fit {
		const before = this.#script.bursts[this.#at - 1]?.edges;
		const edgesSeen = [...burst.edges].every(
			([pin, count]) => (this.#edges.get(pin) ?? 0) >= count - (before?.get(pin) ?? 0),
		);
		return edgesSeen ? this.#textFit(burst) : "nothing";
	}

	#textFit(burst: Burst): Fit {
		const text = this.transcript.last.text(this.#said);
		// A text that repeats itself ends like the whole of it before it is all there.
		if (text.length < burst.said.length && burst.said.startsWith(text)) return "nothing";
		if (this.#saysTheSame(burst.said, text)) return "end";
		return lastLine(text) !== "" && lastLine(text) === lastLine(burst.said) ? "line" : "nothing";
	}

	/** But for what boot ROM and SDK print. */
	#hasSaidNothing(): boolean {
		return this.#rules.normalise(this.transcript.last.text()).trim() === "";
	}

	#saysTheSame(recorded: string, text: string): boolean {
		if (recorded === "") return text === "";
		if (endsNearly(text, recorded.slice(-TAIL))) return true;
		const tail = this.#rules.normalise(recorded).slice(-TAIL);
		return tail !== "" && endsNearly(this.#rules.normalise(text), tail);
	}

	/** After the last input: when the recorded run ended, or later while something is still to be said. */
	#lastLook(): number {
		const { transcript, rest } = this.#script;
		const due = this.#lastInput + rest;
		const recorded = this.#rules.normalise(transcript.last.text());
		const same = this.#rules.normalise(this.transcript.last.text()) === recorded;
		return same ? due : Math.max(due, Math.min(due + LAST_WORDS, this.#lastMove + LAST_SILENCE));
	}
}

/** Whether `tail` is the end, or was: a world is not looked at after each byte. */
function endsNearly(text: string, tail: string): boolean {
	return text.slice(-tail.length - SLACK).includes(tail);
}

function lastLine(text: string): string {
	return text.slice(Math.max(text.lastIndexOf("\n"), text.lastIndexOf("\r")) + 1);
}
