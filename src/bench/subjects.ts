/** What the command line names, as things to time. */
import { basename } from "node:path";
import { TICKS_PER_SECOND } from "../chip/time.js";
import type { Engine } from "../chip/xtensa/cpu.js";
import type { MachineSpec } from "../session/machine.js";
import { runBare, runRecorded, type TimedRun } from "./boot.js";
import { runGuest } from "./guest.js";
import type { Run, Subject } from "./measure.js";

const timed = ({ ticks, ...run }: TimedRun): Run => ({ ...run, guestSeconds: ticks / TICKS_PER_SECOND });

/** An ELF program, run to its end. */
export function guestSubject(path: string, bytes: Uint8Array, engine: Engine): Subject {
	return {
		name: `${basename(path, ".elf")}, ${engine}`,
		run: () => {
			const { instructions, ticks, seconds } = runGuest(bytes, engine);
			return { instructions, guestSeconds: ticks / TICKS_PER_SECOND, seconds };
		},
	};
}

/** A firmware's first seconds, bare, and recorded against bare. */
export function bootSubjects(name: string, machine: MachineSpec, guestSeconds: number): Subject[] {
	return [
		{ name: `${name} boot`, run: () => timed(runBare(machine, guestSeconds)) },
		{
			name: `${name} boot, recorded`,
			against: `${name} boot`,
			run: async () => timed(await runRecorded(machine, guestSeconds)),
		},
	];
}
