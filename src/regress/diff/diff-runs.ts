/** The first difference of two runs, with all that helps to understand it. */

import type { CodeAddress } from "../../debug/code/listing.js";
import { Symbols } from "../../debug/code/symbols.js";
import type { TimedInput } from "../../session/trace-inputs.js";
import { StateComparer, type ValueDifference } from "./compare.js";
import type { Feed } from "./feed.js";
import { findParting, type Parting } from "./narrow.js";
import { describePlace, type Place } from "./place.js";

/** A value that differs; a memory's with the name of what lies there. */
export type NamedDifference = ValueDifference & { readonly symbol?: string };

export interface RunDifference {
	readonly kind: Parting["kind"];
	/** Where both were the same for the last time. */
	readonly tick: number;
	readonly instructions: number;
	readonly place: Place;
	/** Where each goes on. */
	readonly next: { readonly a: CodeAddress; readonly b: CodeAddress };
	/** What each was given there; for `input`. */
	readonly given: { readonly a?: TimedInput; readonly b?: TimedInput };
	/** What differs behind it, as far as it is listed, and how many values do. */
	readonly differences: readonly NamedDifference[];
	readonly count: number;
	/** The inputs before it, the last one last. */
	readonly inputs: readonly TimedInput[];
}

export interface DiffOptions {
	/** Where the comparison ends. */
	readonly until: number;
	readonly symbols?: Symbols;
	readonly onProgress?: (tick: number) => void;
}

const MAX_VALUES = 64;
const INPUTS = 8;

/** Compares two runs that stand at the same tick; undefined when they are the same up to `until`. */
export function diffRuns(a: Feed, b: Feed, options: DiffOptions): RunDifference | undefined {
	const { until, symbols = new Symbols(), onProgress } = options;
	const parting = findParting(a, b, until, onProgress);
	if (!parting) return undefined;
	const { kind, toLastSame, toBefore } = parting;
	const { values, count } = new StateComparer(a.chip, b.chip).differences(MAX_VALUES);
	const next = { a: at(a, symbols), b: at(b, symbols) };
	const place = describePlace(a, toLastSame, toBefore, symbols);
	const given = { ...(parting.a ? { a: parting.a } : {}), ...(parting.b ? { b: parting.b } : {}) };
	return {
		kind,
		tick: a.chip.tick,
		instructions: a.chip.instructions,
		place,
		next,
		given,
		differences: values.map((value) => withSymbol(value, symbols)),
		count,
		inputs: a.before(INPUTS),
	};
}

function at({ chip }: Feed, symbols: Symbols): CodeAddress {
	const address = new Uint32Array(chip.state.buffer, chip.state.offsetOf("cpu", "pc"), 1)[0];
	const symbol = symbols.at(address);
	return { address, ...(symbol === undefined ? {} : { symbol }) };
}

function withSymbol(value: ValueDifference, symbols: Symbols): NamedDifference {
	const symbol = value.address === undefined ? undefined : symbols.at(value.address);
	return symbol === undefined ? value : { ...value, symbol };
}
