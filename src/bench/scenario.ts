/** Times a scenario as it is recorded, with the air and the network that belong to it. */
import type { EngineChoice } from "../chip/create-chip.js";
import { loadDigests } from "../session/digest.js";
import type { MachineSpec } from "../session/machine.js";
import { Recorder } from "../session/recorder.js";
import { loadHash64 } from "../trace/hash64.js";
import { MemorySink } from "../trace/sink.js";
import type { Scenario } from "../world/scenario/schema.js";
import { scenarioWorlds } from "../world/scenario/worlds.js";
import type { TimedRun } from "./boot.js";

/** Runs to the scenario's end; throws Error when the guest does not do what it is meant to. */
export async function runScenario(
	machine: MachineSpec,
	scenario: Scenario,
	engine: EngineChoice,
): Promise<TimedRun> {
	const sink = new MemorySink();
	const recorder = new Recorder({
		machine,
		worlds: scenarioWorlds(scenario, machine.seed),
		sink,
		hash64: await loadHash64(),
		digests: (await loadDigests())(),
		engine,
	});
	const start = performance.now();
	const end = recorder.run(Number.POSITIVE_INFINITY);
	recorder.finish("benchmark");
	const seconds = (performance.now() - start) / 1000;
	if (end?.failure !== undefined) throw new Error(end.failure);
	const { chip } = recorder;
	return { instructions: chip.instructions, ticks: chip.tick, seconds, traceBytes: sink.bytes().length };
}
