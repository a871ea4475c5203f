/** Times the first guest seconds of a firmware image, bare and with the whole recorder at work. */
import { createChip, type EngineChoice } from "../chip/create-chip.js";
import { TICKS_PER_SECOND } from "../chip/time.js";
import { loadDigests } from "../session/digest.js";
import { chipConfig, type MachineSpec } from "../session/machine.js";
import { Recorder } from "../session/recorder.js";
import { loadHash64 } from "../trace/hash64.js";
import { MemorySink } from "../trace/sink.js";

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

/** Runs `guestSeconds` of a machine with nobody watching. */
export function runBare(machine: MachineSpec, guestSeconds: number, engine: EngineChoice): TimedRun {
	const chip = createChip(chipConfig(machine), undefined, engine);
	const start = performance.now();
	chip.run(guestSeconds * TICKS_PER_SECOND);
	const seconds = (performance.now() - start) / 1000;
	return { instructions: chip.instructions, ticks: chip.tick, seconds };
}

/** Runs the same with trace, checkpoints and digests, into memory. */
export async function runRecorded(
	machine: MachineSpec,
	guestSeconds: number,
	engine: EngineChoice,
): Promise<TimedRun> {
	const sink = new MemorySink();
	const recorder = new Recorder({
		machine,
		worlds: [],
		sink,
		hash64: await loadHash64(),
		digests: (await loadDigests())(),
		engine,
	});
	const start = performance.now();
	recorder.run(guestSeconds * TICKS_PER_SECOND);
	recorder.finish("benchmark");
	const seconds = (performance.now() - start) / 1000;
	const { chip } = recorder;
	return { instructions: chip.instructions, ticks: chip.tick, seconds, traceBytes: sink.bytes().length };
}
