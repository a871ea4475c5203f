/** Readers of the flat integer and byte streams a chunk is made of. Everything throws Malformed. */
import { bytes as checkBytes, int, list } from "./check.js";
import { Malformed } from "./errors.js";
import { MAX_CHUNK_COST, MAX_PAYLOAD, MAX_SAFE, MAX_VALUES } from "./limits.js";

/** What a chunk may still expand to; shared by its streams. */
export class Budget {
	#left = MAX_CHUNK_COST;

	take(cost: number): void {
		this.#left -= cost;
		if (this.#left < 0) throw new Malformed("the chunk holds more than a chunk may hold");
	}
}

/** Walks a stream of integers. */
export class IntCursor {
	readonly #values: readonly unknown[];
	readonly #name: string;
	#at = 0;

	constructor(values: unknown, name: string) {
		this.#values = list(values, MAX_VALUES, name);
		this.#name = name;
	}

	get done(): boolean {
		return this.#at === this.#values.length;
	}

	/** The next integer; must be from `min` to `max`. */
	int(min: number, max: number, what: string): number {
		if (this.done) throw new Malformed(`${this.#name} end before ${what}`);
		return int(this.#values[this.#at++], min, max, what);
	}
}

/** Walks a stream of bytes. */
export class ByteCursor {
	readonly #bytes: Uint8Array;
	readonly #name: string;
	#at = 0;

	constructor(value: unknown, name: string) {
		this.#bytes = checkBytes(value, 0, MAX_PAYLOAD, name);
		this.#name = name;
	}

	/** A copy of the next `length` bytes. */
	take(length: number): Uint8Array {
		if (length > this.#bytes.length - this.#at) throw new Malformed(`${this.#name} are cut short`);
		this.#at += length;
		return new Uint8Array(this.#bytes.subarray(this.#at - length, this.#at));
	}

	/** The next 8 bytes as a big-endian number. */
	u64(): bigint {
		const taken = this.take(8);
		return new DataView(taken.buffer).getBigUint64(0);
	}

	/** Throws unless everything was used. */
	finish(): void {
		if (this.#at !== this.#bytes.length) throw new Malformed(`${this.#name} hold more than is used`);
	}
}

/**
 * The ticks of one stream: within a chunk the first delta counts from 0, every other one from the tick
 * before. Ticks must not decrease, from chunk to chunk either.
 */
export class TickCursor {
	readonly #floor: number;
	#tick = 0;
	#first = true;

	/** `floor` is where the stream stood at the end of the chunk before. */
	constructor(floor: number) {
		this.#floor = floor;
	}

	/** The tick `delta` after the last one. */
	advance(delta: number): number {
		const tick = this.#tick + delta;
		if (tick > MAX_SAFE) throw new Malformed("a tick exceeds 2^53 - 1");
		if (tick < this.#floor) throw new Malformed("a tick lies before the chunk before it");
		this.#tick = tick;
		this.#first = false;
		return tick;
	}

	/** Where the stream stands now. */
	get last(): number {
		return this.#first ? this.#floor : this.#tick;
	}
}
