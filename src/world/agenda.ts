/**
 * What world models have to do later, in guest time: earliest first, and within a tick in the order of asking, so that
 * a run is the same every time.
 */

/** Something to do, until it is done or called off. */
export interface Appointment {
	readonly tick: number;
	/** Does nothing when it was done already. */
	cancel(): void;
}

/** Something to do that may be put off, called off and set again, as often as it takes. */
export class Timer implements Appointment {
	tick = 0;
	/** Place in the agenda's heap; -1 when it is not set. */
	place = -1;
	/** Breaks ties. */
	order = 0;
	readonly run: (now: number) => void;
	readonly #agenda: Agenda;

	constructor(agenda: Agenda, run: (now: number) => void) {
		this.#agenda = agenda;
		this.run = run;
	}

	get isSet(): boolean {
		return this.place >= 0;
	}

	/** Sets it, or moves it, to `delay` ticks from now; at least one, so that time goes on between two turns. */
	after(delay: number): void {
		this.#agenda.set(this, this.#agenda.now + Math.max(1, Math.ceil(delay)));
	}

	cancel(): void {
		this.#agenda.cancel(this);
	}
}

/** A binary heap whose entries know their places. */
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

	/** Calls `run` at tick `tick`, with the tick at which it is called: that one or a little later. */
	at(tick: number, run: (now: number) => void): Appointment {
		const timer = new Timer(this, run);
		this.set(timer, tick);
		return timer;
	}

	/** Something to do that is not set yet. */
	timer(run: (now: number) => void): Timer {
		return new Timer(this, run);
	}

	/** The earliest tick; undefined when there is nothing to do. */
	next(): number | undefined {
		return this.#heap[0]?.tick;
	}

	/** Does what is due at tick `now`, and what that makes due. */
	run(now: number): void {
		this.advance(now);
		for (let first = this.#heap[0]; first && first.tick <= now; first = this.#heap[0]) {
			this.cancel(first);
			first.run(now);
		}
	}

	set(timer: Timer, tick: number): void {
		this.cancel(timer);
		timer.tick = tick;
		timer.order = this.#orders++;
		this.#put(timer, this.#heap.length);
		this.#rise(timer);
	}

	cancel(timer: Timer): void {
		const { place } = timer;
		if (place < 0) return;
		timer.place = -1;
		const last = this.#heap.pop()!;
		if (last === timer) return;
		this.#put(last, place);
		this.#rise(last);
		this.#sink(last);
	}

	#put(timer: Timer, place: number): void {
		this.#heap[place] = timer;
		timer.place = place;
	}

	#rise(timer: Timer): void {
		while (timer.place > 0) {
			const parent = this.#heap[(timer.place - 1) >> 1];
			if (before(parent, timer)) return;
			this.#swap(parent, timer);
		}
	}

	#sink(timer: Timer): void {
		for (;;) {
			const left = this.#heap[2 * timer.place + 1];
			const right = this.#heap[2 * timer.place + 2];
			const child = right && before(right, left) ? right : left;
			if (!child || before(timer, child)) return;
			this.#swap(timer, child);
		}
	}

	#swap(a: Timer, b: Timer): void {
		const { place } = a;
		this.#put(a, b.place);
		this.#put(b, place);
	}
}

function before(a: Timer, b: Timer): boolean {
	return a.tick < b.tick || (a.tick === b.tick && a.order < b.order);
}
