/** `replay minimise TRACE`: the fewest inputs that still show a failure. */
import { readFileSync } from "node:fs";
import { Command, Option } from "clipanion";
import { MODEL_VERSION } from "../../chip/xtensa/timing.js";
import { sha256 } from "../../firmware/cache.js";
import { writeAtomically } from "../../firmware/files.js";
import { resolveFirmware, resolveHash } from "../../firmware/resolve.js";
import { findRom } from "../../firmware/rom.js";
import { type Check, commandCheck, consoleCheck, judgeCheck } from "../../regress/minimise/checks.js";
import { Journal } from "../../regress/minimise/journal.js";
import { type Minimised, minimise, type Size } from "../../regress/minimise/minimise.js";
import { describeInputs } from "../../session/behave/compare.js";
import { findRules, parseRules } from "../../session/behave/rules-file.js";
import { machineOf } from "../../session/machine.js";
import type { TimedInput } from "../../session/trace-inputs.js";
import type { TraceReader } from "../../trace/reader.js";
import { formatTime } from "../../world/units.js";
import { BaseCommand } from "../base-command.js";
import { withDownloads } from "../downloads.js";
import { ExitCode, UsageMistake } from "../exit-codes.js";
import { stopOnSignals } from "../signals.js";
import { withTrace } from "../trace-file.js";

export class MinimiseCommand extends BaseCommand {
	static override paths = [["minimise"], ["minimize"]];
	static override usage = Command.Usage({
		description: "leave out of a session what its failure does not need",
		details: `
			Runs ever smaller parts of the session on the recorded firmware, as long as the failure is still there: with shorter
			waits, then with fewer inputs (a line that was typed, a pulse on a pin, a frame count as one each), and with --keys
			also with single keys and edges left out. None of what is left can be left out alone. Say what the failure is:

			--shows TEXT or /REGEX/: the console says it;

			--judge FIRMWARE: that build does not do the same, see \`replay judge\`;

			--check COMMAND: a shell command ends with 0 when the failure is in the trace whose path is added to it.

			The smallest session so far is in the output file at any time. What was tried is kept beside it, in OUTPUT.journal:
			the same command goes on where it was stopped.

			Exit codes: 0 done, 1 the failure is not in the session as it is, 2 wrong usage, 3 firmware not available, 4 the trace
			is damaged, 5 recorded with another model, 125 stopped.
		`,
		examples: [
			["A session that ends in an error", "replay minimise bug.mpk -o small.mpk --shows ZeroDivisionError"],
			["Where two builds differ", "replay minimise bug.mpk -o small.mpk --judge v1.26.0"],
			["With a check of one's own", "replay minimise bug.mpk -o small.mpk --check ./is-it-there.sh"],
		],
	});

	trace = Option.String();
	output = Option.String("-o,--output", { required: true, description: "the trace to write" });
	shows = Option.String("--shows", { description: "text, or /regular expression/, on the console" });
	judge = Option.String("--judge", { description: "a firmware that does not do the same" });
	check = Option.String("--check", { description: "a shell command; the trace's path is added" });
	keys = Option.Boolean("--keys", false, { description: "also leave out single keys and edges" });
	rules = Option.String("--rules", { description: "with --judge: a YAML file that says what may differ" });
	rom = Option.String("--rom", { description: "a dump of the boot ROM, instead of the one in the cache" });
	offline = Option.Boolean("--offline", false, { description: "do not download firmware" });
	json = Option.Boolean("--json", false, { description: "print the result as JSON" });
	quiet = Option.Boolean("-q,--quiet", false, { description: "print nothing" });

	protected run(): Promise<ExitCode> {
		return withTrace(this.trace, (reader) => this.#minimise(reader));
	}

	async #minimise(reader: TraceReader): Promise<ExitCode> {
		const { header } = reader;
		const { offline, quiet, output } = this;
		const { stderr } = this.context;
		const { sha256: hash, version } = header.firmware;
		const firmware = await withDownloads({ stderr, offline, quiet }, (options) =>
			resolveHash(hash, version, undefined, options),
		);
		const rom = findRom(this.rom === undefined ? { sha256: header.rom.sha256 } : { path: this.rom });
		const signals = stopOnSignals();
		try {
			const { check, title } = await this.#check(signals.stop);
			const journal = new Journal(`${output}.journal`, `${this.#subject()} ${title}`);
			const result = await minimise(reader, {
				machine: machineOf(header, firmware, rom),
				check,
				journal,
				keys: this.keys,
				stop: signals.stop,
				onTest: (size, tests) => this.#progress(size, tests),
				onSmaller: ({ trace }) => writeAtomically(output, trace),
			});
			journal.remove();
			if (result.holds) writeAtomically(output, result.run.trace);
			this.#show(result);
			return result.holds ? ExitCode.OK : ExitCode.DIVERGED;
		} catch (error) {
			if (!signals.stop.aborted) throw error;
			stderr.write(
				`\nreplay: stopped; the smallest so far is ${output}, and the same command goes on from there\n`,
			);
			return ExitCode.CANNOT_JUDGE;
		} finally {
			signals.release();
		}
	}

	/** The check, and a name for it that is another one for any other check. */
	async #check(stop: AbortSignal): Promise<{ check: Check; title: string }> {
		const { shows, judge, check, offline, quiet } = this;
		const named = [shows, judge, check].filter((one) => one !== undefined);
		if (named.length !== 1) throw new UsageMistake("say what the failure is: --shows, --judge or --check");
		if (shows !== undefined)
			return { check: consoleCheck(pattern(shows)), title: `shows ${JSON.stringify(shows)}` };
		if (check !== undefined)
			return { check: commandCheck(check, stop), title: `check ${JSON.stringify(check)}` };
		const firmware = await withDownloads({ stderr: this.context.stderr, offline, quiet }, (options) =>
			resolveFirmware(judge!, options),
		);
		const rules = findRules(this.trace, this.rules);
		const rom = findRom(this.rom === undefined ? {} : { path: this.rom });
		return {
			check: judgeCheck(firmware, rom, rules && parseRules(rules.text, rules.path)),
			title: `judge ${firmware.sha256} ${sha256(Buffer.from(rules?.text ?? ""))}`,
		};
	}

	/** What the tests are of: the session, its machine, and how that is modelled. */
	#subject(): string {
		return `minimise ${sha256(readFileSync(this.trace))} model ${MODEL_VERSION}`;
	}

	#progress(size: Size, tests: number): void {
		const { stderr } = this.context;
		if (this.quiet || !("isTTY" in stderr && stderr.isTTY)) return;
		stderr.write(`\r\x1b[K${describeSize(size)} left after ${tests} tests`);
	}

	#show({ holds, before, after, groups, runs, known }: Minimised): void {
		if (!this.quiet && "isTTY" in this.context.stderr) this.context.stderr.write("\r\x1b[K");
		if (this.json) {
			const inputs = groups.map(({ inputs: all }) => ({ tick: all[0].tick, what: describe(all) }));
			this.print(
				JSON.stringify({ trace: this.trace, holds, before, after, runs, known, inputs }, undefined, "\t"),
			);
			return;
		}
		if (this.quiet) return;
		if (!holds) {
			this.print(`the failure is not in the session as it is (${describeSize(before)})`);
			return;
		}
		this.print(
			`${describeSize(after)} of ${describeSize(before)}; ${runs} runs${known > 0 ? `, ${known} before` : ""}`,
		);
		for (const { inputs } of groups)
			this.print(`  ${formatTime(inputs[0].tick).padStart(12)}  ${describe(inputs)}`);
	}
}

const describe = (inputs: readonly TimedInput[]): string => describeInputs(inputs.map(({ input }) => input));

function describeSize({ groups, inputs, tick }: Size): string {
	return `${groups} inputs (${inputs} keys and edges) in ${formatTime(tick)}`;
}

/** `/x/i` is a regular expression, anything else a text. */
function pattern(text: string): RegExp | string {
	const [, body, flags] = /^\/(.+)\/([imsu]*)$/s.exec(text) ?? [];
	if (body === undefined) return text;
	try {
		return new RegExp(body, flags);
	} catch (error) {
		throw new UsageMistake(`--shows ${text}: ${(error as Error).message}`, { cause: error });
	}
}
