/** Verifies a new build by traces that were recorded with others: each must do what the trace says. */
import { findRules } from "../session/behave/rules-file.js";
import { surveyTrace } from "../session/survey.js";
import { TraceError } from "../trace/errors.js";
import { loadHash64 } from "../trace/hash64.js";
import { TraceReader } from "../trace/reader.js";
import { FileSource } from "../trace/source.js";
import type { Build } from "./builds.js";
import type { Judges } from "./judge-builds.js";
import { traceName } from "./trace-files.js";
import type { VerifyOutcome, VerifyResult } from "./verify-one.js";
import { WorkerDied } from "./worker-pool.js";

const OUTCOMES = { same: "passed", different: "failed", "cannot judge": "skipped" } as const;

/**
 * Judges the build by all traces; whatever goes wrong with one is its result. The results are in the traces' order. Who
 * ends the judges says so by `stop`.
 */
export function verifyBuild(
	traces: readonly string[],
	build: Build,
	judges: Judges,
	onResult?: (result: VerifyResult) => void,
	stop?: AbortSignal,
): Promise<readonly VerifyResult[]> {
	return Promise.all(
		traces.map(async (trace) => {
			const result = await verifyByTrace(trace, build, judges, stop);
			onResult?.(result);
			return result;
		}),
	);
}

async function verifyByTrace(
	trace: string,
	build: Build,
	judges: Judges,
	stop?: AbortSignal,
): Promise<VerifyResult> {
	const done = (
		outcome: VerifyOutcome,
		details: readonly string[],
		seconds = 0,
		kept = false,
	): VerifyResult => ({
		name: traceName(trace),
		trace,
		outcome,
		details,
		seconds,
		kept,
	});
	try {
		await checkTrace(trace);
		const { verdict, evidence, seconds, kept } = await judges.judge(
			trace,
			findRules(trace, undefined),
			build,
		);
		const outcome = OUTCOMES[verdict];
		return done(outcome, outcome === "passed" ? [] : evidence, kept ? 0 : seconds, kept);
	} catch (error) {
		const unreadable = error instanceof TraceError || (error as NodeJS.ErrnoException).syscall !== undefined;
		if (unreadable) return done("unreadable", [(error as Error).message]);
		if (error instanceof WorkerDied && stop?.aborted) return done("skipped", ["stopped"]);
		if (error instanceof WorkerDied) return done("failed", [`the run broke down: ${error.message}`]);
		throw error;
	}
}

/** Throws TraceError, and the file system's error. */
async function checkTrace(path: string): Promise<void> {
	const source = new FileSource(path);
	try {
		surveyTrace(new TraceReader(source, await loadHash64()));
	} finally {
		source.close();
	}
}
