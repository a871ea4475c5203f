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
	/** Called with each result as it comes. */
	readonly onResult?: (result: VerifyResult) => void;
}

/** Verifies all; the results are in the order of the jobs. A thread that dies fails its trace only. */
export async function verifyTraces(
	jobs: readonly VerifyJob[],
	options: VerifyOptions,
): Promise<readonly VerifyResult[]> {
	const pool = new WorkerPool<VerifyJob, VerifyResult>(options.worker ?? WORKER, options.jobs);
	try {
		return await Promise.all(
			jobs.map(async (job) => {
				const known = options.kept?.find(job);
				const result = known ?? (await pool.run(job).catch((error: unknown) => failed(job, error)));
				if (!known) options.kept?.keep(job, result);
				options.onResult?.(result);
				return result;
			}),
		);
	} finally {
		await pool.close();
	}
}

function failed(job: VerifyJob, error: unknown): VerifyResult {
	if (!(error instanceof WorkerDied)) throw error;
	return {
		name: traceName(job.trace),
		trace: job.trace,
		outcome: "failed",
		details: [`the replay broke down: ${error.message}`],
		seconds: 0,
		kept: false,
	};
}
