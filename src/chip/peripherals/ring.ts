/** A FIFO in the chip's state: a ring that is full when all its places are taken. */

/** The ring's fields. */
export interface RingState {
	/** Index of the oldest item in the ring. */
	head: number;
	count: number;
	readonly ring: { readonly length: number; [index: number]: number };
}

export class Ring {
	readonly #s: RingState;

	constructor(state: RingState) {
		this.#s = state;
	}

	/** Items waiting. */
	get count(): number {
		return this.#s.count;
	}

	get room(): number {
		return this.#s.ring.length - this.#s.count;
	}

	clear(): void {
		this.#s.head = 0;
		this.#s.count = 0;
	}

	/** Takes an item in; false when the ring is full and the item lost. */
	push(item: number): boolean {
		const s = this.#s;
		const { ring } = s;
		if (s.count === ring.length) return false;
		ring[(s.head + s.count) % ring.length] = item;
		s.count++;
		return true;
	}

	/** The oldest item, removed; 0 when there is none. */
	pop(): number {
		const s = this.#s;
		if (s.count === 0) return 0;
		const { ring } = s;
		const item = ring[s.head];
		s.head = (s.head + 1) % ring.length;
		s.count--;
		return item;
	}
}
