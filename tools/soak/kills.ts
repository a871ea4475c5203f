/**
 * Kills recordings at random moments: what is left of each must replay up to its last whole chunk.
 *
 *     node dist/tools/soak/kills.js FIRMWARE SCENARIO [COUNT=100] [SEED=1]
 */
import { spawn } from "node:child_process";
import { existsSync, mkdtempSync, rmSync, statSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { TICKS_PER_SECOND } from "../../src/chip/time.js";
import { firmwareOfHash } from "../../src/firmware/reference.js";
import { findRom } from "../../src/firmware/rom.js";
import { loadDigests } from "../../src/session/digest.js";
import { replayTrace } from "../../src/session/replayer.js";
import { loadHash64 } from "../../src/trace/hash64.js";
import { TraceReader } from "../../src/trace/reader.js";
import { FileSource } from "../../src/trace/source.js";
import { PROGRAM } from "../program.js";
import { seeded } from "../random.js";
import { soakArguments } from "./arguments.js";

const { positionals, whole } = soakArguments({
	usage: "FIRMWARE SCENARIO [COUNT=100] [SEED=1]",
	places: [2, 4],
});
const [firmware, scenario, count = "100", seed = "1"] = positionals;

/** Longest time a recording is left alone, ms. */
const LONGEST_MS = 3000;
const cli = PROGRAM;
const folder = mkdtempSync(join(tmpdir(), "replay-kills-"));
const hash64 = await loadHash64();
const digests = await loadDigests();
const random = seeded(whole(seed));
let wrong = 0;
let bytes = 0;
let guestSeconds = 0;

for (let i = 0; i < whole(count); i++) {
	const path = join(folder, `${i}.mpk`);
	const args = ["record", firmware, "--scenario", scenario, "--fast", "-o", path];
	const child = spawn(process.execPath, [cli, ...args], { stdio: "ignore" });
	const gone = new Promise((resolve) => child.on("exit", resolve));
	while (!existsSync(path) && child.exitCode === null) await sleep(5);
	await sleep(random() * LONGEST_MS);
	child.kill("SIGKILL");
	await gone;
	const source = new FileSource(path);
	try {
		const reader = new TraceReader(source, hash64);
		const result = replayTrace(reader, {
			firmware: firmwareOfHash(reader.header.firmware.sha256, undefined, undefined),
			rom: findRom({ sha256: reader.header.rom.sha256 }),
			hash64,
			digests: digests(),
		});
		const seconds = result.tick / TICKS_PER_SECOND;
		bytes += statSync(path).size;
		guestSeconds += seconds;
		const how = result.ending?.complete ? "whole" : "unfinished";
		if (!result.reproduced) wrong++;
		console.log(`${i}: ${how}, ${result.reproduced ? "reproduced" : "DIVERGED"} to ${seconds.toFixed(3)} s`);
	} catch (error) {
		wrong++;
		console.log(`${i}: ${(error as Error).message}`);
	} finally {
		source.close();
	}
}
rmSync(folder, { recursive: true });
console.log(
	`${count} kills, ${wrong} wrong; ${bytes} bytes of trace for ${guestSeconds.toFixed(1)} guest seconds`,
);
process.exitCode = wrong === 0 ? 0 : 1;
