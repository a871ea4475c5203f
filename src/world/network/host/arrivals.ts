/**
 * What sockets of the host have delivered. They do so at any moment; it enters the network when the session looks, at
 * a tick, in the order in which it came.
 */
export class Arrivals {
	#queue: (() => void)[] = [];

	get waiting(): boolean {
		return this.#queue.length > 0;
	}

	/** Something came; `enter` is what it does to the network. */
	add(enter: () => void): void {
		this.#queue.push(enter);
	}

	/** Lets everything in that has come so far. */
	enter(): void {
		const queue = this.#queue;
		this.#queue = [];
		for (const enter of queue) enter();
	}
}
