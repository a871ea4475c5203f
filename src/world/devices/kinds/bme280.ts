/**
 * BME280: temperature, pressure and humidity on I2C. Its raw readings are those that the datasheet's formulas, with
 * this sensor's calibration, turn into the values that were set. Source: Bosch, BST-BME280-DS002.
 */
import { TICKS_PER_US } from "../../../chip/time.js";
import { i2cAddress } from "../bus/i2c-target.js";
import type { DeviceKind } from "../device.js";
import type { Settings } from "../settings.js";
import { CALIBRATION, rawHumidity, rawPressure, rawTemperature, SKIPPED } from "./bme280-calibration.js";

const DEFAULT_ADDRESS = 0x76;
const ID = 0xd0;
const CHIP_ID = 0x60;
const RESET = 0xe0;
const RESET_WORD = 0xb6;
const CTRL_HUM = 0xf2;
const STATUS = 0xf3;
const CTRL_MEAS = 0xf4;
const DATA = 0xf7;
const MEASURING = 1 << 3;
/** One measurement of each, once over. */
const MEASURE_US = 9_300;

const enum Mode {
	Sleep = 0,
	Normal = 3,
}

export const bme280: DeviceKind = {
	name: "bme280",
	pins: ["scl", "sda"],
	make(surface, settings) {
		const values = { temperature: 20, pressure: 1013.25, humidity: 40 };
		const read = (from: Settings): void => {
			values.temperature = from.number("temperature", -40, 85) ?? values.temperature;
			values.pressure = from.number("pressure", 300, 1100) ?? values.pressure;
			values.humidity = from.number("humidity", 0, 100) ?? values.humidity;
		};
		read(settings);
		const registers = new Uint8Array(256);
		const reset = (): void => {
			registers.fill(0);
			registers[ID] = CHIP_ID;
			for (const [at, byte] of CALIBRATION) registers[at] = byte;
			registers.set([0x80, 0, 0, 0x80, 0, 0, 0x80, 0], DATA);
		};
		reset();
		/** Times over which each is measured; none when it is skipped. */
		const oversampling = () => ({
			temperature: registers[CTRL_MEAS] >>> 5,
			pressure: (registers[CTRL_MEAS] >>> 2) & 7,
			humidity: registers[CTRL_HUM] & 7,
		});
		const measure = (): void => {
			const over = oversampling();
			const t = rawTemperature(values.temperature);
			const temperature = over.temperature ? t : SKIPPED.temperature;
			const pressure = over.pressure ? rawPressure(values.pressure * 100, t) : SKIPPED.pressure;
			const humidity = over.humidity ? rawHumidity(values.humidity, t) : SKIPPED.humidity;
			const twenty = (raw: number) => [raw >>> 12, (raw >>> 4) & 0xff, (raw & 0xf) << 4];
			registers.set([...twenty(pressure), ...twenty(temperature), humidity >>> 8, humidity & 0xff], DATA);
			registers[STATUS] &= ~MEASURING;
			if ((registers[CTRL_MEAS] & 3) === Mode.Normal) done.after(MEASURE_US * TICKS_PER_US);
			else registers[CTRL_MEAS] &= ~3;
		};
		const done = surface.agenda.timer(measure);
		const write = (at: number, byte: number): void => {
			if (at === RESET && byte === RESET_WORD) {
				done.cancel();
				reset();
			}
			if (at < CTRL_HUM || at >= DATA || at === STATUS) return;
			registers[at] = byte;
			if (at !== CTRL_MEAS || (byte & 3) === Mode.Sleep) return;
			registers[STATUS] |= MEASURING;
			done.after(MEASURE_US * TICKS_PER_US);
		};
		let at: number | undefined;
		surface.i2c(i2cAddress(settings, DEFAULT_ADDRESS), {
			begin(reads) {
				if (!reads) at = undefined;
				return true;
			},
			// Address and value take turns: a write does not move on by itself.
			write(byte) {
				if (at === undefined) at = byte;
				else {
					write(at, byte);
					at = undefined;
				}
				return true;
			},
			read() {
				const byte = registers[at ?? 0];
				at = ((at ?? 0) + 1) & 0xff;
				return byte;
			},
		});
		return {
			state: () => ({ ...values }),
			set: read,
			onPower(event) {
				if (event !== "power-on" && event !== "brown-out") return;
				done.cancel();
				reset();
			},
		};
	},
};
