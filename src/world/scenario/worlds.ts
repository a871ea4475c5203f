/** A scenario as the worlds of a recording: its steps, and the surroundings that they act on. */
import { Surroundings } from "../surroundings/surroundings.js";
import type { World } from "../world.js";
import { ScenarioWorld } from "./scenario-world.js";
import type { Scenario } from "./schema.js";

/**
 * The worlds of a scenario that needs nothing of the host. `seed` is that of the machine. Throws AirOptionError and
 * NetworkError for surroundings that cannot be had.
 */
export function scenarioWorlds(scenario: Scenario, seed: bigint): readonly World[] {
	const { surroundings: spec } = scenario;
	if (!spec) return [new ScenarioWorld(scenario)];
	const surroundings = new Surroundings(spec, seed);
	return [new ScenarioWorld(scenario, { controls: surroundings }), ...surroundings.worlds];
}
