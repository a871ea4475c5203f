/**
 * Compares console text section by section. Where an input came while something was being said, the cut between two
 * sections lies elsewhere in each run: what one has more is carried into the next section before anything is judged.
 */
import { diffLines } from "diff";
import type { Rules } from "./rules.js";

/** How a line of a difference stands: in both runs, in the recorded one only, in the new one only. */
export interface DiffLine {
	readonly side: "both" | "recorded" | "now";
	readonly text: string;
}

/** Characters that one run may be ahead at a cut: a prompt, an echo. */
const MAX_AHEAD = 80;
/** Characters that are the same and kept. */
const MAX_KEPT = 16 * 1024;

export interface ConsoleDifference {
	/** The first section of those that were compared together. */
	readonly section: number;
	readonly lines: readonly DiffLine[];
}

export class ConsoleComparison {
	readonly #rules: Rules;
	#recorded = "";
	#now = "";
	#section: number | undefined;

	constructor(rules: Rules) {
		this.#rules = rules;
	}

	/** Takes the texts of a section; what differs up to here, undefined while it is the same or may become so. */
	add(section: number, recorded: string, now: string): ConsoleDifference | undefined {
		this.#section ??= section;
		this.#recorded += recorded;
		this.#now += now;
		const before = this.#normalise(this.#recorded);
		const after = this.#normalise(this.#now);
		if (before === after) return this.#forget();
		const mayBecomeSame = before.startsWith(after) || after.startsWith(before);
		if (!mayBecomeSame || Math.abs(before.length - after.length) > MAX_AHEAD) return this.#tell();
		const same = Math.min(before.length, after.length);
		if (same > MAX_KEPT) {
			this.#recorded = before.slice(same);
			this.#now = after.slice(same);
		}
		return undefined;
	}

	/** What is left at the end; `cutOff` when the recording ended while something was being said. */
	end(cutOff: boolean): ConsoleDifference | undefined {
		if (this.#section === undefined) return undefined;
		const goesOn = this.#normalise(this.#now).startsWith(this.#normalise(this.#recorded));
		return cutOff && goesOn ? this.#forget() : this.#tell();
	}

	#tell(): ConsoleDifference {
		const lines = diff(this.#normalise(this.#recorded), this.#normalise(this.#now));
		const section = this.#section!;
		this.#forget();
		return { section, lines };
	}

	/** A cut may lie between CR and LF. */
	#normalise(text: string): string {
		return this.#rules.normalise(text.replace(/\r$/, ""));
	}

	#forget(): undefined {
		this.#recorded = "";
		this.#now = "";
		this.#section = undefined;
	}
}

function diff(before: string, after: string): DiffLine[] {
	return diffLines(ended(before), ended(after)).flatMap(({ value, added, removed }) =>
		value
			.replace(/\n$/, "")
			.split("\n")
			.map((text) => ({ side: added ? "now" : removed ? "recorded" : "both", text }) as const),
	);
}

const ended = (text: string): string => (text.endsWith("\n") ? text : `${text}\n`);
