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

/** Sections that a rest is carried through. */
const MAX_CARRIED = 4;

export class ConsoleComparison {
	readonly #rules: Rules;
	#recorded = "";
	#now = "";
	#carried = 0;

	constructor(rules: Rules) {
		this.#rules = rules;
	}

	/** Takes the texts of a section; what differs up to here, undefined while it is the same or may become so. */
	add(recorded: string, now: string): readonly DiffLine[] | undefined {
		this.#recorded += recorded;
		this.#now += now;
		const before = this.#rules.normalise(this.#recorded);
		const after = this.#rules.normalise(this.#now);
		if (before === after) return this.#forget();
		const mayBecomeSame = before.startsWith(after) || after.startsWith(before);
		if (mayBecomeSame && ++this.#carried <= MAX_CARRIED) return undefined;
		return this.#tell();
	}

	/** What is left at the end. */
	end(): readonly DiffLine[] | undefined {
		return this.#carried > 0 ? this.#tell() : undefined;
	}

	#tell(): readonly DiffLine[] {
		const lines = diff(this.#rules.normalise(this.#recorded), this.#rules.normalise(this.#now));
		this.#forget();
		return lines;
	}

	#forget(): undefined {
		this.#recorded = "";
		this.#now = "";
		this.#carried = 0;
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
