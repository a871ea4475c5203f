import test from "ava";
import { WorkerDied, WorkerPool } from "../../src/regress/worker-pool.js";

/** Threads that answer after some time, or do not live so long. */
const PROGRAM = new URL(
	`data:text/javascript,${encodeURIComponent(`
		const { parentPort, threadId } = await import("node:worker_threads");
		parentPort.on("message", ({ ms, die }) => setTimeout(() => {
			if (die) process.exit(7);
			parentPort.postMessage(threadId);
		}, ms));`)}`,
);

interface Job {
	readonly ms: number;
	readonly die?: boolean;
}

test("no more threads than were asked for, and each is used again", async (t) => {
	const pool = new WorkerPool<Job, number>(PROGRAM, 2);
	const threads = await Promise.all([5, 5, 5, 5, 5].map((ms) => pool.run({ ms })));
	t.is(new Set(threads).size, 2);
	await pool.close();
});

test("a thread that dies takes its own job with it; who waits gets another", async (t) => {
	const pool = new WorkerPool<Job, number>(PROGRAM, 1);
	const [dead, alive] = await Promise.allSettled([pool.run({ ms: 1, die: true }), pool.run({ ms: 1 })]);
	t.true(dead.status === "rejected" && dead.reason instanceof WorkerDied);
	t.is(alive.status, "fulfilled");
	await pool.close();
});

test("when the pool is closed nothing waits for ever", async (t) => {
	const pool = new WorkerPool<Job, number>(PROGRAM, 1);
	const jobs = Promise.allSettled([pool.run({ ms: 60_000 }), pool.run({ ms: 1 })]);
	await pool.close();
	t.true((await jobs).every(({ status }) => status === "rejected"));
	await t.throwsAsync(pool.run({ ms: 1 }), { instanceOf: WorkerDied });
});
