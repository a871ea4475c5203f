/** A scenario as the worlds of a recording: its steps, and the surroundings that they act on. */
import { DeviceBench, type DeviceSpec } from "../devices/bench.js";
import type { DeviceKind } from "../devices/device.js";
import { deviceKinds } from "../devices/kinds.js";
import { Surroundings } from "../surroundings/surroundings.js";
import type { World } from "../world.js";
import { devicesNamed, ScenarioWorld } from "./scenario-world.js";
import type { Scenario } from "./schema.js";

/** The worlds of a recording, and what is among them. */
export interface ScenarioWorlds {
	/** For the recorder, in this order. */
	readonly worlds: readonly World[];
	readonly surroundings: Surroundings | undefined;
	readonly bench: DeviceBench | undefined;
}

export interface WorldParts {
	/** Kinds of devices beside those of this package. */
	readonly kinds?: readonly DeviceKind[];
	/** In the place of the scenario's own. */
	readonly surroundings?: Surroundings | undefined;
}

/**
 * Puts up what a scenario says is around the chip; what opens a host's ports is for the caller to open. `seed` is that
 * of the machine. Throws AirOptionError, NetworkError and DeviceError for what cannot be had.
 */
export function buildWorlds(scenario: Scenario, seed: bigint, parts: WorldParts = {}): ScenarioWorlds {
	const spec = scenario.surroundings;
	const surroundings = parts.surroundings ?? (spec && new Surroundings(spec, seed));
	const devices = devicesOf(scenario);
	const bench =
		devices.length > 0 ? new DeviceBench({ devices, kinds: deviceKinds(parts.kinds), seed }) : undefined;
	const steps = new ScenarioWorld(scenario, { controls: surroundings, bench });
	return {
		worlds: [steps, ...(bench ? [bench] : []), ...(surroundings?.worlds ?? [])],
		surroundings,
		bench,
	};
}

/** What is on the board, as far as the scenario uses it, and what is wired to it. */
function devicesOf({ board, devices = [], steps }: Scenario): readonly DeviceSpec[] {
	const names = new Set(devicesNamed(steps));
	const mounted = board?.devices.filter(({ name }) => names.has(name)) ?? [];
	return [...mounted, ...devices];
}

/** The worlds of a scenario that needs nothing of the host. Throws as `buildWorlds`. */
export function scenarioWorlds(scenario: Scenario, seed: bigint): readonly World[] {
	return buildWorlds(scenario, seed).worlds;
}
