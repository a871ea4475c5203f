/**
 * Who of the models may send next on one channel: each waits until the channel was free for a DIFS and for the slots of
 * its backoff; while it is taken, the slots stand still. The models hear each other perfectly: of two whose turn comes in
 * one slot, the second waits for the first. Source: IEEE 802.11-2016, 10.3.4.
 */
import { DIFS_US, SLOT_US } from "../../chip/peripherals/wdev-rates.js";
import { TICKS_PER_US } from "../../chip/time.js";
import type { Agenda, Appointment } from "../agenda.js";

const SLOT = SLOT_US * TICKS_PER_US;
const DIFS = DIFS_US * TICKS_PER_US;
/** Old SDKs do not follow when frames end closer to each other than this. */
const PACE = 300 * TICKS_PER_US;

/** A place in the queue. */
export interface Turn {
	cancel(): void;
}

interface Waiter extends Turn {
	slots: number;
	/** From when on the slots count. */
	countFrom: number;
	readonly duration: number;
	readonly onTurn: (now: number) => void;
}

export class Contention {
	readonly #agenda: Agenda;
	readonly #waiting = new Set<Waiter>();
	#busyUntil = 0;
	/** When the last frame that was sent here in its turn ends. */
	#lastEnd = Number.NEGATIVE_INFINITY;
	#appointment: Appointment | undefined;

	constructor(agenda: Agenda) {
		this.#agenda = agenda;
	}

	/** Asks for the channel for `duration` ticks, after a backoff of `slots`. */
	ask(now: number, slots: number, duration: number, onTurn: (now: number) => void): Turn {
		const waiting = this.#waiting;
		const waiter: Waiter = {
			slots,
			countFrom: Math.max(now, this.#busyUntil) + DIFS,
			duration,
			onTurn,
			cancel() {
				waiting.delete(this);
			},
		};
		waiting.add(waiter);
		this.#arrange();
		return waiter;
	}

	/** The channel is taken from `now` to `until`. */
	busy(now: number, until: number): void {
		if (until <= this.#busyUntil) return;
		for (const waiter of this.#waiting) {
			const counted = Math.floor(Math.max(0, now - waiter.countFrom) / SLOT);
			waiter.slots -= Math.min(waiter.slots, counted);
			waiter.countFrom = until + DIFS;
		}
		this.#busyUntil = until;
		this.#arrange();
	}

	#turnOf({ countFrom, slots, duration }: Waiter): number {
		return Math.max(countFrom + slots * SLOT, this.#lastEnd + PACE - duration);
	}

	#arrange(): void {
		this.#appointment?.cancel();
		this.#appointment = undefined;
		const first = this.#first();
		if (first) this.#appointment = this.#agenda.at(this.#turnOf(first), (now) => this.#turn(now));
	}

	#turn(now: number): void {
		this.#appointment = undefined;
		const first = this.#first();
		if (first && this.#turnOf(first) <= now) {
			this.#waiting.delete(first);
			this.#lastEnd = now + first.duration;
			first.onTurn(now);
		}
		if (!this.#appointment) this.#arrange();
	}

	/** Whose turn comes first; of equal ones, who asked first. */
	#first(): Waiter | undefined {
		let first: Waiter | undefined;
		for (const waiter of this.#waiting) {
			if (!first || this.#turnOf(waiter) < this.#turnOf(first)) first = waiter;
		}
		return first;
	}
}
