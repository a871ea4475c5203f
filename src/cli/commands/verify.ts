/** `replay verify`: replays many traces and compares them with their golden files. */
import { availableParallelism } from "node:os";
import { Command, Option } from "clipanion";
import { junitXml } from "../../export/junit.js";
import { isMissing, writeAtomically } from "../../firmware/files.js";
import { fetchFirmware } from "../../regress/fetch.js";
import { goldenPath, listTraces } from "../../regress/trace-files.js";
import { verifyTraces } from "../../regress/verify.js";
import type { VerifyOutcome, VerifyResult } from "../../regress/verify-one.js";
import { BaseCommand } from "../base-command.js";
import { withDownloads } from "../downloads.js";
import { ExitCode, UsageMistake } from "../exit-codes.js";
import { countOption, ENGINE_DESCRIPTION, engineOption, given } from "../options.js";

const FOLDER = "traces";

export class VerifyCommand extends BaseCommand {
	static override paths = [["verify"]];
	static override usage = Command.Usage({
		description: "replay traces and compare them with their golden files",
		details: `
			Without traces, all that are in ${FOLDER} and the folders in it. The golden file of ${FOLDER}/GROUP/NAME.mpk is
			golden/GROUP/NAME.json.
			Official firmware that is not in the cache is downloaded first.
			A trace whose firmware or boot ROM is not to be had is skipped; with REPLAY_REQUIRE_IMAGES=1 that is exit code 3.

			Exit codes: 0 all that could be verified is as it was, 1 a run differs, 2 wrong usage, 3 nothing could be
			verified, 4 a trace is damaged or too new, 5 a trace was recorded with another model.
		`,
		examples: [
			["Verify all traces of a project", "replay verify"],
			["In CI", "replay verify --jobs 4 --junit report.xml"],
			["Accept what the runs produce now", "replay verify --update traces/boot.mpk"],
		],
	});

	traces = Option.Rest();
	update = Option.Boolean("--update", false, { description: "write the golden files instead of comparing" });
	jobs = Option.String("--jobs", { description: "traces replayed at a time" });
	engine = Option.String("--engine", { description: ENGINE_DESCRIPTION });
	junit = Option.String("--junit", { description: "also write the results as JUnit XML" });
	offline = Option.Boolean("--offline", false, { description: "do not download firmware" });
	json = Option.Boolean("--json", false, { description: "print the results as JSON" });

	protected async run(): Promise<ExitCode> {
		const jobs = given(this.jobs, countOption("--jobs")) ?? availableParallelism();
		const engine = given(this.engine, engineOption);
		const traces = this.traces.length > 0 ? this.traces : allTraces();
		const problems = await withDownloads(
			{ stderr: this.context.stderr, offline: this.offline, quiet: this.json },
			(options) => fetchFirmware(traces, options),
		);
		for (const problem of problems) this.context.stderr.write(`replay: ${problem}\n`);
		const results = await verifyTraces(
			traces.map((trace) => ({ trace, golden: goldenPath(trace), update: this.update, engine })),
			{ jobs, ...(this.json ? {} : { onResult: (result) => this.#printResult(result) }) },
		);
		if (this.junit !== undefined) writeAtomically(this.junit, junitXml(results));
		if (this.json) this.print(JSON.stringify(results, undefined, "\t"));
		else this.print(countOutcomes(results));
		return verdict(results, this.context.env.REPLAY_REQUIRE_IMAGES === "1");
	}

	#printResult({ outcome, name, seconds, details }: VerifyResult): void {
		this.print(`${outcome.padEnd(10)} ${name} (${seconds.toFixed(1)} s)`);
		for (const line of details) this.print(`           ${line}`);
	}
}

function allTraces(): string[] {
	try {
		const traces = listTraces(FOLDER);
		if (traces.length > 0) return traces;
	} catch (error) {
		if (!isMissing(error)) throw error;
	}
	throw new UsageMistake(
		`there are no traces in ${FOLDER}/: name some, or record one with \`replay record\``,
	);
}

function countOutcomes(results: readonly VerifyResult[]): string {
	const counts = new Map<VerifyOutcome, number>();
	for (const { outcome } of results) counts.set(outcome, (counts.get(outcome) ?? 0) + 1);
	return [...counts].map(([outcome, count]) => `${count} ${outcome}`).join(", ");
}

/** The worst of the results; skipped ones count when nothing else was done, or when images are required. */
function verdict(results: readonly VerifyResult[], requireImages: boolean): ExitCode {
	const has = (outcome: VerifyOutcome) => results.some((result) => result.outcome === outcome);
	if (has("failed")) return ExitCode.DIVERGED;
	if (has("unreadable")) return ExitCode.UNREADABLE;
	if (has("refused")) return ExitCode.NOT_RECORDED_BUILD;
	if (has("skipped") && (requireImages || !(has("passed") || has("updated")))) return ExitCode.UNAVAILABLE;
	return ExitCode.OK;
}
