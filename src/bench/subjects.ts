/** What the command line names, as things to time. */
import { basename } from "node:path";
import { type EngineChoice, forgetTranslations } from "../chip/create-chip.js";
import { TICKS_PER_SECOND } from "../chip/time.js";
import type { MachineSpec } from "../session/machine.js";
import type { Scenario } from "../world/scenario/schema.js";
import { runBare, runRecorded } from "./boot.js";
import { measureCosts } from "./costs.js";
import { type GuestRun, runGuest } from "./guest.js";
import { guestMachine, recordFromFlash, runFromFlash } from "./guest-machine.js";
import type { Run, Subject } from "./measure.js";
import type { Program, ProgramBoard } from "./perf-bench.js";
import type { TimedRun } from "./recording.js";
import { measureRecording } from "./recording-cost.js";
import { runScenario } from "./scenario.js";

/** A subject of which each run begins like the first one of a process. */
function cold(subject: Subject): Subject {
	return {
		...subject,
		run: () => {
			forgetTranslations();
			return subject.run();
		},
	};
}

const timed = ({ ticks, ...run }: TimedRun): Run => ({ ...run, guestSeconds: ticks / TICKS_PER_SECOND });

/** An ELF program, run to its end. */
export function guestSubject(path: string, bytes: Uint8Array, engine: EngineChoice): Subject {
	return cold({
		name: `${basename(path, ".elf")}, ${engine}`,
		run: () => {
			const { instructions, ticks, seconds } = runGuest(bytes, engine);
			return { instructions, guestSeconds: ticks / TICKS_PER_SECOND, seconds };
		},
	});
}

/** The same program on a flash, from power-on, bare and recorded; `alone` is a run of it. */
export function flashedGuestSubjects(
	path: string,
	bytes: Uint8Array,
	engine: EngineChoice,
	alone: GuestRun,
): Subject[] {
	const bare = `${basename(path, ".elf")}, ${engine} from flash`;
	const machine = guestMachine(bytes, path);
	return [
		cold({ name: bare, run: () => timed(runFromFlash(machine, engine, alone)) }),
		cold({
			name: `${bare}, recorded`,
			bare,
			run: async () => timed((await recordFromFlash(machine, engine, alone)).run),
			costs: () => measureCosts(machine, 0, engine),
		}),
	];
}

/** A firmware's first seconds, bare, and recorded against bare. */
export function bootSubjects(
	name: string,
	machine: MachineSpec,
	guestSeconds: number,
	engine: EngineChoice,
): Subject[] {
	const bare = `${name} boot, ${engine}`;
	return [
		cold({ name: bare, run: () => timed(runBare(machine, guestSeconds, engine)) }),
		cold({
			name: `${bare}, recorded`,
			against: bare,
			bare,
			run: async () => timed(await runRecorded(machine, guestSeconds, engine)),
			costs: async () => ({
				...(await measureCosts(machine, guestSeconds, engine)),
				recording: await measureRecording(machine, guestSeconds, engine),
			}),
		}),
	];
}

/** A scenario, unrecorded, and recorded against that. */
export function scenarioSubjects(
	name: string,
	machine: MachineSpec,
	scenario: Scenario,
	engine: EngineChoice,
): Subject[] {
	const bare = `${name}, ${engine}`;
	const run = async (isRecorded: boolean): Promise<Run> =>
		timed(await runScenario(machine, scenario, engine, isRecorded));
	return [
		cold({ name: bare, run: () => run(false) }),
		cold({ name: `${bare}, recorded`, against: bare, bare, run: () => run(true) }),
	];
}

/** A benchmark program of MicroPython's; throws Error when it does not run on the board. */
export function programSubject(board: ProgramBoard, program: Program, engine: EngineChoice): Subject {
	return {
		name: `${program.name}, ${engine}`,
		run: () => {
			const result = board.run(program);
			if ("failure" in result) throw new Error(`${program.name}: ${result.failure}`);
			return timed(result);
		},
	};
}
