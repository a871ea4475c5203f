/**
 * MicroPython built from Debian's source package: the build gives the image that the tool knows, and that image does
 * what the port does on a module. A first build takes minutes and downloads, so it is on request:
 * REPLAY_BUILD_MICROPYTHON=1.
 */
import { type SpawnSyncReturns, spawn, spawnSync } from "node:child_process";
import { chmodSync, existsSync, mkdirSync, readdirSync, writeFileSync } from "node:fs";
import { delimiter, join } from "node:path";
import test, { type ExecutionContext } from "ava";
import { ImageCache, sha256 } from "../../../src/firmware/cache.js";
import { findVersion } from "../../../src/firmware/image.js";
import { firmwareOfHash } from "../../../src/firmware/reference.js";
import { DEBIAN_BUILD } from "../../../src/firmware/releases.js";
import { findRom } from "../../../src/firmware/rom.js";
import { describeDivergence } from "../../../src/session/divergence.js";
import { makeMachine } from "../../../src/session/machine.js";
import { MS, record, replay, steps } from "../../session/run.js";
import { tempFolder } from "../../temp.js";

/** A build takes a minute on an idle machine, and a busy one must not fail for it. */
const PATIENCE_MS = 3_600_000;

const BUILD = join(process.cwd(), "tools/micropython/build");

function build(...args: string[]): SpawnSyncReturns<string> {
	return spawnSync(BUILD, args, { encoding: "utf8", stdio: ["ignore", "pipe", "pipe"] });
}

const onLinux = process.platform === "linux" ? test : test.skip;

function buildTest(name: string, run: (t: ExecutionContext) => void): void {
	if (process.env.REPLAY_BUILD_MICROPYTHON === "1") test.serial(name, run);
	else test.skip(`${name} [skipped: takes minutes, runs with REPLAY_BUILD_MICROPYTHON=1]`, run);
}

/** A PATH that has the commands the build asks for, all doing what `body` says. */
function commands(t: ExecutionContext, body: string): { path: string; cache: string } {
	const folder = tempFolder(t);
	const bin = join(folder, "bin");
	mkdirSync(bin);
	for (const name of ["apt-get", "dpkg-source", "dpkg-parsechangelog", "make", "gcc", "python3"]) {
		writeFileSync(join(bin, name), `#!/bin/sh\n${body}\n`);
		chmodSync(join(bin, name), 0o755);
	}
	return { path: `${bin}${delimiter}${process.env.PATH}`, cache: join(folder, "cache") };
}

onLinux("the build explains itself and refuses what it does not know", (t) => {
	const help = build("--help");
	t.is(help.status, 0);
	t.regex(help.stdout, /^Usage: tools\/micropython\/build/);
	t.is(build("--frobnicate").status, 2);
});

onLinux("offline, with nothing downloaded before, it says what is missing", (t) => {
	const { path, cache } = commands(t, "exit 1");
	const env = { ...process.env, PATH: path };
	const { status, stderr } = spawnSync(BUILD, ["--cache", cache, "--offline"], { env, encoding: "utf8" });
	t.is(status, 3);
	t.is(stderr, "MicroPython's source package is not in the cache.\n");
	t.deepEqual(readdirSync(join(cache, "debian")), []);
});

onLinux("a signal ends what it runs, and leaves nothing lying about", async (t) => {
	const { path, cache } = commands(t, `echo begun > "$0.begun"; exec sleep 1000`);
	const begun = join(cache, "../bin/apt-get.begun");
	const child = spawn(BUILD, ["--cache", cache], { env: { ...process.env, PATH: path }, stdio: "ignore" });
	const ended = new Promise((resolve) => child.once("exit", resolve));
	while (!existsSync(begun)) await new Promise((resolve) => setTimeout(resolve, 20));
	child.kill("SIGINT");
	t.is(await ended, 130);
	t.deepEqual(readdirSync(join(cache, "debian")), []);
});

buildTest("the build gives the image that the tool knows", (t) => {
	t.timeout(PATIENCE_MS);
	const { status, stdout, stderr } = build();
	t.is(status, 0, stderr);
	t.regex(stderr, new RegExp(`xtensa-lx106-elf-gcc .* ${DEBIAN_BUILD.compiler};`));
	t.is(stdout.trim(), DEBIAN_BUILD.sha256);
	const image = new ImageCache().read("firmware", DEBIAN_BUILD.sha256)!;
	t.is(sha256(image), DEBIAN_BUILD.sha256);
	t.is(image.length, DEBIAN_BUILD.size);
	t.is(findVersion(image), DEBIAN_BUILD.version);
});

buildTest("the image keeps files over a reset, wakes from deep sleep, and replays", (t) => {
	t.timeout(PATIENCE_MS);
	const built = build();
	t.is(built.status, 0, built.stderr);
	const cache = new ImageCache();
	const firmware = firmwareOfHash(built.stdout.trim(), undefined, undefined, cache);
	const machine = makeMachine({ firmware, rom: findRom({}, cache) });
	const script = [
		["import os,machine; print(os.listdir(), 6*7)", "['boot.py'] 42"],
		["f=open('kept.txt','w'); f.write('kept'); f.close(); machine.reset()", "MicroPython"],
		["import machine; print(open('kept.txt').read(), machine.reset_cause())", "kept 4"],
		["machine.RTC().memory(b'awake'); machine.deepsleep(1500)", "MicroPython"],
		["import machine; print(machine.RTC().memory(), machine.reset_cause())", "b'awake' 5"],
	];
	const text = script
		.map(
			([line, answer]) =>
				`  - line: ${JSON.stringify(line)}\n  - expect: ${JSON.stringify(answer)}\n  - expect: ">>> "\n`,
		)
		.join("");
	const { bytes, console, end } = record(machine, steps(`  - expect: ">>> "\n${text}`), 60_000 * MS);
	t.deepEqual(end, { reason: "scenario end" }, console);
	const result = replay(bytes, machine);
	t.true(result.reproduced, describeDivergence(result.divergence ?? {}).join("\n"));
});
