/** Runs MicroPython's own test runner against a recorded board. */
import { spawn } from "node:child_process";
import { mkdirSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { TICKS_PER_SECOND } from "../../src/chip/time.js";
import type { Firmware } from "../../src/firmware/reference.js";
import { findRom } from "../../src/firmware/rom.js";
import { makeMachine } from "../../src/session/machine.js";
import { recordFile } from "../../src/session/record-file.js";
import { withSerialHost } from "../../src/session/serial-session.js";
import { adapterFor, openSerial } from "../../src/world/serial/host/open.js";
import type { Checkout } from "./checkout.js";
import { type Outcomes, readOutcomes } from "./outcomes.js";

/** Guest time between checkpoints: a run has minutes, and is replayed as a whole. */
const CHECKPOINT = 10 * TICKS_PER_SECOND;
const PROMPT = ">>> ";
/** How long a board may take to its prompt, ms of the wall clock. */
const BOOT_MS = 120_000;

export interface ConformanceOptions {
	readonly checkout: Checkout;
	readonly firmware: Firmware;
	/** The python3 that has pyserial; tests are compared with what it says. */
	readonly python: string;
	/** Trace, results and the runner's output go here. */
	readonly folder: string;
	/** Tests to run, as the runner takes them; all without any. */
	readonly tests: readonly string[];
	/** The chip's seed; the same one draws the same random numbers. */
	readonly seed: bigint;
	readonly stop: AbortSignal;
	readonly onLine: (line: string) => void;
}

export interface ConformanceRun {
	readonly outcomes: Outcomes;
	readonly trace: string;
	/** Guest time, s. */
	readonly seconds: number;
}

/** Runs and records; what was recorded is whole however the runner ends. */
export async function runConformance(options: ConformanceOptions): Promise<ConformanceRun> {
	const { checkout, firmware, folder, stop, onLine } = options;
	const trace = join(folder, "run.mpk");
	const results = join(folder, "results");
	rmSync(results, { recursive: true, force: true });
	mkdirSync(results, { recursive: true });
	const adapter = adapterFor({ kind: "pty" });
	const line = await openSerial({ kind: "pty" }, adapter, () => {});
	let console = "";
	const session = recordFile({
		...withSerialHost(adapter),
		machine: makeMachine({ firmware, rom: findRom(), checkpointTicks: CHECKPOINT, seed: options.seed }),
		worlds: [adapter],
		trace,
		stop,
		onConsole: (byte) => {
			if (!console.endsWith(PROMPT)) console += String.fromCharCode(byte);
		},
	});
	try {
		await promptOf(() => console, stop);
		if (checkout.unittest) await installUnittest(options, line.where);
		const args = [checkout.runner, ...checkout.args(line.where, results), ...options.tests];
		const output = await command(options, options.python, ["-u", ...args], onLine);
		writeFileSync(join(folder, "runner.txt"), output.text);
		adapter.leave("the runner has ended");
		const { trace: end } = await session;
		return {
			outcomes: readOutcomes(output.text, results),
			trace,
			seconds: end.tick / TICKS_PER_SECOND,
		};
	} finally {
		adapter.leave("stopped");
		await session;
		adapter.unplug();
		await line.close();
	}
}

async function promptOf(console: () => string, stop: AbortSignal): Promise<void> {
	const deadline = performance.now() + BOOT_MS;
	while (!console().endsWith(PROMPT)) {
		if (stop.aborted) throw new Error("stopped");
		if (performance.now() > deadline) throw new Error(`no prompt after ${BOOT_MS / 1000} s:\n${console()}`);
		await new Promise((resolve) => setTimeout(resolve, 50));
	}
}

/** As `mpremote mip install unittest` does, from the checkout instead of the network. */
async function installUnittest(options: ConformanceOptions, device: string): Promise<void> {
	const { mpremote, unittest } = options.checkout;
	const compiled = join(options.folder, "unittest.mpy");
	const steps: [string, string[]][] = [
		[unittest!.compiler, ["-o", compiled, unittest!.source]],
		...["/lib", "/lib/unittest"].map((name): [string, string[]] => [
			options.python,
			[mpremote, "connect", device, "fs", "mkdir", `:${name}`],
		]),
		[options.python, [mpremote, "connect", device, "fs", "cp", compiled, ":/lib/unittest/__init__.mpy"]],
	];
	for (const [file, args] of steps) {
		const { code, text } = await command(options, file, args, () => {});
		if (code !== 0) throw new Error(`${file} ${args.join(" ")}:\n${text}`);
	}
}

/** Runs a command in the runner's folder. */
function command(
	{ checkout, python, stop }: ConformanceOptions,
	file: string,
	args: readonly string[],
	onLine: (line: string) => void,
): Promise<{ code: number | null; text: string }> {
	const env = { ...process.env, MICROPY_CPYTHON3: python };
	const child = spawn(file, args, {
		cwd: checkout.tests,
		env,
		stdio: ["ignore", "pipe", "pipe"],
		signal: stop,
	});
	let text = "";
	let told = 0;
	const take = (bytes: Buffer): void => {
		text += bytes.toString();
		for (let end = text.indexOf("\n", told); end >= 0; end = text.indexOf("\n", told)) {
			onLine(text.slice(told, end));
			told = end + 1;
		}
	};
	child.stdout.on("data", take);
	child.stderr.on("data", take);
	return new Promise((resolve, reject) => {
		child.once("error", (error) => (stop.aborted ? resolve({ code: null, text }) : reject(error)));
		child.once("close", (code) => resolve({ code, text }));
	});
}
