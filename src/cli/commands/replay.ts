import { Command, Option } from "clipanion";
import type { Firmware } from "../../firmware/reference.js";
import { resolveFirmware, resolveHash } from "../../firmware/resolve.js";
import { type BootRom, findRom } from "../../firmware/rom.js";
import { loadDigests } from "../../session/digest.js";
import type { Divergence } from "../../session/divergence.js";
import { type ReplayResult, replayTrace } from "../../session/replayer.js";
import { describeReplay, replayJson } from "../../session/report.js";
import { surveyTrace } from "../../session/survey.js";
import { loadHash64 } from "../../trace/hash64.js";
import type { TraceReader } from "../../trace/reader.js";
import { BaseCommand } from "../base-command.js";
import { ConsoleWriter } from "../console-writer.js";
import { withDownloads } from "../downloads.js";
import { ExitCode, UsageMistake } from "../exit-codes.js";
import { ENGINE_DESCRIPTION, engineOption, given, tickOption } from "../options.js";
import { Progress } from "../progress.js";
import { withTrace } from "../trace-file.js";

export class ReplayCommand extends BaseCommand {
	static override paths = [Command.Default, ["replay"]];
	static override usage = Command.Usage({
		description: "replay a trace bit by bit and compare it with what was recorded",
		details: `
			The firmware that was recorded is taken from the cache, by its hash; an official release that is not there is
			downloaded, and MicroPython from Debian's source package is built. The boot ROM is the built-in one when that was
			recorded, else the one in the cache.
			With --firmware naming another build, that build gets the inputs when it has said what the recorded one had, and
			what it does is compared: see \`replay judge\`. --exact refuses instead.
			A replay that is not as recorded is run again by both engines, and the place is shown where it first differs.

			Exit codes: 0 reproduced, 1 diverged, 2 wrong usage, 3 firmware or boot ROM not available, 4 the trace is
			damaged, too new, or cut off (what is left of it is replayed), 5 not the recorded build.
		`,
		examples: [
			["Replay a trace", "replay session.mpk"],
			["With a firmware that is not in the cache", "replay session.mpk --firmware firmware.bin"],
			["Another build, compared by what it does", "replay session.mpk --firmware v1.26.0"],
			["The first two seconds, showing the console", "replay session.mpk --until 2s --console"],
			["For a program", "replay session.mpk --json"],
		],
	});

	trace = Option.String();
	firmware = Option.String("--firmware", {
		description: "the firmware image, instead of the one in the cache",
	});
	exact = Option.Boolean("--exact", false, { description: "refuse any other build than the recorded one" });
	rom = Option.String("--rom", { description: "a dump of the boot ROM, instead of the one in the cache" });
	symbols = Option.String("--symbols", {
		description: "an ELF file or a linker's map: names for a divergence's place",
	});
	offline = Option.Boolean("--offline", false, { description: "do not download the firmware" });
	until = Option.String("--until", { description: "stop at this guest time (2s), or this tick" });
	engine = Option.String("--engine", { description: ENGINE_DESCRIPTION });
	console = Option.Boolean("--console", false, { description: "show the guest's console" });
	json = Option.Boolean("--json", false, { description: "print the result as JSON" });
	quiet = Option.Boolean("-q,--quiet", false, { description: "print nothing: the exit code says it" });

	protected run(): Promise<ExitCode> {
		return withTrace(this.trace, async (reader) => {
			const firmware = await this.#firmware(reader);
			if (firmware.sha256 !== reader.header.firmware.sha256 && !this.exact)
				return this.#judge(reader, firmware);
			const result = await this.#replay(reader, firmware);
			const { divergence } = result;
			const place = divergence && !this.quiet ? await this.#explain(reader, firmware, divergence) : [];
			if (this.json) {
				const facts = { ...replayJson(this.trace, reader.header, result), ...(divergence ? { place } : {}) };
				this.print(JSON.stringify(facts, undefined, "\t"));
			} else if (!this.quiet)
				for (const line of [...this.#describe(result), ...place, ...this.#offer(result)]) this.print(line);
			return verdict(result);
		});
	}

	#firmware({ header }: TraceReader): Promise<Firmware> {
		const { sha256, version } = header.firmware;
		const { offline, quiet } = this;
		return withDownloads({ stderr: this.context.stderr, offline, quiet }, (options) =>
			this.firmware === undefined
				? resolveHash(sha256, version, undefined, options)
				: resolveFirmware(this.firmware, options),
		);
	}

	/** Another build than the recorded one: its inputs come by what it says, and what it does is compared. */
	async #judge(reader: TraceReader, firmware: Firmware): Promise<ExitCode> {
		if (this.until !== undefined) throw new UsageMistake("--until goes with the recorded build only");
		const { trace, rom, console, json, quiet } = this;
		const { stdout, stderr } = this.context;
		const version = reader.header.firmware.version ?? "without a version";
		const preface = `another build than the recorded one (${version}): compared by what it does`;
		const { runJudging } = await import("../judging.js");
		return runJudging(reader, { trace, firmware, rom, console, json, quiet, preface, stdout, stderr });
	}

	async #replay(reader: TraceReader, firmware: Firmware): Promise<ReplayResult> {
		const until = given(this.until, tickOption("--until"));
		const rom = this.#rom(reader);
		const { ending } = surveyTrace(reader);
		const console = new ConsoleWriter(this.context.stdout);
		const total = Math.min(ending.lastTick, until ?? ending.lastTick);
		const progress = await Progress.show(
			this.context.stderr,
			this.quiet || this.console ? 0 : total,
			"replaying",
		);
		try {
			return replayTrace(reader, {
				firmware,
				rom,
				engine: given(this.engine, engineOption),
				hash64: await loadHash64(),
				digests: (await loadDigests())(),
				onProgress: (tick) => {
					progress.update(tick);
					console.flush();
				},
				...(until === undefined ? {} : { until }),
				...(this.console ? { onConsole: console.add } : {}),
			});
		} finally {
			console.flush();
			progress.stop();
		}
	}

	/** Where the replay is when it first is not as recorded. */
	async #explain(reader: TraceReader, firmware: Firmware, divergence: Divergence): Promise<string[]> {
		const { explainDivergence } = await import("../../regress/diff/explain.js");
		const { symbolsFor } = await import("../symbols.js");
		const total = divergence.checkpoint?.tick ?? divergence.end?.tick ?? 0;
		const progress = await Progress.show(this.context.stderr, total, "looking for where");
		try {
			const rom = this.#rom(reader);
			const symbols = symbolsFor(this.symbols, firmware, rom);
			return explainDivergence(reader, firmware, rom, divergence, symbols, progress.update);
		} finally {
			progress.stop();
		}
	}

	#rom({ header }: TraceReader): BootRom {
		return this.rom === undefined ? findRom({ sha256: header.rom.sha256 }) : findRom({ path: this.rom });
	}

	/** What can be done about a divergence. */
	#offer({ divergence }: ReplayResult): string[] {
		if (!divergence) return [];
		return [`as a page, with the trace in it: replay report ${this.trace} -o PAGE.html --replay`];
	}

	#describe(result: ReplayResult): string[] {
		const { divergence, ending } = result;
		const lines = describeReplay(result);
		if (divergence) return lines;
		if (ending?.end) lines.push(`the recording ended here: ${ending.end.reason}`);
		else if (ending)
			lines.push(
				"the recording was cut off here; everything that was kept of it is reproduced, but its end is not there",
			);
		return lines;
	}
}

/** A trace without its end is never taken for a whole one, however well the rest replays. */
function verdict({ reproduced, ending }: ReplayResult): ExitCode {
	if (!reproduced) return ExitCode.DIVERGED;
	return ending && !ending.complete ? ExitCode.UNREADABLE : ExitCode.OK;
}
