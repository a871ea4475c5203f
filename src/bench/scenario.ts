/** Times a scenario with the air and the network that belong to it: recorded, and with a recorder that writes nothing. */
import type { EngineChoice } from "../chip/create-chip.js";
import type { MachineSpec } from "../session/machine.js";
import type { Scenario } from "../world/scenario/schema.js";
import { scenarioWorlds } from "../world/scenario/worlds.js";
import { benchRecorder, type TimedRun } from "./recording.js";

const REASON = "benchmark";

/**
 * Runs to the scenario's end; throws Error when the guest does not do what it is meant to. Without `isRecorded` the trace
 * ends where it begins: the worlds are there, and nothing is kept of what they and the chip do.
 */
export async function runScenario(
	machine: MachineSpec,
	scenario: Scenario,
	engine: EngineChoice,
	isRecorded: boolean,
): Promise<TimedRun> {
	const { recorder, sink } = await benchRecorder(machine, scenarioWorlds(scenario, machine.seed), engine);
	if (!isRecorded) recorder.finish(REASON);
	const start = performance.now();
	const end = recorder.run(Number.POSITIVE_INFINITY);
	if (isRecorded) recorder.finish(REASON);
	const seconds = (performance.now() - start) / 1000;
	if (end?.failure !== undefined) throw new Error(end.failure);
	const { instructions, tick: ticks } = recorder.chip;
	return { instructions, ticks, seconds, ...(isRecorded ? { traceBytes: sink.bytes().length } : {}) };
}
