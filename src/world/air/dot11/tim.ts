/** The traffic indication map: for whom an access point holds frames. Source: IEEE 802.11-2016, 9.4.2.6. */
import { FrameError } from "./bytes.js";
import { type Element, ElementId, findElement } from "./elements.js";

/** The largest association identifier. */
export const MAX_AID = 2007;

export interface TrafficMap {
	/** Beacons until the next one after which group frames are sent; 0 is this one. */
	readonly dtimCount: number;
	/** 1 to 255. */
	readonly dtimPeriod: number;
	/** Whether group frames follow this beacon. */
	readonly group: boolean;
	/** Stations with held frames; association identifiers, ascending, 1 to 2007. */
	readonly aids: readonly number[];
}

export function timElement({ dtimCount, dtimPeriod, group, aids }: TrafficMap): Element {
	const bitmap = new Uint8Array((MAX_AID >> 3) + 1);
	for (const aid of aids) bitmap[aid >> 3] |= 1 << (aid & 7);
	// Only the part with bits is sent, from an even offset on.
	const first = aids.length === 0 ? 0 : (Math.min(...aids) >> 3) & ~1;
	const last = aids.length === 0 ? 0 : Math.max(...aids) >> 3;
	const control = (group ? 1 : 0) | first;
	return {
		id: ElementId.TIM,
		body: Uint8Array.of(dtimCount, dtimPeriod, control, ...bitmap.subarray(first, last + 1)),
	};
}

/** Undefined when there is none. Throws FrameError. */
export function readTim(elements: readonly Element[]): TrafficMap | undefined {
	const body = findElement(elements, ElementId.TIM);
	if (!body) return undefined;
	if (body.length < 4) throw new FrameError("cut off in the traffic indication map");
	const [dtimCount, dtimPeriod, control, ...bitmap] = body;
	const first = control & 0xfe;
	const aids = bitmap.flatMap((byte, i) =>
		[0, 1, 2, 3, 4, 5, 6, 7].filter((bit) => byte & (1 << bit)).map((bit) => 8 * (first + i) + bit),
	);
	return {
		dtimCount,
		dtimPeriod,
		group: (control & 1) !== 0,
		aids: aids.filter((aid) => aid > 0 && aid <= MAX_AID),
	};
}
