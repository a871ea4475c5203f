/** A wire between one pin of the chip and any number of devices: who drives it, and what level that makes. */
import type { PinPattern } from "../../chip/pin-pattern.js";
import type { Agenda } from "../agenda.js";
import type { Terminal, WireDrive } from "./terminal.js";

interface EdgeListener {
	readonly heard: (level: 0 | 1, tick: number) => void;
	readonly follow: ((pattern: PinPattern | undefined, tick: number) => void) | undefined;
}
type ChipListener = (level: WireDrive, tick: number) => void;

interface Connection {
	drive: WireDrive;
	pull: WireDrive;
}

export interface WireOptions {
	readonly gpio: number;
	/** Level while nobody drives it and no device's resistor pulls it. */
	readonly idle: 0 | 1;
	readonly agenda: Agenda;
	/** Hears what the chip's pin is driven with from outside, each time that changes. */
	readonly toChip: (level: WireDrive) => void;
}

export class Wire {
	readonly gpio: number;
	readonly #connections: Connection[] = [];
	readonly #edgeListeners: EdgeListener[] = [];
	readonly #chipListeners: ChipListener[] = [];
	readonly #agenda: Agenda;
	readonly #toChip: (level: WireDrive) => void;
	#chip: WireDrive = "z";
	/** What the chip's pin follows by itself; its level is then `#chip` only as far as edges have been told. */
	#pattern: PinPattern | undefined;
	/** Whether everybody who hears the wire follows the pattern, so that none of its edges is told. */
	#followed = false;
	readonly #nextEdge;
	/** Tick up to which the pattern's edges were told. */
	#toldUntil = 0;
	/** Tick of the edge that is being told, where that is not now. */
	#edgeTick: number | undefined;
	/** What the chip was last told. */
	#told: WireDrive = "z";
	#level: 0 | 1;
	readonly #idle: 0 | 1;
	#settling = false;
	#restless = false;

	constructor({ gpio, idle, agenda, toChip }: WireOptions) {
		this.gpio = gpio;
		this.#idle = idle;
		this.#level = idle;
		this.#agenda = agenda;
		this.#nextEdge = agenda.timer((now) => this.#tellPattern(now));
		this.#toChip = toChip;
	}

	/** A new end of the wire. */
	connect(): Terminal {
		const own: Connection = { drive: "z", pull: "z" };
		this.#connections.push(own);
		const change = (key: keyof Connection, level: WireDrive): void => {
			if (own[key] === level) return;
			own[key] = level;
			this.#settle();
		};
		const level = (): 0 | 1 => this.#levelNow();
		return {
			gpio: this.gpio,
			get level() {
				return level();
			},
			drive: (to) => change("drive", to),
			pull: (to) => change("pull", to),
			onEdge: (heard, follow) => void this.#edgeListeners.push({ heard, follow }),
			onChip: (heard) => void this.#chipListeners.push(heard),
		};
	}

	/** The chip began to drive its pin, or let go of it. */
	chipDrives(level: WireDrive): void {
		this.#endPattern(this.#agenda.now);
		this.#chipIs(level);
	}

	/** The chip's pin begins to follow a pattern by itself. */
	chipFollows(pattern: PinPattern): void {
		this.#endPattern(pattern.from);
		this.#chipIs(pattern.levelAt(pattern.from));
		this.#pattern = pattern;
		this.#followed =
			this.#chipListeners.length === 0 &&
			this.#edgeListeners.every(({ follow }) => pattern.repeats && follow !== undefined);
		if (pattern.repeats) for (const { follow } of this.#edgeListeners) follow?.(pattern, pattern.from);
		this.#toldUntil = pattern.from;
		if (!this.#followed) this.#scheduleEdge();
	}

	#chipIs(level: WireDrive): void {
		if (level === this.#chip) return;
		this.#chip = level;
		for (const heard of this.#chipListeners) heard(level, this.#tick);
		this.#settle();
	}

	/** The pattern ends at tick `tick`: what it did before is told first. */
	#endPattern(tick: number): void {
		const pattern = this.#pattern;
		if (!pattern) return;
		this.#nextEdge.cancel();
		const last = Math.max(pattern.from, tick - 1);
		if (!this.#followed) this.#tellEdges(pattern, last);
		this.#pattern = undefined;
		if (pattern.repeats) for (const { follow } of this.#edgeListeners) follow?.(undefined, tick);
		if (this.#followed) {
			this.#chip = pattern.levelAt(last);
			this.#level = this.#levelWith(this.#outside());
		}
	}

	#tellPattern(now: number): void {
		const pattern = this.#pattern;
		if (!pattern) return;
		this.#tellEdges(pattern, now);
		if (pattern === this.#pattern) this.#scheduleEdge();
	}

	/** Tells the edges up to tick `until` that were not told yet, each at its own tick. */
	#tellEdges(pattern: PinPattern, until: number): void {
		for (;;) {
			const edge = pattern.edgeAfter(this.#toldUntil);
			if (!edge || edge.tick > until) return;
			this.#toldUntil = edge.tick;
			this.#edgeTick = edge.tick;
			this.#chipIs(edge.level);
			this.#edgeTick = undefined;
		}
	}

	#scheduleEdge(): void {
		const edge = this.#pattern?.edgeAfter(this.#toldUntil);
		if (edge) this.#nextEdge.after(edge.tick - this.#agenda.now);
	}

	get #tick(): number {
		return this.#edgeTick ?? this.#agenda.now;
	}

	#levelNow(): 0 | 1 {
		if (!this.#pattern || !this.#followed) return this.#level;
		const outside = this.#outside();
		return outside === 0 ? 0 : this.#pattern.levelAt(Math.max(this.#pattern.from, this.#agenda.now));
	}

	/** Until all is still: a listener may drive the wire in its turn, and everybody hears the edges in their order. */
	#settle(): void {
		this.#restless = true;
		if (this.#settling) return;
		this.#settling = true;
		while (this.#restless) {
			this.#restless = false;
			this.#tell();
		}
		this.#settling = false;
	}

	#tell(): void {
		const outside = this.#outside();
		if (outside !== this.#told) {
			this.#told = outside;
			this.#toChip(outside);
		}
		const level = this.#levelWith(outside);
		if (level === this.#level) return;
		this.#level = level;
		for (const { heard, follow } of this.#edgeListeners) {
			if (!follow || !this.#pattern?.repeats) heard(level, this.#tick);
		}
	}

	/** The chip's pad is wired-AND: a resistor to the supply is a level that its own low overrules. */
	#outside(): WireDrive {
		const drives = this.#connections.map(({ drive }) => drive);
		if (drives.includes(0)) return 0;
		return drives.includes(1) || this.#connections.some(({ pull }) => pull === 1) ? 1 : "z";
	}

	#levelWith(outside: WireDrive): 0 | 1 {
		if (this.#chip === 0 || outside === 0) return 0;
		return this.#chip === 1 || outside === 1 ? 1 : this.#idle;
	}
}
