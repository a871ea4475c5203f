/** Frames that were heard before, their acknowledgement being lost. Source: IEEE 802.11-2016, 10.3.2.14. */
import type { MacAddress } from "./dot11/address.js";
import { Flag, type Sequence } from "./dot11/frame-control.js";

/** Senders that are remembered; the one that was silent for longest is forgotten first. */
const MAX_SENDERS = 256;

export class DuplicateFilter {
	readonly #last = new Map<MacAddress, number>();

	/** Whether a frame addressed to us repeats the last one of its sender. */
	isRepeated(sender: MacAddress, frame: Sequence & { readonly flags: number }): boolean {
		const number = (frame.sequence << 4) | frame.fragment;
		const repeated = (frame.flags & Flag.RETRY) !== 0 && this.#last.get(sender) === number;
		this.#last.delete(sender);
		this.#last.set(sender, number);
		if (this.#last.size > MAX_SENDERS) this.#last.delete(this.#last.keys().next().value!);
		return repeated;
	}
}
