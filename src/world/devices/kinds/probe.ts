/** What measures a pin: an LED that is lit or not, and a probe, which see frequency and duty of what is on the wire. */
import { TICKS_PER_SECOND } from "../../../chip/time.js";
import type { DeviceKind, Surface } from "../device.js";
import type { Terminal } from "../terminal.js";

/** Without an edge for so long a level stands still. */
const STILL_TICKS = 2 * TICKS_PER_SECOND;

/** The last whole period of a wire. */
class Meter {
	edges = 0;
	readonly #terminal: Terminal;
	readonly #agenda: Surface["agenda"];
	#rose: number | undefined;
	#fell = 0;
	#lastEdge = 0;
	#period = 0;
	#high = 0;

	constructor({ agenda }: Surface, terminal: Terminal) {
		this.#agenda = agenda;
		this.#terminal = terminal;
		terminal.onEdge((level, tick) => {
			this.edges++;
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
		});
	}

	/** Hz, to a hundredth; 0 when the level stands still. */
	get frequency(): number {
		return this.#moves ? Math.round((100 * TICKS_PER_SECOND) / this.#period) / 100 : 0;
	}

	/** Share of the time that the wire is high, percent, to a tenth. */
	get duty(): number {
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
