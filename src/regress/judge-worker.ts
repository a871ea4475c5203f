/** The thread that judges builds: takes jobs one at a time and answers each with its result. */
import { parentPort } from "node:worker_threads";
import { type JudgeJob, runJudgeJob } from "./judge-job.js";

parentPort?.on("message", async (job: JudgeJob) => {
	parentPort?.postMessage(await runJudgeJob(job));
});
