/** What the chip drove a pin with, edge by edge: levels as they came, and of patterns their edges. */
import { PinPattern } from "../../chip/pin-pattern.js";
import type { BitsOutput, PinLevel } from "../../trace/schema.js";
import type { WireValue } from "./writer.js";

/** Edges of a pattern that goes on for ever: they may be millions a second. */
const MOST_REPEATED = 4096;

type Told = { readonly tick: number; readonly level: PinLevel } | BitsOutput;

export class DrivenPin {
	readonly #told: Told[] = [];

	/** Outputs of one kind come in their order. */
	add(told: Told): void {
		this.#told.push(told);
	}

	/** Changes up to tick `end`; "x" behind the edges of a repeated pattern that are shown. */
	changes(end: number): { tick: number; value: WireValue }[] {
		// At one tick patterns come before levels.
		const told = [...this.#told].sort((a, b) => a.tick - b.tick || rank(a) - rank(b));
		return told.flatMap((one, i) => {
			if ("level" in one) return [{ tick: one.tick, value: one.level }];
			return edges(new PinPattern(one.tick, one), told[i + 1]?.tick ?? end + 1);
		});
	}
}

const rank = (told: Told): number => ("level" in told ? 1 : 0);

function edges(pattern: PinPattern, until: number): { tick: number; value: WireValue }[] {
	const { from } = pattern;
	const changes: { tick: number; value: WireValue }[] = [{ tick: from, value: pattern.levelAt(from) }];
	for (let edge = pattern.edgeAfter(from); edge && edge.tick < until; edge = pattern.edgeAfter(edge.tick)) {
		if (pattern.repeats && changes.length === MOST_REPEATED)
			return [...changes, { tick: edge.tick, value: "x" }];
		changes.push({ tick: edge.tick, value: edge.level });
	}
	return changes;
}
