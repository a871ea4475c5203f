/** Drives a run that is recorded while a GDB may walk in it: by itself while there is none. */
import { Breaks, type LiveOptions, STOPPED } from "../../session/live.js";
import type { RecordFileOptions } from "../../session/record-file.js";
import type { Recorder } from "../../session/recorder.js";
import type { World, WorldEnd } from "../../world/world.js";
import type { Symbols } from "../code/symbols.js";
import { Debugger, turn } from "../debugger.js";
import type { GdbServer } from "../gdb/server.js";
import { TimeMachine } from "../time/time-machine.js";
import { LiveRun } from "./live-run.js";

/** Wall time between two looks at the outside while the guest stands still, ms. */
const STILL_MS = 20;
const KILLED = "killed by the debugger";

export interface LiveDebugOptions extends LiveOptions {
	readonly worlds: readonly World[];
	readonly symbols: Symbols;
	/** Whether the guest waits for the first GDB. */
	readonly waits: boolean;
	/** Hears that the run has ended while a GDB still looks at it. */
	readonly onEnd?: (end: WorldEnd) => void;
}

/** What a recording needs so that the GDBs of `server` may walk in it. */
export function liveDebugging(
	server: GdbServer,
	options: LiveDebugOptions,
): Pick<RecordFileOptions, "companion" | "drive"> {
	const run = new LiveRun(options.until);
	return { companion: run, drive: (recorder) => driveLive(run, recorder, server, options) };
}

/** Runs until the run has ended and no GDB looks at it any more, or until stopped. Throws what recording throws. */
async function driveLive(
	run: LiveRun,
	recorder: Recorder,
	server: GdbServer,
	options: LiveDebugOptions,
): Promise<WorldEnd> {
	const breaks = new Breaks(recorder, options);
	run.begin(recorder, breaks.sliceTicks);
	const time = new TimeMachine(run);
	const rest = async (): Promise<void> => {
		breaks.show();
		await (time.isLive ? breaks.take() : turn());
	};
	const end = (why: WorldEnd): WorldEnd => {
		time.seek(time.lastTick);
		return run.close(why);
	};
	server.debugger = new Debugger(time, options.symbols, rest);
	let isWaiting = options.waits;
	let ended: WorldEnd | undefined;
	for (;;) {
		if (options.stop?.aborted) return end({ reason: STOPPED });
		if (server.isKilled) return end({ reason: KILLED });
		// At a terminal somebody may have left while the guest stood still.
		const left = options.worlds.find((world) => world.end)?.end;
		if (run.isOpen && left) end(left);
		if (!run.isOpen && !ended) {
			ended = run.close({ reason: STOPPED });
			if (server.isAttached && ended.reason !== STOPPED) options.onEnd?.(ended);
		}
		if (ended && (!server.isAttached || ended.reason === STOPPED)) return end({ reason: STOPPED });
		if (server.isAttached) isWaiting = false;
		if (server.isAttached || isWaiting) {
			breaks.show();
			await new Promise((resolve) => setTimeout(resolve, STILL_MS));
		} else {
			time.runOn();
			await rest();
		}
	}
}
