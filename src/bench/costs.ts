/** What a checkpoint costs, and what a snapshot, on a chip that runs. */
import { createChip, type EngineChoice } from "../chip/create-chip.js";
import { TICKS_PER_SECOND } from "../chip/time.js";
import { Checkpointer } from "../session/checkpointer.js";
import { chipConfig, type MachineSpec, traceHeader } from "../session/machine.js";
import { loadHash64 } from "../trace/hash64.js";
import { MemorySink } from "../trace/sink.js";
import { TraceWriter } from "../trace/writer.js";
import { median } from "./median.js";
import { describeRecording, type RecordingCost } from "./recording-cost.js";

/** What one of them costs. */
export interface Cost {
	/** Host time; the median. */
	readonly microseconds: number;
	readonly bytes: number;
}

export interface Costs {
	/** At the machine's own interval: taken, and its share of what is compressed and written. */
	readonly checkpoint: Cost;
	/** Everything, flash included, copied in memory. */
	readonly snapshot: Cost;
	/** For a machine that does not end. */
	readonly recording?: RecordingCost;
}

/** The shortest time that is run, guest seconds, and how many checkpoints and snapshots there are at least. */
const LEAST_SECONDS = 60;
const LEAST = 20;

/** Runs a machine for `guestSeconds` or longer, with a checkpoint at each interval, and here and there a snapshot. */
export async function measureCosts(
	machine: MachineSpec,
	guestSeconds: number,
	engine: EngineChoice,
): Promise<Costs> {
	const chip = createChip(chipConfig(machine), undefined, engine);
	const hash64 = await loadHash64();
	const sink = new MemorySink();
	const writer = new TraceWriter(sink, traceHeader(machine), hash64);
	const checkpointer = new Checkpointer(chip, writer, hash64);
	const span = Math.max(guestSeconds, LEAST_SECONDS) * TICKS_PER_SECOND;
	const count = Math.max(LEAST, Math.floor(span / machine.checkpointTicks));
	const before = writer.size;
	const checkpoints: number[] = [];
	const snapshots: number[] = [];
	let snapshotBytes = 0;
	for (let i = 1; i <= count; i++) {
		chip.run(i * machine.checkpointTicks);
		checkpoints.push(timed(() => checkpointer.take()));
		if (i % Math.ceil(count / LEAST) !== 0) continue;
		snapshots.push(
			timed(() => {
				snapshotBytes = chip.snapshot().bytes.length;
			}),
		);
	}
	const writing = timed(() => writer.flush(chip.tick));
	return {
		checkpoint: {
			microseconds: median(checkpoints) + writing / count,
			bytes: (writer.size - before) / count,
		},
		snapshot: { microseconds: median(snapshots), bytes: snapshotBytes },
	};
}

/** Microseconds that `act` takes. */
function timed(act: () => void): number {
	const start = performance.now();
	act();
	return (performance.now() - start) * 1000;
}

/** In a sentence. */
export function describeCosts({ checkpoint, snapshot, recording }: Costs): string {
	const bytes = (n: number): string => Math.round(n).toLocaleString("en-US");
	return (
		`a checkpoint costs ${checkpoint.microseconds.toFixed(0)} microseconds and ${bytes(checkpoint.bytes)} bytes of trace, ` +
		`a snapshot ${snapshot.microseconds.toFixed(0)} microseconds and ${bytes(snapshot.bytes)} bytes of memory` +
		(recording ? `; ${describeRecording(recording)}` : "")
	);
}
