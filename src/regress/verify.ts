/** Verifies many traces, several at a time, each in a thread of its own. */
import { Worker } from "node:worker_threads";
import { traceName } from "./trace-files.js";
import type { VerifyJob, VerifyResult } from "./verify-one.js";

const WORKER = new URL("./verify-worker.js", import.meta.url);

export interface VerifyOptions {
	/** Traces replayed at a time, from 1. */
	readonly jobs: number;
	/** The program of the threads, in the place of this package's own. */
	readonly worker?: URL;
	/** Called with each result as it comes. */
	readonly onResult?: (result: VerifyResult) => void;
}

/** Verifies all; the results are in the order of the jobs. A thread that dies fails its trace only. */
export async function verifyTraces(
	jobs: readonly VerifyJob[],
	options: VerifyOptions,
): Promise<readonly VerifyResult[]> {
	const { worker: program = WORKER } = options;
	const results: VerifyResult[] = new Array(jobs.length);
	let next = 0;
	const drain = async (): Promise<void> => {
		let worker = new Worker(program);
		try {
			while (next < jobs.length) {
				const at = next++;
				const result = await ask(worker, jobs[at]);
				if (result instanceof Error) {
					await worker.terminate();
					worker = new Worker(program);
				}
				results[at] = result instanceof Error ? failed(jobs[at], result) : result;
				options.onResult?.(results[at]);
			}
		} finally {
			await worker.terminate();
		}
	};
	const threads = Math.min(Math.max(1, options.jobs), jobs.length);
	await Promise.all(Array.from({ length: threads }, drain));
	return results;
}

/** Hands a job over and waits for the answer, or for the thread's death. */
function ask(worker: Worker, job: VerifyJob): Promise<VerifyResult | Error> {
	return new Promise((resolve) => {
		const settle = (answer: VerifyResult | Error) => {
			worker.off("message", settle).off("error", settle).off("exit", onExit);
			resolve(answer);
		};
		const onExit = (code: number) => settle(new Error(`the thread ended with code ${code}`));
		worker.on("message", settle).on("error", settle).on("exit", onExit);
		worker.postMessage(job);
	});
}

function failed(job: VerifyJob, error: Error): VerifyResult {
	return {
		name: traceName(job.trace),
		trace: job.trace,
		outcome: "failed",
		details: [`the replay broke down: ${error.message}`],
		seconds: 0,
	};
}
