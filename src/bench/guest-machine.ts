/**
 * Runs a guest program from flash, bare and recorded, as any firmware is: it becomes an image, which the boot ROM loads and
 * starts, and checkpoints and outputs go into a trace that replays. There is no simulator around such a machine, so the
 * program must end by waiting for no interrupt.
 */
import type { Chip } from "../chip/chip.js";
import { createChip, type EngineChoice } from "../chip/create-chip.js";
import { TICKS_PER_SECOND } from "../chip/time.js";
import { sha256 } from "../firmware/cache.js";
import { readElf } from "../firmware/elf.js";
import { buildFlash } from "../firmware/flash-image.js";
import { findRom } from "../firmware/rom.js";
import { flashImage } from "../firmware/write-image.js";
import { chipConfig, type MachineSpec, makeMachine } from "../session/machine.js";
import { GuestError, type GuestRun } from "./guest.js";
import { benchRecorder, type TimedRun } from "./recording.js";

const FLASH_SIZE = 512 * 1024;
/** The boot ROM needs fewer instructions to load and start a program. */
const MOST_FOR_BOOT = 20_000_000;
/** Guest time between two looks whether the program waits. */
const LOOK_TICKS = TICKS_PER_SECOND;

/** A board with the ELF program `file` on its flash, at `path`. Throws ElfError. */
export function guestMachine(file: Uint8Array, path: string): MachineSpec {
	const { entry, segments } = readElf(file);
	const bytes = flashImage(entry, segments);
	const firmware = { bytes, sha256: sha256(bytes), path };
	return makeMachine({ firmware, rom: findRom(), flash: buildFlash(bytes, FLASH_SIZE) });
}

/**
 * Runs the machine's program from power-on to its end, which `alone`, a run of the same program by itself, tells: throws
 * GuestError when it does not come, or not where it must.
 */
export function runFromFlash(machine: MachineSpec, engine: EngineChoice, alone: GuestRun): TimedRun {
	const chip = createChip(chipConfig(machine), undefined, engine);
	const start = performance.now();
	runToEnd(chip, alone, (until) => chip.run(until));
	const seconds = (performance.now() - start) / 1000;
	return { instructions: chip.instructions, ticks: chip.tick, seconds };
}

/** The same, recorded; throws GuestError. */
export async function recordFromFlash(
	machine: MachineSpec,
	engine: EngineChoice,
	alone: GuestRun,
): Promise<{ readonly run: TimedRun; readonly trace: Uint8Array }> {
	const { recorder, sink } = await benchRecorder(machine, [], engine);
	const { chip } = recorder;
	const start = performance.now();
	runToEnd(chip, alone, (until) => recorder.run(until));
	recorder.finish("the guest has ended");
	const seconds = (performance.now() - start) / 1000;
	const trace = sink.bytes();
	const { instructions, tick: ticks } = chip;
	return { run: { instructions, ticks, seconds, traceBytes: trace.length }, trace };
}

function runToEnd(chip: Chip, alone: GuestRun, run: (until: number) => void): void {
	if (!alone.endedInWait) throw new GuestError("a program that calls the simulator cannot run from flash");
	const most = alone.instructions + MOST_FOR_BOOT;
	do run(chip.tick + LOOK_TICKS);
	while (!chip.isIdle && chip.instructions < most);
	if (!chip.isIdle || chip.instructions < alone.instructions)
		throw new GuestError("behind a boot ROM the program does not end as it does by itself");
}
