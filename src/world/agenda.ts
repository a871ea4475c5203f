/** What a world model has to do and when: earliest first, and in the order of asking within a tick. */

/** Something to do, until it is done or called off. */
export interface Appointment {
	readonly tick: number;
	/** Does nothing when it was done already. */
	cancel(): void;
}

interface Entry extends Appointment {
	readonly order: number;
	readonly run: (now: number) => void;
	cancelled: boolean;
}

/** A binary heap; cancelled entries leave it when they come to the top. */
export class Agenda {
	readonly #heap: Entry[] = [];
	#order = 0;

	/** Calls `run` at tick `tick`, with the tick at which it is called: that one or a little later. */
	at(tick: number, run: (now: number) => void): Appointment {
		const entry: Entry = {
			tick,
			order: this.#order++,
			run,
			cancelled: false,
			cancel() {
				this.cancelled = true;
			},
		};
		this.#heap.push(entry);
		this.#rise(this.#heap.length - 1);
		return entry;
	}

	/** The earliest tick; undefined when there is nothing to do. */
	next(): number | undefined {
		while (this.#heap[0]?.cancelled) this.#pop();
		return this.#heap[0]?.tick;
	}

	/** Does what is due at tick `now`, and what that makes due. */
	run(now: number): void {
		for (let next = this.next(); next !== undefined && next <= now; next = this.next()) this.#pop().run(now);
	}

	#pop(): Entry {
		const top = this.#heap[0];
		const last = this.#heap.pop()!;
		if (this.#heap.length > 0) {
			this.#heap[0] = last;
			this.#sink(0);
		}
		return top;
	}

	#rise(at: number): void {
		const heap = this.#heap;
		while (at > 0) {
			const parent = (at - 1) >> 1;
			if (!before(heap[at], heap[parent])) return;
			[heap[at], heap[parent]] = [heap[parent], heap[at]];
			at = parent;
		}
	}

	#sink(at: number): void {
		const heap = this.#heap;
		for (;;) {
			let least = at;
			for (const child of [2 * at + 1, 2 * at + 2]) {
				if (child < heap.length && before(heap[child], heap[least])) least = child;
			}
			if (least === at) return;
			[heap[at], heap[least]] = [heap[least], heap[at]];
			at = least;
		}
	}
}

function before(a: Entry, b: Entry): boolean {
	return a.tick < b.tick || (a.tick === b.tick && a.order < b.order);
}
