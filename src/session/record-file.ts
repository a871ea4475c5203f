/** Records a run into a trace file, from the first tick to the last, whatever ends it. */
import type { EngineChoice } from "../chip/create-chip.js";
import { loadHash64 } from "../trace/hash64.js";
import type { TraceEnd } from "../trace/schema.js";
import { FileSink } from "../trace/sink.js";
import type { World, WorldEnd } from "../world/world.js";
import { loadDigests } from "./digest.js";
import { saveFlash } from "./flash-file.js";
import { type LiveOptions, runLive } from "./live.js";
import type { MachineSpec } from "./machine.js";
import { type Companion, Recorder } from "./recorder.js";

export interface RecordFileOptions extends LiveOptions {
	readonly machine: MachineSpec;
	readonly worlds: readonly World[];
	/** Path of the trace; a file that is there is replaced. */
	readonly trace: string;
	/** Path to keep the flash in when the run ends. */
	readonly flashFile?: string | undefined;
	readonly onConsole?: (byte: number) => void;
	readonly engine?: EngineChoice | undefined;
	readonly companion?: Companion | undefined;
	/** Drives the run, in the place of `runLive`. */
	readonly drive?: ((recorder: Recorder) => Promise<WorldEnd>) | undefined;
}

/** Runs and records. The flash is kept however the run ends. Throws what the file system throws. */
export async function recordFile(options: RecordFileOptions): Promise<{ end: WorldEnd; trace: TraceEnd }> {
	const { machine, worlds, flashFile, onConsole } = options;
	const { drive = (recorder) => runLive(recorder, options) } = options;
	const hash64 = await loadHash64();
	const digests = (await loadDigests())();
	const sink = new FileSink(options.trace);
	try {
		const recorder = new Recorder({
			machine,
			worlds,
			sink,
			hash64,
			digests,
			engine: options.engine,
			companion: options.companion,
			...(onConsole ? { onConsole } : {}),
		});
		try {
			const end = await drive(recorder);
			return { end, trace: recorder.finish(end.reason) };
		} catch (error) {
			// Whatever has failed, what came before it is kept.
			recorder.flush();
			throw error;
		} finally {
			if (flashFile !== undefined) saveFlash(flashFile, recorder.chip.state.bytesOf("flash"));
		}
	} finally {
		sink.close();
	}
}
