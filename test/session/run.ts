/** Records and replays in memory. */
import { InMemory, type InMemoryRecording } from "../../src/session/in-memory.js";
import type { MachineSpec } from "../../src/session/machine.js";
import type { ReplayOptions, ReplayResult } from "../../src/session/replayer.js";
import type { TraceReader } from "../../src/trace/reader.js";
import { parseScenario } from "../../src/world/scenario/parse.js";
import { ScenarioWorld } from "../../src/world/scenario/scenario-world.js";
import { SILENT_WORLD } from "../../src/world/silent-world.js";
import type { World } from "../../src/world/world.js";

const session = await InMemory.load();
export const { hash64, digests: makeDigests } = session;

export const MS = 160_000;

/** Records up to tick `until` or the world's end. */
export function record(
	machine: MachineSpec,
	world: World | readonly World[] = SILENT_WORLD,
	until = 50 * MS,
): InMemoryRecording {
	return session.record(machine, [world].flat(), { until });
}

/** A world that plays the steps of a scenario. */
export function steps(text: string): World {
	return new ScenarioWorld(parseScenario(`steps:\n${text}`, "test.yaml"));
}

/** A reader of a trace in memory. */
export function open(bytes: Uint8Array): TraceReader {
	return session.open(bytes);
}

/** Replays a trace in memory. */
export function replay(
	bytes: Uint8Array,
	images: Pick<MachineSpec, "firmware" | "rom">,
	options: Partial<ReplayOptions> = {},
): ReplayResult {
	return session.replay(bytes, images, options);
}
