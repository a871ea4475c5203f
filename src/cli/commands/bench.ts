/** `replay bench`: how fast this machine emulates. */
import { readFileSync } from "node:fs";
import { Command, Option } from "clipanion";
import { measure, type Subject, table } from "../../bench/measure.js";
import { hasQemu, qemuSubjects } from "../../bench/qemu.js";
import { bootSubjects, guestSubject } from "../../bench/subjects.js";
import { DEFAULT_ENGINE, type EngineChoice } from "../../chip/create-chip.js";
import { TICKS_PER_SECOND } from "../../chip/time.js";
import { findFirmware } from "../../firmware/reference.js";
import { findRom } from "../../firmware/rom.js";
import { makeMachine } from "../../session/machine.js";
import { BaseCommand } from "../base-command.js";
import { ExitCode, UsageMistake } from "../exit-codes.js";
import { countOption, ENGINE_DESCRIPTION, engineOption, given, timeOption } from "../options.js";

const DEFAULT_ROUNDS = 3;
const DEFAULT_BOOT_SECONDS = 3;

export class BenchCommand extends BaseCommand {
	static override paths = [["bench"]];
	static override usage = Command.Usage({
		description: "time ELF guests and firmware boots",
		details: `
			A subject is an ELF program for the bare chip (its name ends in .elf), or a firmware image as \`replay record\`
			takes it, whose first guest seconds are timed bare and recorded. All subjects run once in every round, so that
			a noisy machine strikes them alike; times are medians, and a ratio is the median of each round's ratio.
		`,
		examples: [
			["Time a boot, bare and recorded", "replay bench v1.23.0"],
			["Time a guest beside QEMU", "replay bench guest.elf --qemu --rounds 5"],
		],
	});

	subjects = Option.Rest({ required: 1 });
	rounds = Option.String("--rounds", { description: `runs of each subject (default ${DEFAULT_ROUNDS})` });
	for = Option.String("--for", { description: `guest time of a boot (default ${DEFAULT_BOOT_SECONDS}s)` });
	engine = Option.String("--engine", { description: ENGINE_DESCRIPTION });
	rom = Option.String("--rom", { description: "boot ROM to use" });
	qemu = Option.Boolean("--qemu", false, { description: "run ELF guests in qemu-system-xtensa too" });
	json = Option.Boolean("--json", false, { description: "print the figures as JSON" });

	protected async run(): Promise<ExitCode> {
		const rounds = given(this.rounds, countOption("--rounds")) ?? DEFAULT_ROUNDS;
		const engine = given(this.engine, engineOption) ?? DEFAULT_ENGINE;
		const ticks = given(this.for, timeOption("--for")) ?? DEFAULT_BOOT_SECONDS * TICKS_PER_SECOND;
		if (this.qemu && !hasQemu()) {
			throw new UsageMistake("--qemu: qemu-system-xtensa is not here; on Debian it is in qemu-system-misc");
		}
		const subjects = this.subjects.flatMap((name) =>
			name.endsWith(".elf") ? this.#guest(name, engine) : this.#boot(name, ticks / TICKS_PER_SECOND, engine),
		);
		const results = await measure(subjects, rounds, (name, round) => {
			if (!this.json) this.context.stderr.write(`round ${round}/${rounds}: ${name}\n`);
		});
		this.print(this.json ? JSON.stringify(results, undefined, "\t") : table(results));
		return ExitCode.OK;
	}

	#guest(path: string, engine: EngineChoice): Subject[] {
		const own = guestSubject(path, readFileSync(path), engine);
		if (!this.qemu) return [own];
		let instructions = 0;
		const counted: Subject = {
			...own,
			run: async () => {
				const run = await own.run();
				instructions = run.instructions;
				return run;
			},
		};
		return [counted, ...qemuSubjects(path, own.name, () => instructions)];
	}

	#boot(reference: string, guestSeconds: number, engine: EngineChoice): Subject[] {
		const firmware = findFirmware(reference);
		const machine = makeMachine({ firmware, rom: findRom({ path: this.rom }) });
		return bootSubjects(firmware.version ?? reference, machine, guestSeconds, engine);
	}
}
