/** DS18B20, a thermometer on a 1-Wire bus. Source: its datasheet. */
import { TICKS_PER_US } from "../../../chip/time.js";
import { crc8, type OneWireTarget } from "../bus/one-wire-target.js";
import type { Device, DeviceKind, Surface } from "../device.js";
import type { Settings } from "../settings.js";

const CONVERT = 0x44;
const READ_SCRATCHPAD = 0xbe;
const WRITE_SCRATCHPAD = 0x4e;
const COPY_SCRATCHPAD = 0x48;
const RECALL = 0xb8;
const READ_POWER_SUPPLY = 0xb4;

const FAMILY = 0x28;
const SERIAL_BYTES = 6;
/** Sixteenths of a degree that the scratchpad holds after power-on. */
const POWER_ON_VALUE = 85 * 16;
/** A conversion to 12 bits; each bit less halves it. */
const CONVERT_US = 750_000;
const COPY_US = 10_000;

class Ds18b20 implements Device, OneWireTarget {
	readonly #rom: Uint8Array;
	#temperature = 20;
	#converted = POWER_ON_VALUE;
	/** TH, TL and configuration: the scratchpad's and the EEPROM's. */
	#registers = Uint8Array.of(0x4b, 0x46, 0x7f);
	#stored = this.#registers.slice();
	/** Bytes that follow the command under way, and the command. */
	#expected = 0;
	#answer: Uint8Array = new Uint8Array(0);
	#answered = 0;
	readonly #conversion;
	readonly #copy;

	constructor(surface: Surface, settings: Settings) {
		this.set(settings);
		const serial = settings.bytes("serial", SERIAL_BYTES) ?? surface.random.bytes(SERIAL_BYTES);
		const code = Uint8Array.of(FAMILY, ...serial);
		this.#rom = Uint8Array.of(...code, crc8(code));
		this.#conversion = surface.agenda.timer(() => this.#convert());
		this.#copy = surface.agenda.timer(() => {
			this.#stored = this.#registers.slice();
		});
		surface.oneWire(this.#rom, this, () => this.#hasAlarm());
	}

	set(settings: Settings): void {
		this.#temperature = settings.number("temperature", -55, 125) ?? this.#temperature;
	}

	state() {
		return { temperature: this.#temperature, rom: Buffer.from(this.#rom).toString("hex") };
	}

	onPower(event: string): void {
		if (event !== "power-on" && event !== "brown-out") return;
		this.#conversion.cancel();
		this.#copy.cancel();
		this.#converted = POWER_ON_VALUE;
		this.#registers = this.#stored.slice();
	}

	reset(): void {
		this.#expected = 0;
		this.#answer = new Uint8Array(0);
		this.#answered = 0;
	}

	command(byte: number): boolean {
		if (this.#expected > 0) {
			this.#registers[this.#registers.length - this.#expected--] = byte;
			return false;
		}
		switch (byte) {
			case CONVERT:
				this.#conversion.after((CONVERT_US >> (12 - this.#resolution)) * TICKS_PER_US);
				return true;
			case READ_SCRATCHPAD:
				this.#answer = this.#scratchpad();
				return true;
			case WRITE_SCRATCHPAD:
				this.#expected = this.#registers.length;
				return false;
			case COPY_SCRATCHPAD:
				this.#copy.after(COPY_US * TICKS_PER_US);
				return true;
			case RECALL:
				this.#registers = this.#stored.slice();
				return true;
			case READ_POWER_SUPPLY:
				return true;
			default:
				return false;
		}
	}

	/** After the bytes that were asked for: 0 while busy, then 1. */
	bit(): 0 | 1 {
		if (this.#answered < 8 * this.#answer.length) {
			const at = this.#answered++;
			return ((this.#answer[at >> 3] >>> (at & 7)) & 1) as 0 | 1;
		}
		return this.#conversion.isSet || this.#copy.isSet ? 0 : 1;
	}

	/** Bits: 9 to 12. */
	get #resolution(): number {
		return 9 + ((this.#registers[2] >>> 5) & 3);
	}

	/** Bits below the resolution are undefined on the chip; here they are 0. */
	#convert(): void {
		const unused = 12 - this.#resolution;
		this.#converted = (Math.round(this.#temperature * 16) >> unused) << unused;
	}

	#hasAlarm(): boolean {
		const degrees = this.#converted >> 4;
		const [high, low] = Int8Array.from(this.#registers);
		return degrees >= high || degrees <= low;
	}

	#scratchpad(): Uint8Array {
		const value = this.#converted & 0xffff;
		const bytes = Uint8Array.of(value, value >>> 8, ...this.#registers, 0xff, 0x0c, 0x10);
		return Uint8Array.of(...bytes, crc8(bytes));
	}
}

export const ds18b20: DeviceKind = {
	name: "ds18b20",
	pins: ["data"],
	make: (surface, settings) => new Ds18b20(surface, settings),
};
