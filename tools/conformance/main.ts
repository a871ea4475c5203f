/**
 * Runs MicroPython's own test suite against a recorded board, and keeps what came of it.
 *
 *     node dist/tools/conformance/main.js --checkout DIR --firmware v1.14 [-o FOLDER] [TEST...]
 *     node dist/tools/conformance/main.js --page
 *
 * DIR is a checkout of the version that FIRMWARE is of. Exit codes: 0 every failure is explained, 1 one is not,
 * 2 it cannot be run, 125 the runner did not come to its end.
 */
import { spawnSync } from "node:child_process";
import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { stopOnSignals } from "../../src/cli/signals.js";
import { resolveFirmware } from "../../src/firmware/resolve.js";
import { PROGRAM } from "../program.js";
import { openCheckout } from "./checkout.js";
import { type Result, readResults, writePage } from "./page.js";
import { readReasons } from "./reasons.js";
import { type ConformanceRun, runConformance } from "./run.js";

const HERE = join(process.cwd(), "tools/conformance");
const CLI = PROGRAM;
const PYTHONS = ["python3", "/usr/bin/python3"];

const { values, positionals } = parseArgs({
	allowPositionals: true,
	options: {
		checkout: { type: "string" },
		firmware: { type: "string" },
		output: { type: "string", short: "o", default: "conformance" },
		python: { type: "string" },
		seed: { type: "string", default: "1" },
		page: { type: "boolean" },
	},
});

try {
	if (values.page) process.exitCode = page();
	else if (values.checkout && values.firmware)
		process.exitCode = await main(values.checkout, values.firmware);
	else throw new Error("give --checkout DIR and --firmware VERSION, or --page; README.md tells more");
} catch (error) {
	console.error(`conformance: ${(error as Error).message}`);
	process.exitCode = 2;
}

async function main(folder: string, version: string): Promise<number> {
	const checkout = openCheckout(folder);
	const firmware = await resolveFirmware(version);
	const python = values.python ?? PYTHONS.find(hasPyserial);
	if (!python) throw new Error("no python3 with pyserial: name one with --python");
	const output = join(values.output, version);
	mkdirSync(output, { recursive: true });
	const signals = stopOnSignals();
	const run = await runConformance({
		checkout,
		firmware,
		python,
		folder: output,
		tests: positionals,
		seed: BigInt(values.seed),
		stop: signals.stop,
		onLine: tell(),
	});
	signals.release();
	const { outcomes, trace, seconds } = run;
	console.log(
		`${outcomes.passed} of ${outcomes.performed} passed, ${outcomes.skipped.length} skipped; ${trace}`,
	);
	const replayed = replays(trace);
	console.log(`the recording ${replayed ? "replays to the same state" : "DOES NOT REPLAY"}`);
	for (const { test, got } of outcomes.failures) console.log(`failed: ${test}: ${got}`);
	if (!outcomes.complete) {
		console.log(`the runner did not come to its end: see ${join(output, "runner.txt")}`);
		return 125;
	}
	if (positionals.length > 0) return replayed ? 0 : 1;
	keep(run, {
		tests: version,
		firmware: firmware.version ?? version,
		sha256: firmware.sha256,
		python: versionOf(python),
		seconds,
		replayed,
	});
	return Math.max(page(), replayed ? 0 : 1);
}

function keep(run: ConformanceRun, about: Omit<Result, keyof ConformanceRun["outcomes"]>): void {
	const result: Result = { ...about, seconds: Math.round(about.seconds), ...run.outcomes };
	writeFileSync(join(HERE, "results", `${about.tests}.json`), `${JSON.stringify(result, null, "\t")}\n`);
}

/** Writes the page anew. */
function page(): number {
	const reasons = readReasons(join(HERE, "reasons.yaml"));
	const unexplained = writePage(join(HERE, "results.md"), readResults(join(HERE, "results")), reasons);
	for (const line of unexplained) console.log(`not explained: ${line}`);
	return unexplained.length > 0 ? 1 : 0;
}

/** Says failures at once, and how far it is. */
function tell(): (line: string) => void {
	let count = 0;
	return (line) => {
		if (/^(pass|skip|FAIL|lrge) /.test(line)) count++;
		if (line.startsWith("FAIL") || count % 100 === 0) console.log(`[${count}] ${line}`);
	};
}

function replays(trace: string): boolean {
	return (
		spawnSync(process.execPath, [CLI, "replay", trace], { stdio: ["ignore", "ignore", "inherit"] }).status ===
		0
	);
}

function hasPyserial(python: string): boolean {
	return spawnSync(python, ["-c", "import serial"], { stdio: "ignore" }).status === 0;
}

function versionOf(python: string): string {
	const { stdout } = spawnSync(python, ["--version"], { encoding: "utf8" });
	return stdout.trim().replace("Python", "CPython");
}
