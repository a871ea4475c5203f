/** A generator at the ADC pin: a voltage that stands still, or a wave, in samples. */
import { TICKS_PER_MS, TICKS_PER_SECOND } from "../../../chip/time.js";
import type { Device, DeviceKind, Surface } from "../device.js";
import type { Settings } from "../settings.js";

const SHAPES = ["constant", "sine", "square", "triangle", "sawtooth"] as const;
type Shape = (typeof SHAPES)[number];

/** From 0 to 1, at a phase of 0 to 1. */
const WAVES: Readonly<Record<Exclude<Shape, "constant">, (phase: number) => number>> = {
	sine: (phase) => (1 - Math.cos(2 * Math.PI * phase)) / 2,
	square: (phase) => (phase < 0.5 ? 0 : 1),
	triangle: (phase) => (phase < 0.5 ? 2 * phase : 2 - 2 * phase),
	sawtooth: (phase) => phase,
};

class Waveform implements Device {
	readonly #surface: Surface;
	#shape: Shape = "constant";
	#hz = 1;
	#low = 0;
	#high = 1;
	#everyTicks = 10 * TICKS_PER_MS;
	#since = 0;
	#microvolts: number | undefined;
	readonly #sample;

	constructor(surface: Surface, settings: Settings) {
		this.#surface = surface;
		this.#sample = surface.agenda.timer(() => this.#give());
		this.set(settings);
	}

	set(settings: Settings): void {
		this.#shape = settings.word("shape", SHAPES) ?? this.#shape;
		this.#hz = settings.number("hz", 0.001, 10_000) ?? this.#hz;
		this.#low = settings.number("low", 0, 1) ?? this.#low;
		this.#high = settings.number("high", 0, 1) ?? this.#high;
		const volts = settings.number("volts", 0, 1);
		if (volts !== undefined) {
			this.#shape = "constant";
			this.#low = volts;
		}
		this.#everyTicks =
			(settings.number("every_ms", 0.01, 1000) ?? this.#everyTicks / TICKS_PER_MS) * TICKS_PER_MS;
		this.#since = this.#surface.agenda.now;
		this.#give();
	}

	state() {
		return { shape: this.#shape, volts: (this.#microvolts ?? 0) / 1e6 };
	}

	#give(): void {
		const microvolts = Math.round(this.#volts() * 1e6);
		if (microvolts !== this.#microvolts) this.#surface.adc(microvolts);
		this.#microvolts = microvolts;
		if (this.#shape === "constant") this.#sample.cancel();
		else this.#sample.after(this.#everyTicks);
	}

	#volts(): number {
		if (this.#shape === "constant") return this.#low;
		const cycles = ((this.#surface.agenda.now - this.#since) * this.#hz) / TICKS_PER_SECOND;
		return this.#low + (this.#high - this.#low) * WAVES[this.#shape](cycles % 1);
	}
}

export const waveform: DeviceKind = {
	name: "waveform",
	pins: [],
	make: (surface, settings) => new Waveform(surface, settings),
};
