/** `replay report TRACE -o report.html`: a trace as a page for people. */
import { readFileSync } from "node:fs";
import { basename } from "node:path";
import { Command, Option } from "clipanion";
import { htmlReport } from "../../export/report/report.js";
import { writeAtomically } from "../../firmware/files.js";
import { resolveFirmware, resolveHash } from "../../firmware/resolve.js";
import { findRom } from "../../firmware/rom.js";
import type { ExplainedReplay } from "../../regress/replay-and-explain.js";
import { describeJudgement } from "../../session/behave/describe.js";
import { surveyTrace } from "../../session/survey.js";
import type { TraceReader } from "../../trace/reader.js";
import { BaseCommand } from "../base-command.js";
import { withDownloads } from "../downloads.js";
import { ExitCode } from "../exit-codes.js";
import { judgeBuild } from "../judging.js";
import { Progress } from "../progress.js";
import { withTrace } from "../trace-file.js";

export class ReportCommand extends BaseCommand {
	static override paths = [["report"]];
	static override usage = Command.Usage({
		description: "write what is in a trace as an HTML page",
		details: `
			What was run, what was typed when, what the console said to it, resets and sleeps, how the pins moved, conversations and
			frames, the scenario, and the trace itself to take out again: one file that loads nothing else, to attach to a bug
			report. It needs neither the firmware nor the boot ROM, and shows what was typed: see \`replay redact\`.

			With --replay the trace is replayed first; when that is not as recorded, the page shows the first place that differs:
			fields by name, instructions and registers, the inputs before. With --firmware another build is judged first, and the
			page says what it does otherwise.

			Exit codes: 0 written, 2 wrong usage, 3 firmware not available, 4 the trace is damaged or too new, 5 not the recorded
			build.
		`,
		examples: [
			["A page", "replay report session.mpk -o session.html"],
			["Where its replay is not as recorded", "replay report session.mpk -o session.html --replay"],
			["What another build makes of it", "replay report session.mpk -o session.html --firmware v1.26.0"],
		],
	});

	trace = Option.String();
	output = Option.String("-o,--output", { required: true, description: "the page to write" });
	replay = Option.Boolean("--replay", false, {
		description: "replay the trace, and show where that diverges",
	});
	symbols = Option.String("--symbols", {
		description: "with --replay: an ELF file or a linker's map, for names of places",
	});
	firmware = Option.String("--firmware", {
		description: "another build to judge: a file, a version, or a sha256",
	});
	offline = Option.Boolean("--offline", false, { description: "do not download the firmware" });
	json = Option.Boolean("--json", false, { description: "print what was written as JSON" });

	protected run(): Promise<ExitCode> {
		const { trace, output } = this;
		return withTrace(trace, async (reader) => {
			const judgement = this.firmware === undefined ? undefined : await this.#judge(reader, this.firmware);
			const replay = this.replay ? await this.#replay(reader) : undefined;
			const whole = readFileSync(trace);
			const page = htmlReport(reader, {
				name: basename(trace),
				bytes: whole,
				...(judgement ? { judgement } : {}),
				...(replay ? { replay } : {}),
			});
			writeAtomically(output, page);
			const bytes = Buffer.byteLength(page);
			this.print(
				this.json ? JSON.stringify({ trace, output, bytes }, undefined, "\t") : `${output}: ${bytes} bytes`,
			);
			return ExitCode.OK;
		});
	}

	async #replay(reader: TraceReader): Promise<ExplainedReplay> {
		const { replayAndExplain } = await import("../../regress/replay-and-explain.js");
		const { symbolsFor } = await import("../symbols.js");
		const { sha256, version } = reader.header.firmware;
		const { stderr } = this.context;
		const { offline, json } = this;
		const firmware = await withDownloads({ stderr, offline, quiet: json }, (options) =>
			resolveHash(sha256, version, undefined, options),
		);
		const rom = findRom({ sha256: reader.header.rom.sha256 });
		const symbols = symbolsFor(this.symbols, firmware, rom);
		const { ending } = surveyTrace(reader);
		const progress = await Progress.show(stderr, json ? 0 : ending.lastTick, "replaying");
		try {
			return await replayAndExplain(reader, firmware, rom, { symbols, onProgress: progress.update });
		} finally {
			progress.stop();
		}
	}

	async #judge(reader: TraceReader, wanted: string): Promise<{ firmware: string; lines: string[] }> {
		const { stdout, stderr } = this.context;
		const { trace, offline, json } = this;
		const firmware = await withDownloads({ stderr, offline, quiet: json }, (options) =>
			resolveFirmware(wanted, options),
		);
		const shown = { console: false, json, quiet: json, stdout, stderr };
		const judgement = await judgeBuild(reader, { trace, firmware, ...shown });
		return {
			firmware: firmware.version ?? firmware.sha256.slice(0, 16),
			lines: describeJudgement(judgement),
		};
	}
}
