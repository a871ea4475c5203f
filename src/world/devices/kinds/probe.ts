/** What measures a pin: an LED that is lit or not, and a probe, which see frequency and duty of what is on the wire. */
import type { PinPattern } from "../../../chip/pin-pattern.js";
import { TICKS_PER_SECOND } from "../../../chip/time.js";
import type { DeviceKind, Surface } from "../device.js";
import type { Terminal } from "../terminal.js";

/** Without an edge for so long a level stands still. */
const STILL_TICKS = 2 * TICKS_PER_SECOND;

/** The last whole period of a wire, or the pattern that it follows. */
class Meter {
	readonly #terminal: Terminal;
	readonly #agenda: Surface["agenda"];
	#edges = 0;
	#rose: number | undefined;
	#fell = 0;
	#lastEdge = 0;
	#period = 0;
	#high = 0;
	#pattern: PinPattern | undefined;

	constructor({ agenda }: Surface, terminal: Terminal) {
		this.#agenda = agenda;
		this.#terminal = terminal;
		terminal.onEdge(
			(level, tick) => this.#edge(level, tick),
			(pattern, tick) => this.#follow(pattern, tick),
		);
	}

	get edges(): number {
		return this.#edges + (this.#pattern?.edgesBetween(this.#pattern.from, this.#agenda.now) ?? 0);
	}

	#edge(level: 0 | 1, tick: number): void {
		this.#edges++;
		this.#lastEdge = tick;
		if (level === 0) {
			this.#fell = tick;
			return;
		}
		if (this.#rose !== undefined) {
			this.#period = tick - this.#rose;
			this.#high = this.#fell - this.#rose;
		}
		this.#rose = tick;
	}

	#follow(pattern: PinPattern | undefined, tick: number): void {
		if (this.#pattern) this.#edges += this.#pattern.edgesBetween(this.#pattern.from, tick - 1);
		this.#pattern = pattern;
		this.#rose = undefined;
		this.#period = 0;
	}

	/** Hz, to a hundredth; 0 when the level stands still. */
	get frequency(): number {
		const pattern = this.#pattern;
		if (pattern) return Math.round((100 * TICKS_PER_SECOND * pattern.edges) / 2 / pattern.period) / 100;
		return this.#moves ? Math.round((100 * TICKS_PER_SECOND) / this.#period) / 100 : 0;
	}

	/** Share of the time that the wire is high, percent, to a tenth. */
	get duty(): number {
		if (this.#pattern) {
			const { ones, of } = this.#pattern.high;
			return Math.round((1000 * ones) / of) / 10;
		}
		return this.#moves ? Math.round((1000 * this.#high) / this.#period) / 10 : 100 * this.#terminal.level;
	}

	get #moves(): boolean {
		return this.#period > 0 && this.#agenda.now - this.#lastEdge < Math.min(STILL_TICKS, 4 * this.#period);
	}
}

export const led: DeviceKind = {
	name: "led",
	pins: ["pin"],
	make(surface, settings) {
		const pin = surface.pin("pin");
		const lit = settings.word("lit", ["low", "high"]) === "low" ? 0 : 1;
		const meter = new Meter(surface, pin);
		return {
			state: () => ({
				lit: pin.level === lit,
				brightness: lit === 1 ? meter.duty : Math.round(10 * (100 - meter.duty)) / 10,
				edges: meter.edges,
			}),
		};
	},
};

export const probe: DeviceKind = {
	name: "probe",
	pins: ["pin"],
	make(surface) {
		const pin = surface.pin("pin");
		const meter = new Meter(surface, pin);
		return {
			state: () => ({
				level: pin.level,
				edges: meter.edges,
				frequency: meter.frequency,
				duty: meter.duty,
			}),
		};
	},
};
