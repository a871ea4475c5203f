/**
 * Names that an image without symbols gives away: of functions that Python can call. They begin with `py:`. A name is given
 * only to what can be followed from the function's first instruction, so that what comes behind it is not called the same.
 */
import { functionEnd } from "../code/function-end.js";
import { ImageMemory } from "../code/image-memory.js";
import { type NamedSpan, type Names, SpanNames } from "../code/names.js";
import { findExports } from "./exports.js";

/** Names of an image, and what can be said of them. */
export interface DerivedNames {
	readonly names: Names;
	readonly note: string;
}

/** Names of one function that are listed in its label. */
const MOST_NAMES = 3;

export function deriveNames(image: Uint8Array): DerivedNames {
	const nothing = (why: string): DerivedNames => ({
		names: new SpanNames([]),
		note: `no names derived from the image: ${why}`,
	});
	const memory = ImageMemory.of(image);
	if (!memory) return nothing("the firmware is no image of the kind that the boot ROM loads");
	const entry: NamedSpan = {
		address: memory.entry,
		size: functionEnd(memory, memory.entry) - memory.entry,
		name: "image:entry",
	};
	const exports = findExports(memory);
	if (!exports || exports.size === 0) {
		return {
			names: new SpanNames([entry]),
			note: "no names derived from the image but its entry: it has no tables of names as MicroPython v1.8 to v1.26 has them",
		};
	}
	const functions = [...exports].map(([address, names]) => ({
		address,
		size: functionEnd(memory, address) - address,
		name: `py:${labelOf(names)}`,
	}));
	const spans = [...functions.filter(({ address }) => address !== entry.address), entry];
	return {
		names: new SpanNames(spans.sort((a, b) => a.address - b.address)),
		note: `${functions.length} functions named after MicroPython's tables in the image (py:)`,
	};
}

/** One name for a function that may have many: `machine.Pin.value`, `*.readinto`, `*.__enter__|const`. */
export function labelOf(names: readonly string[]): string {
	if (names.length === 1) return names[0];
	const last = [...new Set(names.map((name) => name.slice(name.lastIndexOf(".") + 1)))];
	const more = last.length > MOST_NAMES ? "|..." : "";
	return `*.${last.slice(0, MOST_NAMES).join("|")}${more}`;
}
