/**
 * What recording adds to what a machine does when it is left alone, on one chip that is recorded and not in turns: two chips of
 * a process differ by more, with what each has translated.
 */
import type { EngineChoice } from "../chip/create-chip.js";
import type { ChipOutputs } from "../chip/outputs.js";
import { TICKS_PER_SECOND } from "../chip/time.js";
import { MAX_CHECKPOINT_TICKS, type MachineSpec } from "../session/machine.js";
import type { Companion } from "../session/recorder.js";
import { median } from "./median.js";
import { benchRecorder } from "./recording.js";

/** Processor time of a guest second, microseconds: medians. */
export interface RecordingCost {
	readonly bare: number;
	readonly recorded: number;
	/** By how many per cent a recorded stretch takes longer than its neighbour: the median. */
	readonly percent: number;
}

/** A stretch has what comes in the longest distance between two checkpoints: one of these, and a chunk. */
const STRETCH = MAX_CHECKPOINT_TICKS;
const PAIRS = 60;

/** Stands between recorder and chip, which nobody hears while it is closed. */
class Gate implements Companion {
	isOpen = true;

	outputs(to: ChipOutputs): ChipOutputs {
		return {
			uart: (...output) => this.isOpen && to.uart(...output),
			pin: (...output) => this.isOpen && to.pin(...output),
			bits: (...output) => this.isOpen && to.bits?.(...output),
			frame: (...output) => this.isOpen && to.frame(...output),
			spi: (...output) => this.isOpen && to.spi(...output),
			spiTransfer: (...output) => this.isOpen && to.spiTransfer?.(...output),
			flash: (...output) => this.isOpen && to.flash(...output),
			power: (...output) => this.isOpen && to.power(...output),
		};
	}

	give(): void {}
}

/** Runs a machine for `guestSeconds`, and then in stretches, every other one recorded. */
export async function measureRecording(
	machine: MachineSpec,
	guestSeconds: number,
	engine: EngineChoice,
): Promise<RecordingCost> {
	const gate = new Gate();
	const { recorder } = await benchRecorder(machine, [], engine, gate);
	const { chip } = recorder;
	recorder.run(guestSeconds * TICKS_PER_SECOND);
	const bare: number[] = [];
	const recorded: number[] = [];
	const stretches = [
		() => {
			gate.isOpen = false;
			bare.push(timed(() => chip.run(chip.tick + STRETCH)));
		},
		() => {
			gate.isOpen = true;
			// The checkpoint that was due meanwhile.
			recorder.run(chip.tick + TICKS_PER_SECOND);
			recorded.push(timed(() => recorder.run(chip.tick + STRETCH)));
		},
	];
	for (let pair = 0; pair < PAIRS; pair++) {
		for (const stretch of stretches) stretch();
		stretches.reverse();
	}
	return {
		bare: median(bare),
		recorded: median(recorded),
		percent: 100 * (median(recorded.map((time, pair) => time / bare[pair])) - 1),
	};
}

/** Microseconds of processor time that a stretch takes, by guest second. */
function timed(run: () => void): number {
	const before = process.cpuUsage();
	run();
	const { user, system } = process.cpuUsage(before);
	return (user + system) / (STRETCH / TICKS_PER_SECOND);
}

/** In a sentence. */
export function describeRecording({ bare, recorded, percent }: RecordingCost): string {
	return (
		`left alone, it takes ${bare.toFixed(0)} microseconds of processor time a guest second, recorded ` +
		`${recorded.toFixed(0)}, which is ${percent.toFixed(1)} % more`
	);
}
