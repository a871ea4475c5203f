/** `replay bench`: how fast this machine emulates. */
import { readFileSync } from "node:fs";
import { Command, Option } from "clipanion";
import { type Costs, describeCosts } from "../../bench/costs.js";
import { runGuest } from "../../bench/guest.js";
import { measure, type Subject, table } from "../../bench/measure.js";
import { ProgramBoard, readPrograms } from "../../bench/perf-bench.js";
import { hasQemu, qemuSubjects } from "../../bench/qemu.js";
import { type Comparison, speeds } from "../../bench/speeds.js";
import {
	bootSubjects,
	flashedGuestSubjects,
	guestSubject,
	programSubject,
	scenarioSubjects,
} from "../../bench/subjects.js";
import { profile } from "../../bench/where.js";
import { DEFAULT_ENGINE, type EngineChoice } from "../../chip/create-chip.js";
import { TICKS_PER_SECOND } from "../../chip/time.js";
import { findFirmware } from "../../firmware/reference.js";
import type { MachineSpec } from "../../session/machine.js";
import { prepareMachine } from "../../session/prepare.js";
import { BaseCommand } from "../base-command.js";
import { ExitCode, UsageMistake } from "../exit-codes.js";
import { countOption, ENGINE_DESCRIPTION, engineOption, given, timeOption } from "../options.js";
import { readScenario } from "../scenario-file.js";

const DEFAULT_ROUNDS = 3;
const DEFAULT_BOOT_SECONDS = 3;

export class BenchCommand extends BaseCommand {
	static override paths = [["bench"]];
	static override usage = Command.Usage({
		description: "time ELF guests and firmware boots",
		details: `
			A subject is an ELF program for the bare chip (its name ends in .elf), or a firmware image as \`replay record\`
			takes it, whose first guest seconds are timed bare and recorded. All subjects run once in every round, so that
			a noisy machine strikes them alike; times are medians, and a ratio is the median of each round's ratio: seconds
			over those of QEMU, of the first engine, or of the run without recording, in processor time. So is what recording
			adds to a run, in per cent of the same run without it.

			With --recorded, an ELF program is also run as a firmware is, from a flash, where the boot ROM finds it: bare, and
			recorded. Such a program calls no simulator, and ends in WAITI with all interrupts off.

			With --scenario, what is timed of an image is the scenario with its air and network, with a recorder that writes
			nothing, and recorded; with --programs, the benchmark programs of a MicroPython source tree (tests/perf_bench),
			each from its start to its result. Those that do not run on the image are named and left out.

			With --costs, one run more says what a checkpoint and a snapshot cost, in time and in bytes, and, of an image, what
			recording adds to what it does when it is left alone after that time.
		`,
		examples: [
			["Time a boot, bare and recorded", "replay bench v1.23.0"],
			["Time a guest beside QEMU", "replay bench guest.elf --qemu --rounds 5"],
			["Time it as it is recorded, too", "replay bench guest.elf --engine wasm --recorded --qemu"],
			["Say what recording costs an idle prompt", "replay bench v1.23.0 --engine wasm --for 10m --costs"],
			["Say where the time of a Wi-Fi session goes", "replay bench v1.23.0 --scenario services.yaml --where"],
			["Time MicroPython's programs", "replay bench v1.23.0 --programs micropython/tests/perf_bench"],
		],
	});

	subjects = Option.Rest({ required: 1 });
	rounds = Option.String("--rounds", { description: `runs of each subject (default ${DEFAULT_ROUNDS})` });
	for = Option.String("--for", { description: `guest time of a boot (default ${DEFAULT_BOOT_SECONDS}s)` });
	engine = Option.String("--engine", { description: ENGINE_DESCRIPTION });
	rom = Option.String("--rom", { description: "boot ROM to use" });
	qemu = Option.Boolean("--qemu", false, { description: "run ELF guests in qemu-system-xtensa too" });
	recorded = Option.Boolean("--recorded", false, { description: "record ELF guests too" });
	scenario = Option.String("--scenario", { description: "time this scenario instead of a boot" });
	programs = Option.String("--programs", { description: "time the programs in this perf_bench directory" });
	where = Option.Boolean("--where", false, {
		description: "one run more of each, to say where its time goes",
	});
	costs = Option.Boolean("--costs", false, {
		description: "one run more of each, to say what a checkpoint and a snapshot cost",
	});
	json = Option.Boolean("--json", false, { description: "print the figures as JSON" });

	protected async run(): Promise<ExitCode> {
		const rounds = given(this.rounds, countOption("--rounds")) ?? DEFAULT_ROUNDS;
		const engine = given(this.engine, engineOption);
		const engines: readonly EngineChoice[] = engine === undefined ? ["interp", "wasm"] : [engine];
		const ticks = given(this.for, timeOption("--for")) ?? DEFAULT_BOOT_SECONDS * TICKS_PER_SECOND;
		if (this.qemu && !hasQemu()) {
			throw new UsageMistake("--qemu: qemu-system-xtensa is not here; on Debian it is in qemu-system-misc");
		}
		const comparisons: Comparison[] = [];
		const subjects = this.subjects.flatMap((name) => {
			if (!name.endsWith(".elf"))
				return engines.flatMap((one) => this.#firmware(name, ticks / TICKS_PER_SECOND, one));
			const { own, qemu } = this.#guest(name, engines);
			if (qemu.length > 0) comparisons.push({ own: namesOf(own), qemu: namesOf(qemu) });
			return [...own, ...qemu];
		});
		if (this.costs && subjects.every(({ costs }) => !costs)) {
			throw new UsageMistake("--costs goes with a firmware's boot, or with an ELF program and --recorded");
		}
		const results = await measure(subjects, rounds, (name, round) => {
			if (!this.json) this.context.stderr.write(`round ${round}/${rounds}: ${name}\n`);
		});
		const costs = new Map<string, Costs>();
		if (this.costs) for (const one of subjects) if (one.costs) costs.set(one.name, await one.costs());
		if (this.json) {
			const all = results.map((one) => ({
				...one,
				...(costs.has(one.name) ? { costs: costs.get(one.name) } : {}),
			}));
			this.print(JSON.stringify(all, undefined, "\t"));
			return ExitCode.OK;
		}
		this.print(table(results));
		for (const line of speeds(results, comparisons)) this.print(line);
		for (const [name, cost] of costs) this.print(`${name}: ${describeCosts(cost)}`);
		if (this.where) for (const subject of subjects) await this.#say(subject);
		return ExitCode.OK;
	}

	/** Runs a subject once more, under the profiler. */
	async #say({ name, run }: Subject): Promise<void> {
		const shares = await profile(run);
		const parts = shares.filter(([, share]) => share >= 0.005);
		this.print(
			`${name}: ${parts.map(([part, share]) => `${part} ${(100 * share).toFixed(0)} %`).join(", ")}`,
		);
	}

	/** The guest in every engine and, where QEMU is asked for, in QEMU, to which all are compared. */
	#guest(path: string, engines: readonly EngineChoice[]): { own: Subject[]; qemu: Subject[] } {
		const bytes = readFileSync(path);
		const plain = engines.map((engine) => guestSubject(path, bytes, engine));
		if (!this.qemu && !this.recorded) return { own: against(plain[0].name, plain), qemu: [] };
		const alone = runGuest(bytes, DEFAULT_ENGINE);
		const { instructions, endedInWait } = alone;
		if (this.recorded && !endedInWait) {
			throw new UsageMistake(
				`--recorded: ${path} calls the simulator, which a recorded chip has not got; let it end in WAITI`,
			);
		}
		const own = engines.flatMap((engine, i) =>
			this.recorded ? [plain[i], ...flashedGuestSubjects(path, bytes, engine, alone)] : [plain[i]],
		);
		if (!this.qemu) return { own: against(own[0].name, own), qemu: [] };
		if (!endedInWait && !this.json) {
			this.context.stderr.write(`${path} calls the simulator: QEMU records only what ends in WAITI\n`);
		}
		const qemu = qemuSubjects(path, instructions, endedInWait);
		return { own: against(qemu[0].name, own), qemu };
	}

	#firmware(reference: string, guestSeconds: number, engine: EngineChoice): Subject[] {
		const firmware = findFirmware(reference);
		const name = firmware.version ?? reference;
		const scenario = given(this.scenario, readScenario);
		const machine = prepareMachine({ image: firmware, rom: this.rom, scenario, seed: 0n });
		if (scenario)
			return scenarioSubjects(`${name}, ${scenario.name ?? this.scenario}`, machine, scenario, engine);
		if (this.programs !== undefined) return this.#programs(this.programs, machine, engine);
		return bootSubjects(name, machine, guestSeconds, engine);
	}

	/** The programs that run on the image: each has run once before it is timed. */
	#programs(directory: string, machine: MachineSpec, engine: EngineChoice): Subject[] {
		const board = new ProgramBoard(machine, engine);
		return readPrograms(directory).flatMap((program) => {
			const result = board.run(program);
			if (!("failure" in result)) return [programSubject(board, program, engine)];
			this.context.stderr.write(`${program.name} does not run here: ${result.failure}\n`);
			return [];
		});
	}
}

const namesOf = (subjects: readonly Subject[]): string[] => subjects.map(({ name }) => name);

/** The subjects, each but that one compared with the one called `name`. */
function against(name: string, subjects: readonly Subject[]): Subject[] {
	return subjects.map((subject) => (subject.name === name ? subject : { ...subject, against: name }));
}
