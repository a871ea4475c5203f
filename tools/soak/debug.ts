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
import { soakArguments } from "./arguments.js";
import type { Check } from "./debug/check.js";
import { giveHostilePackets } from "./debug/hostile.js";
import { firstPass, openAgain, walkAbout } from "./debug/walk.js";

const { positionals, whole } = soakArguments({
	usage: "[HOURS=1] [PLACES=100] [PACKETS=100000]",
	places: [0, 3],
});
const [hoursText = "1", placesText = "100", packetsText = "100000"] = positionals;
/** A part of an hour will do for a first look; 0 leaves the walk out, or the packets. */
const hours = /^\d*\.\d+$/.test(hoursText) ? Number(hoursText) : whole(hoursText);
const places = whole(placesText);
const packets = whole(packetsText);

async function recordHours(folder: string): Promise<string> {
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

async function main(): Promise<number> {
	const folder = mkdtempSync(join(tmpdir(), "esp8266-replay-debug-"));
	let failures = 0;
	const check: Check = (what, holds) => {
		console.log(`${holds ? "ok    " : "FAILED"} ${what}`);
		if (!holds) failures++;
	};
	try {
		if (hours > 0) {
			const trace = await recordHours(folder);
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

process.exitCode = await main();
