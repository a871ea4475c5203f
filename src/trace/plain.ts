/** Data of world events: validated and copied, both on its way in and on its way out. */
import { text } from "./check.js";
import { Malformed } from "./errors.js";
import {
	CONTAINER_BYTES,
	MAX_WORLD_BYTES,
	MAX_WORLD_CONTAINERS,
	MAX_WORLD_DEPTH,
	MAX_WORLD_VALUES,
	VALUE_BYTES,
} from "./limits.js";
import type { Plain } from "./schema.js";

/** A copy that shares nothing with the original, and what it weighs. */
export interface Copied {
	readonly value: Plain;
	/** Estimate of the memory it takes, bytes. */
	readonly size: number;
}

/** Throws Malformed for anything msgpack without extensions cannot carry, and for what is too large. */
export function copyPlain(value: unknown): Copied {
	const copier = new Copier();
	const copy = copier.copy(value, 0);
	return { value: copy, size: copier.size };
}

class Copier {
	#containers = 0;
	#bytes = 0;
	#values = 0;

	get size(): number {
		return this.#bytes + this.#values * VALUE_BYTES + this.#containers * CONTAINER_BYTES;
	}

	copy(value: unknown, depth: number): Plain {
		if (++this.#values > MAX_WORLD_VALUES) throw new Malformed("world data has too many values");
		if (value === null || typeof value === "boolean" || typeof value === "number") return value;
		if (typeof value === "string") return this.#text(value);
		if (value instanceof Uint8Array) {
			this.#weigh(value.length);
			return new Uint8Array(value);
		}
		if (typeof value !== "object") throw new Malformed(`world data must not hold a ${typeof value}`);
		if (depth === MAX_WORLD_DEPTH) throw new Malformed("world data is nested too deep");
		if (++this.#containers > MAX_WORLD_CONTAINERS) throw new Malformed("world data has too many parts");
		if (Array.isArray(value)) return Array.from(value, (item) => this.copy(item, depth + 1));
		const prototype = Object.getPrototypeOf(value);
		if (prototype !== Object.prototype && prototype !== null) {
			throw new Malformed("world data must be plain values");
		}
		const entries = Object.entries(value).map(([key, item]): [string, Plain] => {
			// Decoders rename this key for their own safety, so it would not come back.
			if (key === "__proto__") throw new Malformed('world data must not use the key "__proto__"');
			return [this.#text(key), this.copy(item, depth + 1)];
		});
		return Object.fromEntries(entries);
	}

	#text(value: string): string {
		const found = text(value, MAX_WORLD_BYTES, "a string in world data");
		this.#weigh(found.length);
		return found;
	}

	#weigh(bytes: number): void {
		this.#bytes += bytes;
		if (this.#bytes > MAX_WORLD_BYTES) throw new Malformed("world data is too large");
	}
}
