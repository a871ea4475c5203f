/** 802.11n's capabilities, as far as they are of use here. Source: IEEE 802.11-2016, 9.4.2.56. */
import { FrameError } from "./bytes.js";
import { type Element, ElementId, findElement } from "./elements.js";

const LENGTH = 26;

export interface HtCapabilities {
	/** Receives 40 MHz. */
	readonly wide: boolean;
	/** Receives short guard intervals at 20 MHz. */
	readonly shortGuard: boolean;
	/** MCS 0 to 7 it receives, one bit each. */
	readonly mcs: number;
}

/** Undefined when there are none. Throws FrameError. */
export function readHtCapabilities(elements: readonly Element[]): HtCapabilities | undefined {
	const body = findElement(elements, ElementId.HT_CAPABILITIES);
	if (!body) return undefined;
	if (body.length < LENGTH) throw new FrameError("cut off in the HT capabilities");
	return { wide: (body[0] & 0x02) !== 0, shortGuard: (body[0] & 0x20) !== 0, mcs: body[3] };
}
