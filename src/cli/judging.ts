/** Another build's run by a trace, and what is shown of it: `replay judge`, and `replay TRACE --firmware OTHER`. */
import type { Writable } from "node:stream";
import type { Firmware } from "../firmware/reference.js";
import { findRom } from "../firmware/rom.js";
import { describeJudgement, judgementJson } from "../session/behave/describe.js";
import { type Judgement, judge } from "../session/behave/judge.js";
import { findRules, parseRules } from "../session/behave/rules-file.js";
import { loadDigests } from "../session/digest.js";
import { replayedFiles } from "../session/files/replayed-files.js";
import { loadHash64 } from "../trace/hash64.js";
import type { TraceReader } from "../trace/reader.js";
import { FileSink } from "../trace/sink.js";
import { ConsoleWriter } from "./console-writer.js";
import { ExitCode } from "./exit-codes.js";
import { Progress } from "./progress.js";

export interface JudgingRequest {
	readonly trace: string;
	readonly firmware: Firmware;
	/** Path of a dump, instead of the built-in boot ROM. */
	readonly rom?: string | undefined;
	/** Path of a rule file; without it the one beside the trace, when there is one. */
	readonly rules?: string | undefined;
	/** Where the new run is recorded. */
	readonly output?: string | undefined;
	/** Shows the guest's console. */
	readonly console: boolean;
	readonly json: boolean;
	/** Prints nothing. */
	readonly quiet: boolean;
	/** A line before the verdict, for people. */
	readonly preface?: string;
	readonly stdout: Writable;
	readonly stderr: Writable & { isTTY?: boolean };
}

/** Judges a build by a trace, and shows it. Throws ImageError, ScenarioError and TraceError. */
export async function runJudging(reader: TraceReader, request: JudgingRequest): Promise<ExitCode> {
	const judgement = await judgeBuild(reader, request);
	const { trace, firmware, json, quiet, preface, stdout } = request;
	if (json) {
		stdout.write(`${JSON.stringify(judgementJson(trace, firmware.sha256, judgement), undefined, "\t")}\n`);
	} else if (!quiet) {
		const lines = [...(preface === undefined ? [] : [preface]), ...describeJudgement(judgement)];
		for (const line of lines) stdout.write(`${line}\n`);
	}
	return verdictCode(judgement);
}

/** Judges a build by a trace. Throws ImageError, ScenarioError and TraceError. */
export async function judgeBuild(reader: TraceReader, request: JudgingRequest): Promise<Judgement> {
	const rules = findRules(request.trace, request.rules);
	const console = new ConsoleWriter(request.stdout);
	const progress = await Progress.show(request.stderr, request.quiet || request.console ? 0 : 1, "judging");
	const sink = request.output === undefined ? undefined : new FileSink(request.output);
	try {
		const [hash64, makeDigests] = await Promise.all([loadHash64(), loadDigests()]);
		return judge(reader, {
			firmware: request.firmware,
			rom: findRom({ path: request.rom }),
			hash64,
			digests: makeDigests(),
			recordedFiles: () => replayedFiles(reader, { hash64, digests: makeDigests() }),
			onProgress: (done, all) => {
				progress.update(all === 0 ? 0 : done / all);
				console.flush();
			},
			...(rules ? { rules: parseRules(rules.text, rules.path) } : {}),
			...(sink ? { sink } : {}),
			...(request.console ? { onConsole: console.add } : {}),
		});
	} finally {
		console.flush();
		progress.stop();
		sink?.close();
	}
}

/** The exit code that `git bisect run` wants. */
function verdictCode({ verdict }: Judgement): ExitCode {
	if (verdict === "cannot judge") return ExitCode.CANNOT_JUDGE;
	return verdict === "same" ? ExitCode.OK : ExitCode.DIVERGED;
}
