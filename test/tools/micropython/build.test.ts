/**
 * MicroPython built from Debian's source package: the build gives one image again and again, and that image does what
 * the port does on a module. Takes minutes, so it runs on request: REPLAY_BUILD_MICROPYTHON=1.
 */
import { type SpawnSyncReturns, spawnSync } from "node:child_process";
import { join } from "node:path";
import test, { type ExecutionContext } from "ava";
import { ImageCache, sha256 } from "../../../src/firmware/cache.js";
import { firmwareOfHash } from "../../../src/firmware/reference.js";
import { findRom } from "../../../src/firmware/rom.js";
import { describeDivergence } from "../../../src/session/divergence.js";
import { makeMachine } from "../../../src/session/machine.js";
import { MS, record, replay, steps } from "../../session/run.js";

/** A build takes a minute on an idle machine, and a busy one must not fail for it. */
const PATIENCE_MS = 3_600_000;

const BUILD = join(process.cwd(), "tools/micropython/build");

function build(...args: string[]): SpawnSyncReturns<string> {
	return spawnSync(BUILD, args, { encoding: "utf8", stdio: ["ignore", "pipe", "pipe"] });
}

/** Why these tests cannot run here, if they cannot. */
function obstacle(): string | undefined {
	if (process.env.REPLAY_BUILD_MICROPYTHON !== "1")
		return "takes minutes, runs with REPLAY_BUILD_MICROPYTHON=1";
	const { status, stderr } = build("--check");
	return status === 0 ? undefined : stderr.trim();
}

function romObstacle(): string | undefined {
	try {
		findRom();
		return undefined;
	} catch {
		return "there is no boot ROM";
	}
}

function buildTest(name: string, without: string | undefined, run: (t: ExecutionContext) => void): void {
	if (without === undefined) test.serial(name, run);
	else test.skip(`${name} [skipped: ${without}]`, (t) => t.pass());
}

const blocked = obstacle();

test("the build explains itself and refuses what it does not know", (t) => {
	if (process.platform === "win32") return t.pass();
	const help = build("--help");
	t.is(help.status, 0);
	t.regex(help.stdout, /^Usage: tools\/micropython\/build/);
	t.is(build("--frobnicate").status, 2);
});

buildTest("the same sources and compiler give the same image", blocked, (t) => {
	t.timeout(PATIENCE_MS);
	const first = build();
	t.is(first.status, 0, first.stderr);
	const hash = first.stdout.trim();
	t.is(sha256(new ImageCache().read("firmware", hash) ?? new Uint8Array()), hash);

	// Every build has a folder of its own, so paths differ.
	const again = build("--force");
	t.is(again.status, 0, again.stderr);
	t.is(again.stdout.trim(), hash);
});

buildTest(
	"the image keeps files over a reset, wakes from deep sleep, and replays",
	blocked ?? romObstacle(),
	(t) => {
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
	},
);
