/** An anchor on file: [console tail, since ticks, frames or nil, idle or nil, [pin, count, ...] or nil]. */
import { list, tuple } from "./check.js";
import { integer } from "./msgpack.js";
import type { Anchor } from "./schema.js";
import { checkAnchor, MAX_PIN } from "./validate-event.js";

/** Copies an anchor into what is packed. Throws Malformed. */
export function encodeAnchor(anchor: Anchor): unknown[] {
	checkAnchor(anchor);
	return [
		new Uint8Array(anchor.consoleTail),
		integer(anchor.sinceTicks),
		anchor.frames === undefined ? null : integer(anchor.frames),
		anchor.idle ?? null,
		anchor.edges?.flatMap(({ pin, count }) => [pin, integer(count)]) ?? null,
	];
}

/** Reads an anchor back. Throws Malformed. */
export function decodeAnchor(value: unknown): Anchor {
	const [tail, sinceTicks, frames, idle, edges] = tuple(value, 5, "an anchor");
	const anchor = {
		consoleTail: tail instanceof Uint8Array ? new Uint8Array(tail) : tail,
		sinceTicks,
		...(frames === null ? {} : { frames }),
		...(idle === null ? {} : { idle }),
		...(edges === null ? {} : { edges: pairs(edges) }),
	} as unknown as Anchor;
	checkAnchor(anchor);
	return anchor;
}

function pairs(value: unknown): { pin: unknown; count: unknown }[] {
	const flat = list(value, 2 * (MAX_PIN + 1), "an anchor's edges");
	return Array.from({ length: Math.ceil(flat.length / 2) }, (_, i) => ({
		pin: flat[2 * i],
		count: flat[2 * i + 1],
	}));
}
