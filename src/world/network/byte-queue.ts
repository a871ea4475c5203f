/** Bytes in a row, written at one end and read at the other: a ring that grows up to its capacity. */

const SMALLEST = 1024;

export class ByteQueue {
	readonly capacity: number;
	#ring = new Uint8Array(0);
	#head = 0;
	#length = 0;

	/** Holds at most `capacity` bytes. */
	constructor(capacity: number) {
		this.capacity = capacity;
	}

	get length(): number {
		return this.#length;
	}

	/** Bytes that can be added. */
	get room(): number {
		return this.capacity - this.#length;
	}

	/** Adds a copy of what there is room for; returns how many bytes that was. */
	push(bytes: Uint8Array): number {
		const taken = Math.min(bytes.length, this.room);
		if (taken === 0) return 0;
		this.#reserve(this.#length + taken);
		const ring = this.#ring;
		const tail = (this.#head + this.#length) % ring.length;
		const first = Math.min(taken, ring.length - tail);
		ring.set(bytes.subarray(0, first), tail);
		ring.set(bytes.subarray(first, taken), 0);
		this.#length += taken;
		return taken;
	}

	/** A copy of up to `length` bytes, `from` bytes behind the head. */
	peek(from: number, length: number): Uint8Array {
		const copied = new Uint8Array(Math.max(0, Math.min(length, this.#length - from)));
		if (copied.length === 0) return copied;
		const at = (this.#head + from) % this.#ring.length;
		const first = Math.min(copied.length, this.#ring.length - at);
		copied.set(this.#ring.subarray(at, at + first));
		copied.set(this.#ring.subarray(0, copied.length - first), first);
		return copied;
	}

	/** Takes up to `length` bytes out. */
	take(length: number): Uint8Array {
		const taken = this.peek(0, length);
		this.drop(taken.length);
		return taken;
	}

	/** Forgets up to `length` bytes at the head. */
	drop(length: number): void {
		const dropped = Math.min(length, this.#length);
		this.#length -= dropped;
		if (this.#length === 0) this.clear();
		else this.#head = (this.#head + dropped) % this.#ring.length;
	}

	/** Forgets everything, and gives the memory back. */
	clear(): void {
		this.#ring = new Uint8Array(0);
		this.#head = 0;
		this.#length = 0;
	}

	#reserve(length: number): void {
		if (length <= this.#ring.length) return;
		const grown = new Uint8Array(Math.min(this.capacity, Math.max(SMALLEST, 2 * this.#ring.length, length)));
		grown.set(this.peek(0, this.#length));
		this.#ring = grown;
		this.#head = 0;
	}
}
