/** Verifies many traces, several at a time, each in a thread of its own. */
import { traceName } from "./trace-files.js";
import type { VerifyCache } from "./verify-cache.js";
import type { VerifyJob, VerifyResult } from "./verify-one.js";
import { WorkerDied, WorkerPool } from "./worker-pool.js";

const WORKER = new URL("./verify-worker.js", import.meta.url);

export interface VerifyOptions {
	/** Traces replayed at a time, from 1. */
	readonly jobs: number;
	/** The program of the threads, in the place of this package's own. */
	readonly worker?: URL;
	/** Where results are kept; without it everything is replayed. */
	readonly kept?: VerifyCache;
	/** Replays also what has passed before. */
	readonly fresh?: boolean;
	/** Ends what is under way; what is not done then is skipped. */
	readonly stop?: AbortSignal;
	/** Called with each result as it comes. */
	readonly onResult?: (result: VerifyResult) => void;
}

/** Verifies all; the results are in the order of the jobs. A thread that dies fails its trace only. */
export async function verifyTraces(
	jobs: readonly VerifyJob[],
	options: VerifyOptions,
): Promise<readonly VerifyResult[]> {
	const pool = new WorkerPool<VerifyJob, VerifyResult>(options.worker ?? WORKER, options.jobs);
	const { stop, fresh = false, kept } = options;
	const onStop = () => void pool.close();
	stop?.addEventListener("abort", onStop, { once: true });
	try {
		return await Promise.all(
			jobs.map(async (job) => {
				const known = fresh ? undefined : kept?.find(job);
				const result = known ?? (await pool.run(job).catch((error: unknown) => undone(job, error, stop)));
				if (!known) kept?.keep(job, result);
				options.onResult?.(result);
				return result;
			}),
		);
	} finally {
		stop?.removeEventListener("abort", onStop);
		await pool.close();
	}
}

/** Of a job whose thread is gone: its own fault, unless all were stopped. */
function undone({ trace }: VerifyJob, error: unknown, stop?: AbortSignal): VerifyResult {
	if (!(error instanceof WorkerDied)) throw error;
	const stopped = stop?.aborted === true;
	return {
		name: traceName(trace),
		trace,
		outcome: stopped ? "skipped" : "failed",
		details: [stopped ? "stopped" : `the replay broke down: ${error.message}`],
		seconds: 0,
		kept: false,
	};
}
