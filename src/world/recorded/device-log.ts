/** The devices of a recorded run, from the world's inputs in its trace: other builds get the devices, not their bits. */
import * as t from "typanion";
import type { ChipInput } from "../../chip/inputs.js";
import type { Plain } from "../../trace/schema.js";
import { DeviceBench, type DeviceSpec } from "../devices/bench.js";
import { DeviceError } from "../devices/errors.js";
import { deviceKinds } from "../devices/kinds.js";
import type { WireDrive } from "../devices/terminal.js";
import { RecordedWorldError } from "./errors.js";

/** Something that was done to a device, or to a pin by hand. */
export type DeviceDeed =
	| { readonly kind: "set"; readonly device: string; readonly values: Readonly<Record<string, unknown>> }
	| { readonly kind: "hand"; readonly pin: number; readonly level: WireDrive };

const isDevice = t.isObject({
	name: t.isString(),
	kind: t.isString(),
	pins: t.isRecord(t.isNumber()),
	settings: t.isRecord(t.isUnknown()),
});
const isSet = t.isObject({ device: t.isString(), values: t.isRecord(t.isUnknown()) });
const isHand = t.isObject({
	pin: t.isNumber(),
	level: t.isOneOf([t.isLiteral(0), t.isLiteral(1), t.isLiteral("z")]),
});

export class DeviceLog {
	readonly devices: DeviceSpec[] = [];
	readonly #wires = new Set<number>();
	/** Pins of devices that have answered. */
	readonly #talks = new Set<number>();

	/** Takes a world input of a topic dev/...; returns what was done there. Throws RecordedWorldError. */
	add(topic: string, data: Plain): DeviceDeed | undefined {
		if (topic === "dev/device" && isDevice(data)) {
			this.devices.push(data);
			for (const gpio of Object.values(data.pins)) this.#wires.add(gpio);
			return undefined;
		}
		if (topic === "dev/set" && isSet(data)) return { kind: "set", device: data.device, values: data.values };
		if (topic === "dev/pin" && isHand(data)) {
			this.#wires.add(data.pin);
			return { kind: "hand", pin: data.pin, level: data.level };
		}
		throw new RecordedWorldError(`${topic} does not say what it should`);
	}

	/** A device has moved this pin; returns the pins of those that may have, the first time. */
	answered(pin: number): readonly number[] {
		if (this.#talks.has(pin)) return [];
		const wired = this.devices.map(({ pins }) => Object.values(pins));
		const talking = wired.filter((pins) => pins.includes(pin)).flat();
		for (const gpio of talking) this.#talks.add(gpio);
		return talking;
	}

	/** Whether this pin is one over which a device and the chip talk: not one that a device only hears. */
	isTalkedOver(pin: number): boolean {
		return this.#talks.has(pin);
	}

	/** Whether an input is what a device did: put up again, it does so by itself. */
	causes(input: ChipInput): boolean {
		if (this.devices.length === 0) return false;
		return input.kind === "pin" ? this.#wires.has(input.pin) : input.kind === "spi" || input.kind === "adc";
	}

	/** The devices; undefined when there were none. Throws RecordedWorldError for a kind that is not known here. */
	putUp(seed: bigint): DeviceBench | undefined {
		if (this.devices.length === 0) return undefined;
		try {
			return new DeviceBench({ devices: this.devices, kinds: deviceKinds(), seed });
		} catch (error) {
			if (error instanceof DeviceError) throw new RecordedWorldError(error.message, { cause: error });
			throw error;
		}
	}
}
