/** Counts secrets where they are found; of a secret it knows only its number. */
import type { Place } from "./secret.js";

export class Tally {
	readonly #counts = new Map<number, Map<Place, number>>();

	/** All that was found. */
	get count(): number {
		return [...this.#counts.keys()].reduce((sum, secret) => sum + this.of(secret), 0);
	}

	add(secret: number, place: Place): void {
		const places = this.#counts.get(secret) ?? new Map<Place, number>();
		this.#counts.set(secret, places);
		places.set(place, (places.get(place) ?? 0) + 1);
	}

	/** How often one was found. */
	of(secret: number): number {
		return [...this.places(secret).values()].reduce((sum, count) => sum + count, 0);
	}

	/** Where one was found, and how often. */
	places(secret: number): ReadonlyMap<Place, number> {
		return this.#counts.get(secret) ?? new Map();
	}
}
