/** When to acknowledge what has come. Source: RFC 9293 section 3.8.6.3; RFC 5961 section 10 for the limit. */
import { TICKS_PER_MS } from "../../../chip/time.js";
import type { Agenda, Timer } from "../../agenda.js";

/** Segments that are acknowledged without waiting for another. */
const AT_ONCE = 2;
/** Least time between two answers to segments that say nothing, so that two ends never echo each other for ever. */
const CHALLENGE_INTERVAL = 500 * TICKS_PER_MS;

export class AckPolicy {
	readonly #agenda: Agenda;
	readonly #delay: number;
	readonly #timer: Timer;
	/** Segments that were not acknowledged yet. */
	#owed = 0;
	#lastChallenge = Number.NEGATIVE_INFINITY;

	/** `acknowledge` is called when `delay` ticks have passed since a segment was owed to. */
	constructor(agenda: Agenda, delay: number, acknowledge: () => void) {
		this.#agenda = agenda;
		this.#delay = delay;
		this.#timer = agenda.timer(acknowledge);
	}

	/** Whether to acknowledge now. */
	get due(): boolean {
		return this.#owed >= AT_ONCE;
	}

	/** A segment must be acknowledged, at once or with the next one. */
	owe(atOnce: boolean): void {
		this.#owed += atOnce ? AT_ONCE : 1;
		if (!this.#timer.isSet) this.#timer.after(this.#delay);
	}

	/** An acknowledgment has gone out, or none is needed any more. */
	sent(): void {
		this.#owed = 0;
		this.#timer.cancel();
	}

	/** Whether a segment that does not fit and says nothing may be answered. */
	mayChallenge(): boolean {
		const { now } = this.#agenda;
		if (now - this.#lastChallenge < CHALLENGE_INTERVAL) return false;
		this.#lastChallenge = now;
		return true;
	}
}
