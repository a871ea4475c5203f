/**
 * Makes guest time the only time of this process: Date.now() and setTimeout() follow the chip. A program that shares
 * the process, time-outs and all, then sees the same on every machine, however slow or busy.
 */
import type { ExecutionContext } from "ava";
import { TICKS_PER_MS } from "../../../src/chip/time.js";

interface Timer {
	readonly due: number;
	readonly call: () => void;
}

export class GuestClock {
	#now = 0;
	#timers: Timer[] = [];

	/** Takes the globals over until the test ends. */
	constructor(t: ExecutionContext) {
		const { setTimeout } = globalThis;
		const { now } = Date;
		t.teardown(() => {
			globalThis.setTimeout = setTimeout;
			Date.now = now;
		});
		Date.now = () => Math.floor(this.#now);
		globalThis.setTimeout = ((call: () => void, ms = 0) => {
			this.#timers.push({ due: this.#now + ms, call });
		}) as typeof globalThis.setTimeout;
	}

	/** The chip stands at `tick`: what is due happens. */
	readonly advance = (tick: number): void => {
		this.#now = tick / TICKS_PER_MS;
		const due = this.#timers.filter((timer) => timer.due <= this.#now);
		this.#timers = this.#timers.filter((timer) => timer.due > this.#now);
		for (const { call } of due.sort((a, b) => a.due - b.due)) call();
	};
}
