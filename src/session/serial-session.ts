/** How a run is driven whose serial line a program works from outside of guest time. */
import type { SerialAdapter } from "../world/serial/serial-adapter.js";
import type { LiveOptions } from "./live.js";

/** The program sees what the chip sent, and the chip what the program wrote, after this much guest time, ms. */
const SLICE_MS = 1;

/**
 * The program's time-outs count on the wall clock and know nothing of guest time. So guest time does not run ahead of
 * the wall clock, or a program that thinks for a second would find a chip that slept for an hour; but while bytes are
 * under way the program waits for the guest, and then the guest runs as fast as it goes. So it does for `aheadMs` of
 * guest time after each thing that the program writes.
 */
export function withSerialHost(
	adapter: SerialAdapter,
	aheadMs = 0,
): Required<Pick<LiveOptions, "realtime" | "hurry" | "sliceMs" | "onSlice">> {
	return {
		realtime: true,
		hurry: () => adapter.busy || adapter.unasked * SLICE_MS < aheadMs,
		sliceMs: SLICE_MS,
		onSlice: adapter.pump,
	};
}
