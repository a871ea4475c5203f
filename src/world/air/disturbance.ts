/** What happens to packets between an antenna and what is behind it, on request: delay, duplication, reordering. */
import { TICKS_PER_MS, TICKS_PER_US } from "../../chip/time.js";
import type { Agenda, Appointment } from "../agenda.js";
import type { SeededRandom } from "../random.js";
import type { Way } from "./fading.js";

export interface Disturbance {
	/** Every packet waits for a time between these, microseconds; each for its own, so that they may overtake. */
	readonly delayUs?: readonly [least: number, most: number];
	/** Of every packet, 0 to 1: it is there twice. */
	readonly duplicate?: number;
	/** Of every packet, 0 to 1: it comes after the one that follows it, or after 100 ms. */
	readonly reorder?: number;
}

type Delivery = (now: number) => void;

const HOLD_TICKS = 100 * TICKS_PER_MS;

/** One way through a node. */
class Path {
	readonly #agenda: Agenda;
	readonly #random: SeededRandom;
	#disturbance: Disturbance = {};
	#held: { readonly deliver: Delivery; readonly release: Appointment } | undefined;

	constructor(agenda: Agenda, random: SeededRandom) {
		this.#agenda = agenda;
		this.#random = random;
	}

	set(disturbance: Disturbance): void {
		this.#disturbance = disturbance;
	}

	pass(now: number, deliver: Delivery): void {
		const { delayUs, duplicate = 0, reorder = 0 } = this.#disturbance;
		if (duplicate > 0 && this.#random.chance(duplicate)) this.#travel(now, delayUs, deliver);
		if (reorder > 0 && !this.#held && this.#random.chance(reorder)) {
			const release = this.#agenda.at(now + HOLD_TICKS, (then) => this.#releaseHeld(then));
			this.#held = { deliver, release };
			return;
		}
		this.#travel(now, delayUs, deliver);
		this.#releaseHeld(now);
	}

	#releaseHeld(now: number): void {
		const held = this.#held;
		this.#held = undefined;
		held?.release.cancel();
		if (held) this.#travel(now, this.#disturbance.delayUs, held.deliver);
	}

	#travel(now: number, delayUs: Disturbance["delayUs"], deliver: Delivery): void {
		if (!delayUs) {
			deliver(now);
			return;
		}
		const [least, most] = delayUs;
		const us = least + this.#random.below(Math.floor(most - least) + 1);
		this.#agenda.at(now + Math.round(us * TICKS_PER_US), deliver);
	}
}

export class Disturbances {
	readonly #paths: Readonly<Record<Way, Path>>;

	constructor(agenda: Agenda, random: SeededRandom) {
		this.#paths = {
			sent: new Path(agenda, random.fork("sent")),
			heard: new Path(agenda, random.fork("heard")),
		};
	}

	/** Takes the place of what was there for this way. */
	set(way: Way, disturbance: Disturbance): void {
		this.#paths[way].set(disturbance);
	}

	/** Lets a packet through, now or later, once or twice. */
	pass(now: number, way: Way, deliver: Delivery): void {
		this.#paths[way].pass(now, deliver);
	}
}
