/** A wire between one pin of the chip and any number of devices: who drives it, and what level that makes. */
import type { Terminal, WireDrive } from "./terminal.js";

type EdgeListener = (level: 0 | 1, tick: number) => void;
type ChipListener = (level: WireDrive, tick: number) => void;

interface Connection {
	drive: WireDrive;
	pull: WireDrive;
}

export interface WireOptions {
	readonly gpio: number;
	/** Level while nobody drives it and no device's resistor pulls it. */
	readonly idle: 0 | 1;
	readonly now: () => number;
	/** Hears what the chip's pin is driven with from outside, each time that changes. */
	readonly toChip: (level: WireDrive) => void;
}

export class Wire {
	readonly gpio: number;
	readonly #connections: Connection[] = [];
	readonly #edgeListeners: EdgeListener[] = [];
	readonly #chipListeners: ChipListener[] = [];
	readonly #now: () => number;
	readonly #toChip: (level: WireDrive) => void;
	#chip: WireDrive = "z";
	/** What the chip was last told. */
	#told: WireDrive = "z";
	#level: 0 | 1;
	readonly #idle: 0 | 1;
	#settling = false;
	#restless = false;

	constructor({ gpio, idle, now, toChip }: WireOptions) {
		this.gpio = gpio;
		this.#idle = idle;
		this.#level = idle;
		this.#now = now;
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
		const level = (): 0 | 1 => this.#level;
		return {
			gpio: this.gpio,
			get level() {
				return level();
			},
			drive: (to) => change("drive", to),
			pull: (to) => change("pull", to),
			onEdge: (heard) => void this.#edgeListeners.push(heard),
			onChip: (heard) => void this.#chipListeners.push(heard),
		};
	}

	/** The chip began to drive its pin, or let go of it. */
	chipDrives(level: WireDrive): void {
		if (level === this.#chip) return;
		this.#chip = level;
		for (const heard of this.#chipListeners) heard(level, this.#now());
		this.#settle();
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
		for (const heard of this.#edgeListeners) heard(level, this.#now());
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
