/**
 * DHT11 and DHT22: humidity and temperature over one wire. A low start pulse, an answer of 80 us low and 80 us high,
 * then 40 bits whose high parts are short or long, and a checksum. Source: Aosong's datasheets.
 */
import { TICKS_PER_US } from "../../../chip/time.js";
import type { Device, DeviceKind, Surface } from "../device.js";
import type { Settings } from "../settings.js";
import type { Terminal } from "../terminal.js";

interface Model {
	readonly name: string;
	/** The shortest start pulse it answers. */
	readonly startUs: number;
	readonly temperature: readonly [min: number, max: number];
	readonly humidity: readonly [min: number, max: number];
	/** Two bytes each. */
	encode(humidity: number, temperature: number): readonly number[];
}

const DHT11: Model = {
	name: "dht11",
	startUs: 10_000,
	temperature: [0, 50],
	humidity: [0, 100],
	encode: (humidity, temperature) => [Math.round(humidity), 0, Math.round(temperature), 0],
};

/** Tenths, the temperature as sign and magnitude. */
const DHT22: Model = {
	name: "dht22",
	startUs: 800,
	temperature: [-40, 80],
	humidity: [0, 100],
	encode: (humidity, temperature) => {
		const h = Math.round(humidity * 10);
		const t = Math.round(Math.abs(temperature) * 10);
		return [h >> 8, h & 0xff, (t >> 8) | (temperature < 0 ? 0x80 : 0), t & 0xff];
	},
};

const WAIT_US = 30;
const ANSWER_US = 80;
const BIT_LOW_US = 50;
const SHORT_US = 26;
const LONG_US = 70;

class Dht implements Device {
	readonly #model: Model;
	readonly #line: Terminal;
	#humidity = 40;
	#temperature = 20;
	#readings = 0;
	/** Bits of the next answer that are turned over. */
	#corrupt = 0;
	#fellAt = 0;
	/** Levels to come, each with the time it stands. */
	#script: { readonly level: 0 | "z"; readonly us: number }[] = [];
	readonly #next;

	constructor(model: Model, surface: Surface, settings: Settings) {
		this.#model = model;
		this.#line = surface.pin("data");
		if (settings.flag("pull_up") ?? true) this.#line.pull(1);
		this.set(settings);
		this.#next = surface.agenda.timer(() => this.#play());
		this.#line.onChip((level, tick) => this.#heard(level === 0, tick));
	}

	set(settings: Settings): void {
		const { temperature, humidity } = this.#model;
		this.#temperature = settings.number("temperature", ...temperature) ?? this.#temperature;
		this.#humidity = settings.number("humidity", ...humidity) ?? this.#humidity;
		this.#corrupt = settings.integer("corrupt", 0, 40) ?? this.#corrupt;
	}

	state() {
		return { temperature: this.#temperature, humidity: this.#humidity, readings: this.#readings };
	}

	onPower(): void {
		this.#next.cancel();
		this.#line.drive("z");
	}

	#heard(isLow: boolean, tick: number): void {
		if (isLow) {
			this.#fellAt = tick;
			return;
		}
		const held = this.#fellAt > 0 ? tick - this.#fellAt : 0;
		this.#fellAt = 0;
		if (held < this.#model.startUs * TICKS_PER_US || this.#next.isSet) return;
		this.#script = this.#answer();
		this.#next.after(WAIT_US * TICKS_PER_US);
	}

	#play(): void {
		const step = this.#script.shift();
		this.#line.drive(step?.level ?? "z");
		if (step) this.#next.after(step.us * TICKS_PER_US);
		else this.#readings++;
	}

	#answer() {
		const data = this.#model.encode(this.#humidity, this.#temperature);
		const bytes = [...data, data.reduce((sum, byte) => sum + byte, 0) & 0xff];
		for (; this.#corrupt > 0; this.#corrupt--)
			bytes[(this.#corrupt - 1) >> 3] ^= 1 << ((this.#corrupt - 1) & 7);
		const bits = bytes.flatMap((byte) => Array.from({ length: 8 }, (_, i) => (byte >>> (7 - i)) & 1));
		return [
			{ level: 0 as const, us: ANSWER_US },
			{ level: "z" as const, us: ANSWER_US },
			...bits.flatMap((bit) => [
				{ level: 0 as const, us: BIT_LOW_US },
				{ level: "z" as const, us: bit ? LONG_US : SHORT_US },
			]),
			{ level: 0 as const, us: BIT_LOW_US },
		];
	}
}

const kind = (model: Model): DeviceKind => ({
	name: model.name,
	pins: ["data"],
	make: (surface, settings) => new Dht(model, surface, settings),
});

export const dht11 = kind(DHT11);
export const dht22 = kind(DHT22);
