/** Times the first guest seconds of a firmware image, bare and with the whole recorder at work. */
import { createChip, type EngineChoice } from "../chip/create-chip.js";
import { TICKS_PER_SECOND } from "../chip/time.js";
import { chipConfig, type MachineSpec } from "../session/machine.js";
import { benchRecorder, type TimedRun } from "./recording.js";

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
	const { recorder, sink } = await benchRecorder(machine, [], engine);
	const start = performance.now();
	recorder.run(guestSeconds * TICKS_PER_SECOND);
	recorder.finish("benchmark");
	const seconds = (performance.now() - start) / 1000;
	const { chip } = recorder;
	return { instructions: chip.instructions, ticks: chip.tick, seconds, traceBytes: sink.bytes().length };
}
