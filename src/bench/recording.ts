/** What runs that are recorded for a benchmark have in common. */
import type { EngineChoice } from "../chip/create-chip.js";
import { loadDigests } from "../session/digest.js";
import type { MachineSpec } from "../session/machine.js";
import { type Companion, Recorder } from "../session/recorder.js";
import { loadHash64 } from "../trace/hash64.js";
import { MemorySink } from "../trace/sink.js";
import type { World } from "../world/world.js";

/** One timed run. */
export interface TimedRun {
	readonly instructions: number;
	/** Ticks of guest time. */
	readonly ticks: number;
	/** Host seconds. */
	readonly seconds: number;
	/** Processor seconds, where only a part of the run is meant. */
	readonly cpuSeconds?: number;
	/** Bytes of trace written, when recorded. */
	readonly traceBytes?: number;
}

/** A recorder with all that it does, into memory. */
export async function benchRecorder(
	machine: MachineSpec,
	worlds: readonly World[],
	engine: EngineChoice,
	companion?: Companion,
): Promise<{ readonly recorder: Recorder; readonly sink: MemorySink }> {
	const sink = new MemorySink();
	const hash64 = await loadHash64();
	const digests = (await loadDigests())();
	return { recorder: new Recorder({ machine, worlds, sink, hash64, digests, engine, companion }), sink };
}
