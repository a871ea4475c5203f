/** The thread of a verify pool: takes jobs one at a time and answers each with its result. */
import { parentPort } from "node:worker_threads";
import { type VerifyJob, verifyOne } from "./verify-one.js";

parentPort?.on("message", async (job: VerifyJob) => {
	parentPort?.postMessage(await verifyOne(job));
});
