/**
 * The devices around a chip, on the wires of its pins: a world of the session. What they do at an edge of the chip's
 * reaches it before its next instruction.
 */
import type { PinBits, PowerEvent, SpiTransferOutput } from "../../chip/outputs.js";
import { PinPattern } from "../../chip/pin-pattern.js";
import type { PinLevel, PlainMap } from "../../trace/schema.js";
import { Agenda } from "../agenda.js";
import { SeededRandom } from "../random.js";
import type { World, WorldAction } from "../world.js";
import { earliest } from "../world.js";
import { connectI2c } from "./bus/i2c-target.js";
import { OneWirePort } from "./bus/one-wire-target.js";
import type { Device, DeviceKind, DeviceState, Surface } from "./device.js";
import { DeviceError } from "./errors.js";
import type { Picture } from "./picture.js";
import { Settings } from "./settings.js";
import { SpiPort, type SpiTarget } from "./spi-bus.js";
import type { Terminal, WireDrive } from "./terminal.js";
import { Wire } from "./wire.js";

/** The name under which a kind's only pin may be given. */
export const ONLY_PIN = "pin";

/** A device as a scenario or a board names it. */
export interface DeviceSpec {
	readonly name: string;
	readonly kind: string;
	/** GPIO numbers by the kind's names of its pins. */
	readonly pins: Readonly<Record<string, number>>;
	readonly settings: Readonly<Record<string, unknown>>;
}

export interface BenchOptions {
	readonly devices: readonly DeviceSpec[];
	/** Kinds by name. */
	readonly kinds: ReadonlyMap<string, DeviceKind>;
	readonly seed: bigint;
}

/** Pins that a module pulls up: GPIO0, 1, 2, 3 and 16. */
const PULLED_UP: readonly number[] = [0, 1, 2, 3, 16];
const HSPI_SCK = 14;

export class DeviceBench implements World {
	readonly attentive = true;
	readonly #agenda = new Agenda();
	readonly #random: SeededRandom;
	readonly #wires = new Map<number, Wire>();
	readonly #devices = new Map<string, Device>();
	readonly #hspi: SpiPort[] = [];
	readonly #uart1Listeners: ((byte: number, baud: number) => void)[] = [];
	/** A scenario's own hand on each pin that it has moved. */
	readonly #hands = new Map<number, Terminal>();
	#pending: WorldAction[] = [];

	/** Throws DeviceError for devices that cannot be had. */
	constructor({ devices, kinds, seed }: BenchOptions) {
		this.#random = new SeededRandom(seed, "devices");
		for (const spec of devices) {
			if (this.#devices.has(spec.name)) throw new DeviceError(`there are two devices "${spec.name}"`);
			const kind = kinds.get(spec.kind);
			if (!kind) {
				const known = [...kinds.keys()].sort().join(", ");
				throw new DeviceError(
					`device "${spec.name}": there is no kind of device "${spec.kind}"; there is ${known}`,
				);
			}
			this.#note("dev/device", { ...spec });
			this.#devices.set(spec.name, this.#make(kind, spec));
		}
	}

	/** The devices by name, in the order they were put on the board. */
	get devices(): ReadonlyMap<string, Device> {
		return this.#devices;
	}

	/** Throws DeviceError when there is none of that name. */
	device(name: string): Device {
		const device = this.#devices.get(name);
		if (device) return device;
		const known = [...this.#devices.keys()].join(", ");
		throw new DeviceError(`there is no device "${name}"${known === "" ? "" : `; there is ${known}`}`);
	}

	/** What a device says of itself at guest tick `now`. Throws DeviceError. */
	state(name: string, now: number): DeviceState {
		this.#agenda.advance(now);
		return this.device(name).state();
	}

	/** Changes what can be changed of a device, at guest tick `now`. Throws DeviceError. */
	set(name: string, values: Readonly<Record<string, unknown>>, now: number): void {
		this.#agenda.advance(now);
		const device = this.device(name);
		const settings: Settings = new Settings(values, `device "${name}"`);
		if (!device.set) settings.fail("nothing of it can be set");
		this.#note("dev/set", { device: name, values });
		device.set(settings);
		settings.done();
	}

	/** Moves a pin by hand at guest tick `now`, beside what devices do to it. */
	movePin(gpio: number, level: WireDrive, now: number): void {
		this.#agenda.advance(now);
		let hand = this.#hands.get(gpio);
		if (!hand) {
			hand = this.#wire(gpio).connect();
			this.#hands.set(gpio, hand);
		}
		this.#note("dev/pin", { pin: gpio, level });
		hand.drive(level);
	}

	/** Throws DeviceError when the device is no display. */
	picture(name: string): Picture {
		const { picture } = this.device(name);
		if (!picture) throw new DeviceError(`device "${name}" shows no picture`);
		return picture.call(this.device(name));
	}

	next(): number | undefined {
		return earliest(
			this.#pending.length > 0 ? Math.max(1, this.#agenda.now) : undefined,
			this.#agenda.next(),
		);
	}

	act(now: number): readonly WorldAction[] {
		this.#agenda.run(now);
		const actions = this.#pending;
		this.#pending = [];
		return actions;
	}

	onConsole(): void {}

	onUart1(byte: number, tick: number, baud: number): void {
		this.#agenda.advance(tick);
		for (const heard of this.#uart1Listeners) heard(byte, baud);
	}

	onPin(tick: number, pin: number, level: PinLevel): void {
		const wire = this.#wires.get(pin);
		if (!wire) return;
		this.#agenda.advance(tick);
		wire.chipDrives(level);
	}

	onBits(tick: number, pin: number, bits: PinBits): void {
		const wire = this.#wires.get(pin);
		if (!wire) return;
		this.#agenda.advance(tick);
		wire.chipFollows(new PinPattern(tick, bits));
	}

	onPower(tick: number, event: PowerEvent): void {
		this.#agenda.advance(tick);
		for (const device of this.#devices.values()) device.onPower?.(event, tick);
	}

	onSpi(tick: number, transfer: SpiTransferOutput): void {
		this.#agenda.advance(tick);
		for (const port of this.#hspi) {
			const bytes = port.transfer(transfer);
			if (bytes && bytes.length > 0) {
				this.#pending.push({ kind: "input", input: { kind: "spi", bytes } });
				return;
			}
		}
	}

	/** For runs of other firmware, whose devices do something else. */
	#note(topic: string, data: Readonly<Record<string, unknown>>): void {
		this.#pending.push({ kind: "world", topic, data: data as PlainMap });
	}

	#wire(gpio: number): Wire {
		let wire = this.#wires.get(gpio);
		if (!wire) {
			wire = new Wire({
				gpio,
				idle: PULLED_UP.includes(gpio) ? 1 : 0,
				agenda: this.#agenda,
				toChip: (level) => this.#pending.push({ kind: "input", input: { kind: "pin", pin: gpio, level } }),
			});
			this.#wires.set(gpio, wire);
		}
		return wire;
	}

	#make(kind: DeviceKind, { name, pins: given, settings: values }: DeviceSpec): Device {
		const settings = new Settings(values, `device "${name}"`);
		const known = kind.pins.map((pin) => pin.replace("?", ""));
		const only = given[ONLY_PIN];
		const pins = only !== undefined && known.length === 1 ? { [known[0]]: only } : given;
		const unknown = Object.keys(pins).find((pin) => !known.includes(pin));
		if (unknown !== undefined) {
			settings.fail(
				`a ${kind.name} has no pin "${unknown}"${known.length > 0 ? `; it has ${known.join(", ")}` : ""}`,
			);
		}
		const missing = kind.pins.find((pin) => !pin.endsWith("?") && pins[pin] === undefined);
		if (missing !== undefined) settings.fail(`its pin "${missing}" must be wired`);
		const terminals = new Map(
			Object.entries(pins).map(([pin, gpio]) => [pin, this.#wire(gpio).connect()] as const),
		);
		const pin = (which: string): Terminal =>
			terminals.get(which) ?? settings.fail(`its pin "${which}" must be wired`);
		const surface: Surface = {
			name,
			agenda: this.#agenda,
			random: this.#random.fork(name),
			pin,
			optionalPin: (which) => terminals.get(which),
			onUart1: (heard) => void this.#uart1Listeners.push(heard),
			adc: (microvolts) => void this.#pending.push({ kind: "input", input: { kind: "adc", microvolts } }),
			i2c: (address, target) => connectI2c(surface, settings, address, target),
			oneWire: (rom, target, hasAlarm) => {
				const line = pin("data");
				if (settings.flag("pull_up") ?? true) line.pull(1);
				new OneWirePort(this.#agenda, line, rom, target, hasAlarm);
			},
			spi: (target, mode) => this.#connectSpi(target, mode, pin, terminals),
		};
		const device = kind.make(surface, settings);
		settings.done();
		return device;
	}

	#connectSpi(
		target: SpiTarget,
		mode: 0 | 1 | 2 | 3 | undefined,
		pin: (name: string) => Terminal,
		terminals: ReadonlyMap<string, Terminal>,
	): void {
		const port = new SpiPort(
			target,
			{ sck: pin("sck"), mosi: pin("mosi"), miso: terminals.get("miso"), cs: terminals.get("cs") },
			mode,
		);
		if (pin("sck").gpio === HSPI_SCK) this.#hspi.push(port);
	}
}
