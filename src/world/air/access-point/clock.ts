/** An access point's clock, and the moments at which beacons are due by it. Source: IEEE 802.11-2016, 11.1.2.1. */
import { TICKS_PER_US } from "../../../chip/time.js";

export class BeaconClock {
	/** Tick at which the clock was 0. */
	readonly #origin: number;
	readonly #interval: number;

	/** `interval` in ticks; `age` is how long it has been running at tick `now`, ticks. */
	constructor(now: number, age: number, interval: number) {
		this.#origin = now - age;
		this.#interval = interval;
	}

	/** Microseconds. */
	at(tick: number): bigint {
		return BigInt(Math.floor((tick - this.#origin) / TICKS_PER_US));
	}

	/** The first tick after `now` at which a beacon is due. */
	nextBeacon(now: number): number {
		return this.#origin + (Math.floor((now - this.#origin) / this.#interval) + 1) * this.#interval;
	}

	/** How many beacons were due before the one at `tick`, which is one of `nextBeacon`. */
	beaconNumber(tick: number): number {
		return Math.round((tick - this.#origin) / this.#interval);
	}
}
