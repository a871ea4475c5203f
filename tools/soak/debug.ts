/**
 * How well one walks in a long run: records an hour at the prompt with a line typed every minute, goes through it once,
 * opens it again, then goes to 100 random moments of it and steps back there; and sends GDB's server 100,000 packets that
 * no GDB would send.
 */
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { runCli } from "../../src/cli/run.js";
import { StateStore } from "../../src/debug/time/state-store.js";
import { type RunEvent, TimeMachine } from "../../src/debug/time/time-machine.js";
import { traceRun } from "../../src/debug/time/trace-run.js";
import { firmwareOfHash } from "../../src/firmware/reference.js";
import { findRom } from "../../src/firmware/rom.js";
import { loadHash64 } from "../../src/trace/hash64.js";
import { openTrace } from "../../src/trace/reader.js";
import { giveHostilePackets } from "./debug/hostile.js";
import { firstPass, openAgain, walkAbout } from "./debug/walk.js";

/** Says what was looked at, and whether it is as it should be. */
export type Check = (what: string, holds: boolean) => void;

const USAGE = `Usage: node dist/tools/soak/debug.js [HOURS=1] [PLACES=100] [PACKETS=100000]

HOURS    guest time of the run that is recorded and walked in; 0 leaves that out
PLACES   random moments of it that are gone to, with 20 steps forth and back at each
PACKETS  packets that are given to GDB's server; 0 leaves that out

Exit codes: 0 all as it should be, 1 a check failed, 2 usage.`;

async function recordHours(folder: string, hours: number): Promise<string> {
	const scenario = join(folder, "hours.yaml");
	const trace = join(folder, "hours.mpk");
	const minute = (i: number) =>
		`  - line: "print(sum(i * i for i in range(${100 + i})))"\n  - expect: ">>> "\n  - wait: 60s\n`;
	const steps = Array.from({ length: Math.ceil(hours * 60) }, (_, i) => minute(i)).join("");
	writeFileSync(scenario, `name: hours\nsteps:\n  - expect: ">>> "\n${steps}`);
	const code = await runCli(["record", "v1.23.0", "--scenario", scenario, "-o", trace, "--quiet"]);
	if (code !== 0) throw new Error(`recording ended with exit code ${code}`);
	return trace;
}

async function openRun(path: string, store?: StateStore, events?: readonly RunEvent[]): Promise<TimeMachine> {
	const reader = await openTrace(readFileSync(path));
	const firmware = firmwareOfHash(reader.header.firmware.sha256, undefined, undefined);
	const run = traceRun(reader, firmware, findRom({ sha256: reader.header.rom.sha256 }));
	return new TimeMachine({ ...run, events: events ?? run.events }, { store });
}

async function main(hours: number, places: number, packets: number): Promise<number> {
	const folder = mkdtempSync(join(tmpdir(), "esp8266-replay-debug-"));
	let failures = 0;
	const check: Check = (what, holds) => {
		console.log(`${holds ? "ok    " : "FAILED"} ${what}`);
		if (!holds) failures++;
	};
	try {
		if (hours > 0) {
			const trace = await recordHours(folder, hours);
			const store = new StateStore([trace], await loadHash64(), { folder: join(folder, "states") });
			firstPass(await openRun(trace, store));
			await walkAbout(await openAgain((kept) => openRun(trace, kept), store, check), places, check);
		}
		if (packets > 0) {
			const open = (events?: readonly RunEvent[]) => openRun("traces/guests/uart.mpk", undefined, events);
			await giveHostilePackets(open, packets, check);
		}
	} finally {
		rmSync(folder, { recursive: true, force: true });
	}
	console.log(failures === 0 ? "all as it should be" : `${failures} checks failed`);
	return failures === 0 ? 0 : 1;
}

const args = process.argv.slice(2);
const numbers = [1, 100, 100_000].map((usual, i) => Number(args[i] ?? usual));
if (args.includes("--help")) console.log(USAGE);
else if (args.length > 3 || numbers.some((value) => !(value >= 0))) {
	console.error(USAGE);
	process.exitCode = 2;
} else {
	const [hours, places, packets] = numbers;
	process.exitCode = await main(hours, places, packets);
}
