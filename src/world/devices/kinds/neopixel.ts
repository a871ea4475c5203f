/**
 * A strip of WS2812B or SK6812 LEDs: bits told apart by how long the line is high, a pause shows them.
 * Limits of the pulses: WS2812B datasheet, each time with 150 ns to either side.
 */
import { TICKS_PER_US } from "../../../chip/time.js";
import type { Device, DeviceKind, Surface } from "../device.js";
import type { Settings } from "../settings.js";

const NS_PER_TICK = 1000 / TICKS_PER_US;
/** A high longer than this is a 1: between the two nominal times, of strips of 800 and of 400 kHz. */
const THRESHOLD_NS = { 800: 600, 400: 850 } as const;
/** A low this long shows what has come. */
const LATCH_US = 50;
/** A line that is high for longer was at rest, and sent nothing. */
const LONGEST_NS = 10_000;
const TOLERANCE_NS = 150;
const MAX_PIXELS = 4096;

type Speed = keyof typeof THRESHOLD_NS;
type Pulse = "t0h" | "t1h" | "t0l" | "t1l";

/** Nominal times, ns. */
const NOMINAL: Readonly<Record<Speed, Readonly<Record<Pulse, number>>>> = {
	800: { t0h: 400, t1h: 800, t0l: 850, t1l: 450 },
	400: { t0h: 500, t1h: 1200, t0l: 2000, t1l: 1300 },
};

const ORDERS = ["GRB", "RGB", "GRBW", "RGBW"] as const;

class NeoPixels implements Device {
	readonly #speed: Speed;
	readonly #order: (typeof ORDERS)[number];
	readonly #shown: Uint8Array;
	#bits: number[] = [];
	#edgeAt = 0;
	#writes = 0;
	/** The pulse whose low part is under way. */
	#bit: 0 | 1 = 0;
	readonly #timing = new Map<Pulse, [min: number, max: number]>();
	#outOfLimits = 0;
	readonly #latch;

	constructor(surface: Surface, settings: Settings) {
		const pixels = settings.integer("pixels", 1, MAX_PIXELS) ?? 1;
		this.#order = settings.word("order", ORDERS) ?? "GRB";
		this.#speed = settings.integer("khz", 400, 800) === 400 ? 400 : 800;
		this.#shown = new Uint8Array(pixels * this.#order.length);
		this.#latch = surface.agenda.timer(() => this.#show());
		surface.pin("data").onEdge((level, tick) => (level === 1 ? this.#rise(tick) : this.#fall(tick)));
	}

	/** `colours` are red, green, blue (and white) in hexadecimal; times are in ns. */
	state() {
		const timing = Object.fromEntries(
			[...this.#timing].map(([pulse, range]) => [pulse, range.map((ns) => Math.round(ns))]),
		);
		return { colours: this.#colours(), writes: this.#writes, timing, out_of_limits: this.#outOfLimits };
	}

	onPower(event: string): void {
		if (event === "power-on" || event === "brown-out") this.#shown.fill(0);
	}

	#rise(tick: number): void {
		if (this.#latch.isSet) this.#measure(this.#bit ? "t1l" : "t0l", tick);
		this.#latch.cancel();
		this.#edgeAt = tick;
	}

	#fall(tick: number): void {
		const high = (tick - this.#edgeAt) * NS_PER_TICK;
		if (high > LONGEST_NS) {
			this.#bits = [];
			return;
		}
		this.#bit = high > THRESHOLD_NS[this.#speed] ? 1 : 0;
		this.#measure(this.#bit ? "t1h" : "t0h", tick);
		this.#edgeAt = tick;
		if (this.#bits.length < this.#shown.length * 8) this.#bits.push(this.#bit);
		this.#latch.after(LATCH_US * TICKS_PER_US);
	}

	#measure(pulse: Pulse, tick: number): void {
		const ns = (tick - this.#edgeAt) * NS_PER_TICK;
		const [min, max] = this.#timing.get(pulse) ?? [ns, ns];
		this.#timing.set(pulse, [Math.min(min, ns), Math.max(max, ns)]);
		if (Math.abs(ns - NOMINAL[this.#speed][pulse]) > TOLERANCE_NS) this.#outOfLimits++;
	}

	/** Pixels that have not got all of their bits stay as they are. */
	#show(): void {
		const depth = this.#order.length;
		const bytes = Math.floor(this.#bits.length / (8 * depth)) * depth;
		for (let at = 0; at < bytes; at++) {
			this.#shown[at] = this.#bits.slice(8 * at, 8 * at + 8).reduce((byte, bit) => (byte << 1) | bit, 0);
		}
		if (bytes > 0) this.#writes++;
		this.#bits = [];
	}

	#colours(): string[] {
		const depth = this.#order.length;
		const places = [..."RGBW".slice(0, depth)].map((colour) => this.#order.indexOf(colour));
		return Array.from({ length: this.#shown.length / depth }, (_, pixel) =>
			Buffer.from(places.map((place) => this.#shown[pixel * depth + place])).toString("hex"),
		);
	}
}

export const neopixel: DeviceKind = {
	name: "neopixel",
	pins: ["data"],
	make: (surface, settings) => new NeoPixels(surface, settings),
};
