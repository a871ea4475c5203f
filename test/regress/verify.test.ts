import { mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import test, { type ExecutionContext } from "ava";
import { ImageCache } from "../../src/firmware/cache.js";
import { goldenPath } from "../../src/regress/trace-files.js";
import { verifyTraces } from "../../src/regress/verify.js";
import { type VerifyJob, verifyOne } from "../../src/regress/verify-one.js";
import { echoMachine } from "../session/guest.js";
import { rewrite } from "../session/rewrite.js";
import { record, steps } from "../session/run.js";
import { tempFolder } from "../temp.js";

const machine = echoMachine();
const recorded = record(machine, steps("  - send: HAL\n  - expect: IBM\n")).bytes;

/** A project with one trace, and a cache that has what it needs. */
function project(t: ExecutionContext, bytes = recorded): VerifyJob {
	const folder = tempFolder(t);
	const cache = join(folder, "cache");
	new ImageCache(cache).store("firmware", machine.firmware.bytes);
	new ImageCache(cache).store("rom", machine.rom.bytes);
	const trace = join(folder, "traces", "hal.mpk");
	mkdirSync(join(folder, "traces"));
	writeFileSync(trace, bytes);
	return { trace, golden: goldenPath(trace), update: false, cache };
}

test("without a golden file nothing passes; updated, it does; changed, it fails", async (t) => {
	const job = project(t);
	const missing = await verifyOne(job);
	t.is(missing.outcome, "unreadable");
	t.regex(missing.details[0], /there is no golden file .* --update/);
	t.like(await verifyOne({ ...job, update: true }), { outcome: "updated", name: "hal", details: [] });
	t.like(await verifyOne(job), { outcome: "passed", details: [] });
	const golden = readFileSync(job.golden, "utf8");
	writeFileSync(job.golden, golden.replace(/"console": "./, '"console": "_'));
	const failed = await verifyOne(job);
	t.is(failed.outcome, "failed");
	t.regex(failed.details[0], /^digests\.console: golden _/);
	writeFileSync(job.golden, "{}");
	t.is((await verifyOne(job)).outcome, "unreadable");
});

test("a divergence is not made golden", async (t) => {
	const job = project(t, rewrite(recorded, { byte: (byte) => byte ^ 1 }));
	const result = await verifyOne({ ...job, update: true });
	t.is(result.outcome, "failed");
	t.true(result.details.some((line) => line.includes("output uart0 differs")));
});

test("a recording that was cut off is neither passed nor made golden", async (t) => {
	const job = project(t, recorded.slice(0, recorded.length - 20));
	const result = await verifyOne({ ...job, update: true });
	t.is(result.outcome, "unreadable");
	t.regex(result.details[0], /cut off/);
	t.throws(() => readFileSync(job.golden), { code: "ENOENT" });
});

test("what cannot be verified is told apart", async (t) => {
	const other = project(t, rewrite(recorded, { header: (h) => ({ ...h, model: h.model + 1 }) }));
	t.is((await verifyOne(other)).outcome, "refused");
	const broken = project(t, recorded.slice().fill(0, 100, 110));
	t.is((await verifyOne(broken)).outcome, "unreadable");
	const bare = project(t);
	rmSync(bare.cache!, { recursive: true });
	const skipped = await verifyOne(bare);
	t.is(skipped.outcome, "skipped");
	t.regex(skipped.details[0], /was not found/);
	t.is((await verifyOne({ ...bare, trace: `${bare.trace}.gone` })).outcome, "unreadable");
});

test("many traces in a few threads, results in order", async (t) => {
	const job = project(t);
	const seen: string[] = [];
	const jobs = [
		{ ...job, update: true },
		{ ...job, trace: `${job.trace}.gone` },
		{ ...job, update: true, golden: `${job.golden}.other` },
	];
	const results = await verifyTraces(jobs, { jobs: 2, onResult: ({ outcome }) => seen.push(outcome) });
	t.deepEqual(
		results.map(({ outcome }) => outcome),
		["updated", "unreadable", "updated"],
	);
	t.is(seen.length, 3);
	t.deepEqual(await verifyTraces([], { jobs: 4 }), []);
});

test("a thread that dies fails its own trace only", async (t) => {
	const program = `
		const { parentPort } = await import("node:worker_threads");
		parentPort.on("message", ({ trace }) => {
			if (trace === "throws") throw new Error("out of luck");
			if (trace === "exits") process.exit(3);
			parentPort.postMessage({ name: trace, trace, outcome: "passed", details: [], seconds: 0 });
		});`;
	const worker = new URL(`data:text/javascript,${encodeURIComponent(program)}`);
	const jobs = ["good", "throws", "exits", "better"].map((trace) => ({ trace, golden: "", update: false }));
	const results = await verifyTraces(jobs, { jobs: 1, worker });
	t.deepEqual(
		results.map(({ name, outcome }) => [name, outcome]),
		[
			["good", "passed"],
			["throws", "failed"],
			["exits", "failed"],
			["better", "passed"],
		],
	);
	t.regex(results[1].details[0], /broke down: out of luck/);
	t.regex(results[2].details[0], /ended with code 3/);
});

test("what is not done when it is stopped is skipped", async (t) => {
	const program = `
		const { parentPort } = await import("node:worker_threads");
		parentPort.on("message", ({ trace }) => {
			if (trace === "first")
				parentPort.postMessage({ name: trace, trace, outcome: "passed", details: [], seconds: 0, kept: false });
		});`;
	const worker = new URL(`data:text/javascript,${encodeURIComponent(program)}`);
	const controller = new AbortController();
	const jobs = ["first", "endless", "later"].map((trace) => ({ trace, golden: "", update: false }));
	const results = await verifyTraces(jobs, {
		jobs: 1,
		worker,
		stop: controller.signal,
		onResult: ({ trace }) => {
			if (trace === "first") setTimeout(() => controller.abort(), 20);
		},
	});
	t.deepEqual(
		results.map(({ outcome, details }) => [outcome, ...details]),
		[["passed"], ["skipped", "stopped"], ["skipped", "stopped"]],
	);
});
