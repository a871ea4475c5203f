/**
 * The interface of a device: something on wires beside the chip. README.md of this folder shows how to write one.
 *
 * A device is driven by the wires' edges and by its own appointments, in ticks of guest time (160 a microsecond). What
 * it puts on a wire reaches the chip before the chip's next instruction, and is recorded as an input, so that replays
 * need no device. It may be as clever as it likes, but must be deterministic: no clock, no chance but `random`.
 */
import type { PowerEvent } from "../../chip/outputs.js";
import type { Agenda } from "../agenda.js";
import type { SeededRandom } from "../random.js";
import type { I2cTarget } from "./bus/i2c-target.js";
import type { OneWireTarget } from "./bus/one-wire-target.js";
import type { Picture } from "./picture.js";
import type { Settings } from "./settings.js";
import type { SpiTarget } from "./spi-bus.js";
import type { Terminal } from "./terminal.js";

/** What a device is given when it is put on the board. */
export interface Surface {
	/** The name that the scenario gave it. */
	readonly name: string;
	/** Guest time and appointments: `now`, `at(tick, run)`, `timer(run)`. */
	readonly agenda: Pick<Agenda, "now" | "at" | "timer">;
	/** The same sequence in each run with the same seed. */
	readonly random: SeededRandom;
	/** The terminal of a pin that the kind names. Throws DeviceError when it was not wired. */
	pin(name: string): Terminal;
	/** The terminal of a pin that need not be wired. */
	optionalPin(name: string): Terminal | undefined;
	/** Calls `heard` with each byte that the chip sends on UART1 (GPIO2), and the speed it was sent at, baud. */
	onUart1(heard: (byte: number, baud: number) => void): void;
	/** Sets the voltage at the ADC pin, in microvolts, 0 to 1,000,000. */
	adc(microvolts: number): void;
	/** Puts a target with this 7-bit address on the bus of its pins `scl` and `sda`; with pull-ups, unless `pull_up` says no. */
	i2c(address: number, target: I2cTarget): void;
	/** Puts a target with this 64-bit code on the 1-Wire bus of its pin `data`; with a pull-up, unless `pull_up` says no. */
	oneWire(rom: Uint8Array, target: OneWireTarget, hasAlarm?: () => boolean): void;
	/** Puts a target on the bus of its pins `sck`, `mosi`, `miso`, `cs`: HSPI, or pins that are bit-banged. Mode 0 and 3 unless said. */
	spi(target: SpiTarget, mode?: 0 | 1 | 2 | 3): void;
}

/** What a device says of itself, for `expect` steps and reports: plain values, by name. */
export type DeviceState = Readonly<Record<string, unknown>>;

export interface Device {
	/** What can be seen of it. */
	state(): DeviceState;
	/** Changes what a scenario's `set` step names. Throws DeviceError; absent when nothing can be set. */
	set?(settings: Settings): void;
	/** The chip's supply or reset changed. */
	onPower?(event: PowerEvent, tick: number): void;
	/** What it shows, when it is a display. */
	picture?(): Picture;
}

/** A kind of device, as `kind:` in a scenario names it. */
export interface DeviceKind {
	readonly name: string;
	/** Names of its pins; those that need not be wired end with "?". A kind with one pin may be given as `pin:`. */
	readonly pins: readonly string[];
	/** Puts one on the board. Throws DeviceError for settings that cannot be. */
	make(surface: Surface, settings: Settings): Device;
}
