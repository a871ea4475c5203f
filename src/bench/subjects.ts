/** What the command line names, as things to time. */
import { basename } from "node:path";
import { type EngineChoice, forgetTranslations } from "../chip/create-chip.js";
import { TICKS_PER_SECOND } from "../chip/time.js";
import type { MachineSpec } from "../session/machine.js";
import type { Scenario } from "../world/scenario/schema.js";
import { runBare, runRecorded, type TimedRun } from "./boot.js";
import { runGuest } from "./guest.js";
import type { Run, Subject } from "./measure.js";
import type { Program, ProgramBoard } from "./perf-bench.js";
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
			run: async () => timed(await runRecorded(machine, guestSeconds, engine)),
		}),
	];
}

/** A scenario, recorded. */
export function scenarioSubject(
	name: string,
	machine: MachineSpec,
	scenario: Scenario,
	engine: EngineChoice,
): Subject {
	return cold({
		name: `${name}, ${engine}, recorded`,
		run: async () => timed(await runScenario(machine, scenario, engine)),
	});
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
