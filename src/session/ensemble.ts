/**
 * Several chips on one air, each recorded into a trace of its own, each replayed alone.
 *
 * What one sends the others hear at that very tick, so no chip may run past a tick at which another could still begin
 * to send. A chip that does not contend for the channel cannot begin before the channel was free for DIFS: that is
 * how far the others may run ahead.
 */
import { TICKS_PER_US } from "../chip/time.js";
import type { WorldEnd } from "../world/world.js";
import type { Recorder } from "./recorder.js";

/** The shortest frame and the gap before its ACK: nothing can answer a frame sooner. */
const MAX_LEAD = 30 * TICKS_PER_US;

/** Runs all members to tick `until`, or until the world of one of them ends, which it returns. */
export function runEnsemble(members: readonly Recorder[], until: number): WorldEnd | undefined {
	for (;;) {
		const last = members.reduce((a, b) => (b.chip.tick < a.chip.tick ? b : a));
		if (last.chip.tick >= until) return undefined;
		let limit = until;
		for (const { chip } of members) {
			if (chip === last.chip) continue;
			limit = Math.min(limit, chip.tick + MAX_LEAD, chip.peripherals.wdev.silentUntil());
		}
		const end = last.run(limit);
		if (end) return end;
	}
}
