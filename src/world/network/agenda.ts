/**
 * What the models have to do later, in guest time: a heap of timers. Timers of one tick run in the order in which
 * they were set, so that a run is the same every time.
 */

/** Something to be done at a tick; it may be set again, also by what it does. */
export class Timer {
	/** Place in the heap; -1 when it is not set. */
	index = -1;
	due = 0;
	order = 0;
	readonly #agenda: Agenda;
	readonly action: () => void;

	constructor(agenda: Agenda, action: () => void) {
		this.#agenda = agenda;
		this.action = action;
	}

	get isSet(): boolean {
		return this.index >= 0;
	}

	/** Sets it, or moves it, to `delay` ticks from now; at least one, so that time goes on between two turns. */
	after(delay: number): void {
		this.#agenda.set(this, this.#agenda.now + Math.max(1, Math.ceil(delay)));
	}

	/** Lets it be; not being set is no error. */
	cancel(): void {
		this.#agenda.cancel(this);
	}
}

export class Agenda {
	readonly #heap: Timer[] = [];
	#now = 0;
	#orders = 0;

	/** The tick that everything under way happens at. */
	get now(): number {
		return this.#now;
	}

	/** Guest time has come to `now`; it never goes back. */
	advance(now: number): void {
		if (now > this.#now) this.#now = now;
	}

	/** A timer that is not set yet. */
	timer(action: () => void): Timer {
		return new Timer(this, action);
	}

	/** Tick of the earliest timer. */
	next(): number | undefined {
		return this.#heap[0]?.due;
	}

	/** Runs what is due by tick `now`. */
	run(now: number): void {
		this.advance(now);
		for (let timer = this.#heap[0]; timer && timer.due <= this.#now; timer = this.#heap[0]) {
			this.cancel(timer);
			timer.action();
		}
	}

	set(timer: Timer, due: number): void {
		this.cancel(timer);
		timer.due = due;
		timer.order = this.#orders++;
		timer.index = this.#heap.length;
		this.#heap.push(timer);
		this.#up(timer);
	}

	cancel(timer: Timer): void {
		if (timer.index < 0) return;
		const heap = this.#heap;
		const last = heap.pop()!;
		if (last !== timer) {
			last.index = timer.index;
			heap[last.index] = last;
			this.#up(last);
			this.#down(last);
		}
		timer.index = -1;
	}

	#up(timer: Timer): void {
		while (timer.index > 0) {
			const parent = this.#heap[(timer.index - 1) >> 1];
			if (before(parent, timer)) return;
			this.#swap(parent, timer);
		}
	}

	#down(timer: Timer): void {
		for (;;) {
			const left = this.#heap[2 * timer.index + 1];
			const right = this.#heap[2 * timer.index + 2];
			const child = right && before(right, left) ? right : left;
			if (!child || before(timer, child)) return;
			this.#swap(timer, child);
		}
	}

	#swap(a: Timer, b: Timer): void {
		[a.index, b.index] = [b.index, a.index];
		this.#heap[a.index] = a;
		this.#heap[b.index] = b;
	}
}

function before(a: Timer, b: Timer): boolean {
	return a.due < b.due || (a.due === b.due && a.order < b.order);
}
