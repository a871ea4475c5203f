/** Drives a recorder beside the rest of a program: throttled to the wall clock, or as fast as it goes. */
import { TICKS_PER_MS } from "../chip/time.js";
import type { WorldEnd } from "../world/world.js";
import type { Recorder } from "./recorder.js";

/** Guest time between two looks at the outside, ms, unless said otherwise. */
const SLICE_MS = 10;
/** A host that falls back by more than this is not made to catch up, ms. */
const MAX_LAG_MS = 100;
/** Wall time after which what was recorded is written out, ms, unless said otherwise. */
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
	/**
	 * Wall time after which what was recorded is written out, ms. Infinite for a run that can be made again: the recorder
	 * then ends its chunks by guest time alone, and the trace is the same, byte for byte.
	 */
	readonly flushMs?: number;
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
	const { until = Number.POSITIVE_INFINITY, stop } = options;
	const { chip } = recorder;
	const breaks = new Breaks(recorder, options);
	while (!stop?.aborted) {
		const end = recorder.run(Math.min(until, chip.tick + breaks.sliceTicks));
		breaks.show();
		if (end) return end;
		if (chip.tick >= until) return { reason: TIME_UP };
		await breaks.take();
	}
	return { reason: STOPPED };
}

/** What a recorder that is driven in slices does between two of them. */
export class Breaks {
	/** Guest time of a slice, at most. */
	readonly sliceTicks: number;
	readonly #recorder: Recorder;
	readonly #options: LiveOptions;
	readonly #clock: WallClock;
	readonly #pace: Pace;
	#flushed: number;

	constructor(recorder: Recorder, options: LiveOptions) {
		const { clock = WALL_CLOCK, sliceMs = SLICE_MS } = options;
		this.sliceTicks = sliceMs * TICKS_PER_MS;
		this.#recorder = recorder;
		this.#options = options;
		this.#clock = clock;
		this.#pace = new Pace(clock, recorder.chip.tick);
		this.#flushed = clock.now();
	}

	/** Lets the outside see what the last slice has done. */
	show(): void {
		this.#options.onSlice?.(this.#recorder.chip.tick);
	}

	/** Writes out what was recorded, and waits as long as the guest is ahead. */
	async take(): Promise<void> {
		const { realtime, hurry, flushMs = FLUSH_MS } = this.#options;
		const { tick } = this.#recorder.chip;
		if (this.#clock.now() - this.#flushed >= flushMs) {
			this.#recorder.flush();
			this.#flushed = this.#clock.now();
		}
		const hurries = hurry?.() ?? false;
		if (hurries) this.#pace.restart(tick);
		await this.#clock.sleep(realtime && !hurries ? this.#pace.ahead(tick) : 0);
	}
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
