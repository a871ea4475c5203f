/** `replay verify`: replays many traces and compares them with their golden files. */
import { availableParallelism } from "node:os";
import { Command, Option } from "clipanion";
import type { EngineChoice } from "../../chip/create-chip.js";
import { githubAnnotations } from "../../export/github.js";
import { junitXml } from "../../export/junit.js";
import { tapReport } from "../../export/tap.js";
import { isFolder, isMissing, writeAtomically } from "../../firmware/files.js";
import { resolveFirmware } from "../../firmware/resolve.js";
import { buildOf } from "../../regress/builds.js";
import { fetchFirmware } from "../../regress/fetch.js";
import { Judges } from "../../regress/judge-builds.js";
import { shardOf } from "../../regress/shard.js";
import { goldenPath, listTraces } from "../../regress/trace-files.js";
import { verifyTraces } from "../../regress/verify.js";
import { verifyBuild } from "../../regress/verify-build.js";
import { VerifyCache } from "../../regress/verify-cache.js";
import type { VerifyOutcome, VerifyResult } from "../../regress/verify-one.js";
import { BaseCommand } from "../base-command.js";
import { withDownloads } from "../downloads.js";
import { ExitCode, UsageMistake } from "../exit-codes.js";
import { countOption, ENGINE_DESCRIPTION, engineOption, given, shardOption } from "../options.js";
import { stopOnSignals } from "../signals.js";

const FOLDER = "traces";

export class VerifyCommand extends BaseCommand {
	static override paths = [["verify"]];
	static override usage = Command.Usage({
		description: "replay traces and compare them with their golden files",
		details: `
			Without traces, all that are in ${FOLDER} and the folders in it; a folder stands for all in it. The golden file of ${FOLDER}/GROUP/NAME.mpk is
			golden/GROUP/NAME.json.
			Official firmware that is not in the cache is downloaded first.
			What has passed is kept by trace, golden file and model, and not replayed again while these are the same.
			With --firmware, that build gets the inputs of each trace and is compared by what it does, as \`replay judge\` does;
			what cannot be judged is skipped. In GitHub Actions failures are also annotations.
			A trace whose firmware or boot ROM is not to be had is skipped; with REPLAY_REQUIRE_IMAGES=1 that is exit code 3.

			Exit codes: 0 all that could be verified is as it was, 1 a run differs, 2 wrong usage, 3 nothing could be
			verified, 4 a trace is damaged or too new, 5 a trace was recorded with another model, 125 stopped.
		`,
		examples: [
			["Verify all traces of a project", "replay verify"],
			["In CI", "replay verify --jobs 4 --junit report.xml"],
			["A new build by all traces", "replay verify --firmware build/firmware.bin"],
			["One of five machines", "replay verify --shard 2/5 --tap"],
			["Accept what the runs produce now", "replay verify --update traces/boot.mpk"],
		],
	});

	traces = Option.Rest();
	update = Option.Boolean("--update", false, { description: "write the golden files instead of comparing" });
	jobs = Option.String("--jobs", { description: "traces replayed at a time" });
	engine = Option.String("--engine", { description: ENGINE_DESCRIPTION });
	firmware = Option.String("--firmware", {
		description: "verify this build instead, by what it does: a file, a version or a sha256",
	});
	shard = Option.String("--shard", {
		description: "one part of several, such as 2/5: the same traces every time",
	});
	fresh = Option.Boolean("--fresh", false, { description: "replay also what has passed before" });
	tap = Option.Boolean("--tap", false, { description: "print the results as TAP" });
	junit = Option.String("--junit", { description: "also write the results as JUnit XML" });
	offline = Option.Boolean("--offline", false, { description: "do not download firmware" });
	json = Option.Boolean("--json", false, { description: "print the results as JSON" });

	protected async run(): Promise<ExitCode> {
		const jobs = given(this.jobs, countOption("--jobs")) ?? availableParallelism();
		const engine = given(this.engine, engineOption);
		const shard = given(this.shard, shardOption);
		if (this.tap && this.json) throw new UsageMistake("--tap and --json exclude each other");
		if (this.update && this.firmware !== undefined)
			throw new UsageMistake("--update goes with the recorded builds only");
		const all = this.traces.length > 0 ? this.traces.flatMap(tracesAt) : tracesIn(FOLDER);
		const traces = shard ? shardOf(all, shard) : all;
		const signals = stopOnSignals();
		const results = await (this.firmware === undefined
			? this.#verify(traces, jobs, signals.stop, engine)
			: this.#verifyBuild(traces, jobs, signals.stop, this.firmware)
		).finally(signals.release);
		if (this.junit !== undefined) writeAtomically(this.junit, junitXml(results));
		if (this.tap) this.context.stdout.write(tapReport(results));
		else if (this.json) this.print(JSON.stringify(results, undefined, "\t"));
		else this.print(countOutcomes(results));
		const { GITHUB_ACTIONS, REPLAY_REQUIRE_IMAGES } = this.context.env;
		if (GITHUB_ACTIONS === "true")
			for (const line of githubAnnotations(results)) this.context.stderr.write(`${line}\n`);
		if (signals.stop.aborted) {
			this.context.stderr.write("replay: stopped; what has passed is kept, and is not run again\n");
			return ExitCode.CANNOT_JUDGE;
		}
		return traces.length === 0 ? ExitCode.OK : verdict(results, REPLAY_REQUIRE_IMAGES === "1");
	}

	/** Bit by bit, each with the build it was recorded with. */
	async #verify(
		traces: string[],
		jobs: number,
		stop: AbortSignal,
		engine?: EngineChoice,
	): Promise<readonly VerifyResult[]> {
		const { stderr } = this.context;
		const problems = await withDownloads({ stderr, offline: this.offline, quiet: this.json }, (options) =>
			fetchFirmware(traces, options),
		);
		for (const problem of problems) stderr.write(`replay: ${problem}\n`);
		return verifyTraces(
			traces.map((trace) => ({ trace, golden: goldenPath(trace), update: this.update, engine })),
			{ jobs, stop, onResult: this.#onResult, kept: new VerifyCache(), fresh: this.fresh },
		);
	}

	/** Another build by what it does. */
	async #verifyBuild(
		traces: string[],
		jobs: number,
		stop: AbortSignal,
		reference: string,
	): Promise<readonly VerifyResult[]> {
		const { stderr } = this.context;
		const firmware = await withDownloads({ stderr, offline: this.offline, quiet: this.json }, (options) =>
			resolveFirmware(reference, options),
		);
		const judges = new Judges({ jobs, fresh: this.fresh });
		stop.addEventListener("abort", () => void judges.close(), { once: true });
		try {
			return await verifyBuild(traces, buildOf(firmware, reference), judges, this.#onResult, stop);
		} finally {
			await judges.close();
		}
	}

	/** Results as they come: progress, which goes to stderr where stdout is for a program. */
	readonly #onResult = ({ outcome, name, seconds, details, kept }: VerifyResult): void => {
		const out = this.json || this.tap ? this.context.stderr : this.context.stdout;
		const how = kept ? "as before" : `${seconds.toFixed(1)} s`;
		out.write(`${outcome.padEnd(10)} ${name} (${how})\n`);
		for (const line of details) out.write(`           ${line}\n`);
	};
}

/** A trace, or all traces of a folder. */
function tracesAt(path: string): string[] {
	return isFolder(path) ? tracesIn(path) : [path];
}

function tracesIn(folder: string): string[] {
	try {
		const traces = listTraces(folder);
		if (traces.length > 0) return traces;
	} catch (error) {
		if (!isMissing(error)) throw error;
	}
	throw new UsageMistake(
		`there are no traces in ${folder.replace(/\/$/, "")}/: name some, or record one with \`replay record\``,
	);
}

function countOutcomes(results: readonly VerifyResult[]): string {
	const counts = new Map<VerifyOutcome, number>();
	if (results.length === 0) return "no trace is in this shard";
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
