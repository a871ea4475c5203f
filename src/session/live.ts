/** Drives a recorder beside the rest of a program: throttled to the wall clock, or as fast as it goes. */
import { TICKS_PER_MS } from "../chip/time.js";
import type { WorldEnd } from "../world/world.js";
import type { Recorder } from "./recorder.js";

/** Guest time between two looks at the outside, ms, unless said otherwise. */
const SLICE_MS = 10;
/** A host that falls back by more than this is not made to catch up, ms. */
const MAX_LAG_MS = 100;
/** Wall time after which what was recorded is written out, ms. */
const FLUSH_MS = 250;

/** Reasons for an end that came from outside the world: `until` was reached; the user stopped the run. */
export const TIME_UP = "time is up";
export const STOPPED = "user";

/** The wall clock, outside of everything recorded. */
export interface WallClock {
	/** Milliseconds from any origin. */
	now(): number;
	/** Comes back after `ms`, and after what waits to be done; 0 only lets others have a turn. */
	sleep(ms: number): Promise<void>;
}

/** The clock on the wall of this process. */
export const WALL_CLOCK: WallClock = {
	now: () => performance.now(),
	sleep: (ms) => new Promise((resolve) => (ms > 0 ? setTimeout(resolve, ms) : setImmediate(resolve))),
};

export interface LiveOptions {
	/** Whether guest time may not run ahead of the wall clock. */
	readonly realtime: boolean;
	/** Asked after every slice: while somebody waits for the guest, even in real time it runs as fast as it goes. */
	readonly hurry?: () => boolean;
	/** Guest time between two looks at the outside, ms. */
	readonly sliceMs?: number;
	/** Tick to end at. */
	readonly until?: number;
	/** Ends the run at the next slice. */
	readonly stop?: AbortSignal;
	readonly clock?: WallClock;
	/** Called after every slice with the tick reached. */
	readonly onSlice?: (tick: number) => void;
}

/** Runs to the world's end, to `until`, or until stopped; says why. Does not finish the trace. */
export async function runLive(recorder: Recorder, options: LiveOptions): Promise<WorldEnd> {
	const { realtime, until = Number.POSITIVE_INFINITY, stop, clock = WALL_CLOCK, onSlice, hurry } = options;
	const { sliceMs = SLICE_MS } = options;
	const { chip } = recorder;
	const pace = new Pace(clock, chip.tick);
	let flushed = clock.now();
	while (!stop?.aborted) {
		const end = recorder.run(Math.min(until, chip.tick + sliceMs * TICKS_PER_MS));
		onSlice?.(chip.tick);
		if (end) return end;
		if (chip.tick >= until) return { reason: TIME_UP };
		if (clock.now() - flushed >= FLUSH_MS) {
			recorder.flush();
			flushed = clock.now();
		}
		const hurries = hurry?.() ?? false;
		if (hurries) pace.restart(chip.tick);
		await clock.sleep(realtime && !hurries ? pace.ahead(chip.tick) : 0);
	}
	return { reason: STOPPED };
}

/** Guest time against wall time. */
class Pace {
	readonly #clock: WallClock;
	/** Wall time at which guest time was 0, ms. */
	#origin = 0;

	constructor(clock: WallClock, tick: number) {
		this.#clock = clock;
		this.restart(tick);
	}

	/** The guest is neither ahead nor behind at `tick`. */
	restart(tick: number): void {
		this.#origin = this.#clock.now() - tick / TICKS_PER_MS;
	}

	/** Milliseconds by which the guest is ahead of the wall clock; 0 when it is behind. */
	ahead(tick: number): number {
		const ahead = tick / TICKS_PER_MS - (this.#clock.now() - this.#origin);
		if (ahead < -MAX_LAG_MS) this.#origin -= ahead;
		return Math.max(0, ahead);
	}
}
