/** A bench without a chip: its pins are moved by hand, its time too. */
import type { ChipInput } from "../../../src/chip/inputs.js";
import type { PinBits } from "../../../src/chip/outputs.js";
import { TICKS_PER_US } from "../../../src/chip/time.js";
import { DeviceBench, type DeviceSpec } from "../../../src/world/devices/bench.js";
import type { DeviceKind, DeviceState } from "../../../src/world/devices/device.js";
import { deviceKinds } from "../../../src/world/devices/kinds.js";
import type { WireDrive } from "../../../src/world/devices/terminal.js";

export class Kit {
	readonly bench: DeviceBench;
	readonly inputs: { readonly tick: number; readonly input: ChipInput }[] = [];
	tick = 1;
	readonly #outside = new Map<number, WireDrive>();
	readonly #chip = new Map<number, WireDrive>();

	constructor(devices: readonly DeviceSpec[], own: readonly DeviceKind[] = []) {
		this.bench = new DeviceBench({ devices, kinds: deviceKinds(own), seed: 1n });
		this.#act();
	}

	/** The chip drives a pin. */
	pin(gpio: number, level: WireDrive): void {
		this.#chip.set(gpio, level);
		this.bench.onPin(this.tick, gpio, level);
		this.#act();
	}

	/** A pin of the chip begins to follow bits by itself. */
	bits(gpio: number, bits: PinBits): void {
		this.bench.onBits(this.tick, gpio, bits);
		this.#act();
	}

	/** The level of a pin that nobody but these drive. */
	level(gpio: number): 0 | 1 {
		const [chip, outside] = [this.#chip.get(gpio), this.#outside.get(gpio)];
		return chip === 0 || outside === 0 ? 0 : chip === 1 || outside === 1 ? 1 : 0;
	}

	/** Guest time passes, and what is due in it is done. */
	wait(us: number): void {
		const until = this.tick + Math.round(us * TICKS_PER_US);
		for (let next = this.bench.next(); next !== undefined && next <= until; next = this.bench.next()) {
			this.tick = Math.max(this.tick, next);
			this.#act();
		}
		this.tick = until;
	}

	set(device: string, values: Record<string, unknown>): void {
		this.bench.set(device, values, this.tick);
		this.#act();
	}

	state(device: string): DeviceState {
		return this.bench.state(device, this.tick);
	}

	#act(): void {
		for (const action of this.bench.act(this.tick)) {
			if (action.kind !== "input") continue;
			this.inputs.push({ tick: this.tick, input: action.input });
			if (action.input.kind === "pin") this.#outside.set(action.input.pin, action.input.level);
		}
	}
}

/** A device in few words. */
export function device(
	kind: string,
	pins: Readonly<Record<string, number>>,
	settings: Readonly<Record<string, unknown>> = {},
	name = kind,
): DeviceSpec {
	return { name, kind, pins, settings };
}
