/** Records and replays in memory. */
import { loadDigests } from "../../src/session/digest.js";
import type { MachineSpec } from "../../src/session/machine.js";
import { Recorder } from "../../src/session/recorder.js";
import { type ReplayOptions, type ReplayResult, replayTrace } from "../../src/session/replayer.js";
import { loadHash64 } from "../../src/trace/hash64.js";
import { TraceReader } from "../../src/trace/reader.js";
import { MemorySink } from "../../src/trace/sink.js";
import { MemorySource } from "../../src/trace/source.js";
import { parseScenario } from "../../src/world/scenario/parse.js";
import { ScenarioWorld } from "../../src/world/scenario/scenario-world.js";
import { SILENT_WORLD } from "../../src/world/silent-world.js";
import type { World, WorldEnd } from "../../src/world/world.js";

export const hash64 = await loadHash64();
export const makeDigests = await loadDigests();

export const MS = 160_000;

export interface Recorded {
	readonly bytes: Uint8Array;
	readonly console: string;
	readonly end: WorldEnd | undefined;
}

/** Records up to tick `until` or the world's end. */
export function record(
	machine: MachineSpec,
	world: World | readonly World[] = SILENT_WORLD,
	until = 50 * MS,
): Recorded {
	const sink = new MemorySink();
	let console = "";
	const recorder = new Recorder({
		machine,
		worlds: [world].flat(),
		sink,
		hash64,
		digests: makeDigests(),
		onConsole: (byte) => {
			console += String.fromCharCode(byte);
		},
	});
	const end = recorder.run(until);
	recorder.finish(end?.reason ?? "time is up");
	return { bytes: sink.bytes(), console, end };
}

/** A world that plays the steps of a scenario. */
export function steps(text: string): World {
	return new ScenarioWorld(parseScenario(`steps:\n${text}`, "test.yaml"));
}

/** A reader of a trace in memory. */
export function open(bytes: Uint8Array): TraceReader {
	return new TraceReader(new MemorySource(bytes), hash64);
}

/** Replays a trace in memory. */
export function replay(
	bytes: Uint8Array,
	machine: Pick<MachineSpec, "firmware" | "rom">,
	options: Partial<ReplayOptions> = {},
): ReplayResult {
	const { firmware, rom } = machine;
	return replayTrace(open(bytes), { firmware, rom, hash64, digests: makeDigests(), ...options });
}
