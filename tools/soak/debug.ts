/**
 * How well one walks in a long run: records an hour at the prompt with a line typed every minute, then goes to 100 random
 * moments of it and steps back there; and sends GDB's server 100,000 packets that no GDB would send.
 *
 *     node dist/tools/soak/debug.js [HOURS=1] [PLACES=100] [PACKETS=100000]
 */
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { runCli } from "../../src/cli/run.js";
import { Symbols } from "../../src/debug/code/symbols.js";
import { Debugger } from "../../src/debug/debugger.js";
import { GdbStub } from "../../src/debug/gdb/stub.js";
import { Monitor } from "../../src/debug/monitor/monitor.js";
import { TimeMachine } from "../../src/debug/time/time-machine.js";
import { traceRun } from "../../src/debug/time/trace-run.js";
import { firmwareOfHash } from "../../src/firmware/reference.js";
import { findRom } from "../../src/firmware/rom.js";
import { loadHash64 } from "../../src/trace/hash64.js";
import { openTrace } from "../../src/trace/reader.js";
import { giveHostile, hostilePacket, romOf } from "../../test/debug/gdb/hostile.js";
import { seeded } from "../random.js";
import { soakArguments } from "./arguments.js";

const { positionals, whole } = soakArguments({
	usage: "[HOURS=1] [PLACES=100] [PACKETS=100000]",
	places: [0, 3],
});
const [hours, places, packets] = [1, 100, 100_000].map((usual, i) => whole(positionals[i] ?? String(usual)));
const STEPS = 20;

const folder = mkdtempSync(join(tmpdir(), "esp8266-replay-debug-"));
let failures = 0;
const check = (what: string, holds: boolean): void => {
	console.log(`${holds ? "ok    " : "FAILED"} ${what}`);
	if (!holds) failures++;
};
const median = (values: number[]): number => values.sort((a, b) => a - b)[values.length >> 1];
const timed = (work: () => void): number => {
	const began = performance.now();
	work();
	return performance.now() - began;
};

async function recordHours(): Promise<string> {
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

async function openRun(path: string): Promise<TimeMachine> {
	const reader = await openTrace(readFileSync(path));
	const firmware = firmwareOfHash(reader.header.firmware.sha256, undefined, undefined);
	return new TimeMachine(traceRun(reader, firmware, findRom({ sha256: reader.header.rom.sha256 })));
}

/** Seeks and steps: what they take, and that a place is the same however one has come there. */
async function walk(time: TimeMachine): Promise<void> {
	const random = seeded(1);
	const hash64 = await loadHash64();
	const state = (): string => `${time.tick} ${time.chip.hash(hash64).whole}`;
	console.log(
		`first pass over ${(time.lastTick / 160e6 / 60).toFixed(1)} minutes: ${(timed(() => time.seek(time.lastTick)) / 1000).toFixed(1)} s`,
	);
	console.log(`${time.snapshots.spread.length} states kept, ${(time.snapshots.bytes / 1e6).toFixed(1)} MB`);
	const seeks: number[] = [];
	const steps: number[] = [];
	let astray = 0;
	for (let i = 0; i < places; i++) {
		seeks.push(timed(() => time.seek(Math.floor(random() * time.lastTick))));
		const seen: string[] = [];
		for (let k = 0; k < STEPS && time.step(); k++) seen.push(state());
		seen.pop();
		for (let k = seen.length - 1; k >= 0; k--) {
			steps.push(timed(() => time.stepBack()));
			if (state() !== seen[k]) astray++;
		}
	}
	const slowest = Math.max(...seeks);
	const [seek, step] = [median(seeks), median(steps)];
	check(`seek: median ${seek.toFixed(1)} ms, slowest ${slowest.toFixed(0)} ms`, seek < 200);
	check(`step back: median ${step.toFixed(1)} ms`, step < 50);
	check(`${steps.length} steps back, ${astray} astray`, astray === 0);
	const memory = process.resourceUsage().maxRSS / 1024;
	check(`memory at its most: ${memory.toFixed(0)} MB`, memory < 500);
}

/** 100,000 packets: no throw, no hang, the ROM as it was, and the run before the first write as it was. */
async function hostile(path: string): Promise<void> {
	const time = await openRun(path);
	const hash64 = await loadHash64();
	const rom = romOf(time);
	const debugger_ = new Debugger(time, new Symbols());
	const stub = new GdbStub(debugger_, new Monitor(debugger_));
	const random = seeded(2);
	const first = time.chip.hash(hash64).whole;
	let slowest = 0;
	const took = timed(() => {
		for (let i = 0; i < packets; i++)
			slowest = Math.max(
				slowest,
				timed(() => giveHostile(stub, hostilePacket(random), 3)),
			);
	});
	check(
		`${packets} hostile packets in ${(took / 1000).toFixed(0)} s, the slowest ${slowest.toFixed(0)} ms`,
		true,
	);
	check("the mask ROM is as it was", romOf(time).equals(rom));
	time.seek(0);
	check(
		"the beginning is as it was, but for what was written there",
		time.isChanged || time.chip.hash(hash64).whole === first,
	);
}

try {
	await walk(await openRun(await recordHours()));
	await hostile("traces/guests/uart.mpk");
} finally {
	rmSync(folder, { recursive: true, force: true });
}
console.log(failures === 0 ? "all as it should be" : `${failures} checks failed`);
process.exitCode = failures === 0 ? 0 : 1;
