/**
 * A session of ten minutes and 500 inputs, of which a failure needs three: `replay minimise` must keep those.
 *
 *     node dist/tools/soak/minimise.js FIRMWARE [FOLDER] [SEED=1]
 *
 * FIRMWARE is a MicroPython. The search is stopped once in its middle and gone on with.
 */
import { spawn, spawnSync } from "node:child_process";
import { existsSync, mkdirSync, mkdtempSync, readFileSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { PROGRAM } from "../program.js";
import { seeded } from "../random.js";
import { soakArguments } from "./arguments.js";

const { positionals, whole } = soakArguments({ usage: "FIRMWARE [FOLDER] [SEED=1]", places: [1, 3] });
const [firmware, folder = mkdtempSync(join(tmpdir(), "replay-minimise-")), seed = "1"] = positionals;
mkdirSync(folder, { recursive: true });

const CLI = PROGRAM;
/** The exit code of a search that was stopped. */
const STOPPED = 125;
const INPUTS = 500;
const NEEDED = ["level = 5", "level -= 5", "print(10 // level)"];
const random = seeded(whole(seed));
const below = (limit: number) => Math.floor(random() * limit);

/** Steps that have nothing to do with the failure: lines, edges, voltages. */
function idleStep(i: number): string {
	switch (below(4)) {
		case 0:
			return `  - line: "x${i} = ${below(1000)} * ${below(1000)}"`;
		case 1:
			return `  - line: "print('step ${i}', sum(range(${below(100)})))"`;
		case 2:
			return `  - pin: { ${[4, 5, 12, 13][below(4)]}: ${["low", "high"][below(2)]} }`;
		default:
			return `  - adc: ${(below(1000) / 1000).toFixed(3)}`;
	}
}

const places = new Set<number>();
while (places.size < NEEDED.length) places.add(below(INPUTS));
const needed = [...places].sort((a, b) => a - b);
const steps = Array.from({ length: INPUTS }, (_, i) => {
	const at = needed.indexOf(i);
	return `${at < 0 ? idleStep(i) : `  - line: "${NEEDED[at]}"`}\n  - wait: ${1000 + below(400)}ms`;
});
const path = (name: string) => join(folder, name);
writeFileSync(path("session.yaml"), `name: ten minutes\nsteps:\n  - expect: ">>> "\n${steps.join("\n")}\n`);
const args = ["record", firmware, "--scenario", path("session.yaml"), "-o", path("session.mpk"), "-q"];
if (!existsSync(path("session.mpk"))) {
	console.log(spawnSync(process.execPath, [CLI, ...args], { encoding: "utf8" }).stderr.trim());
}

const search = [
	CLI,
	"minimise",
	path("session.mpk"),
	"-o",
	path("small.mpk"),
	"--shows",
	"ZeroDivisionError",
	"--json",
];
const started = performance.now();
const first = spawn(process.execPath, search, { stdio: "ignore" });
const gone = new Promise((resolve) => first.once("exit", resolve));
const tested = () => {
	try {
		return readFileSync(path("small.mpk.journal"), "utf8").split("\n").length - 2;
	} catch {
		return 0;
	}
};
while (tested() < 12 && first.exitCode === null) await sleep(100);
first.kill("SIGINT");
const stopped = await gone;
console.log(`stopped after ${tested()} tests: exit code ${stopped}`);
const { status, stdout, stderr } = spawnSync(process.execPath, search, { encoding: "utf8" });
if (status !== 0) throw new Error(stderr);
const result = JSON.parse(stdout);
const kept = result.inputs.map(({ what }: { what: string }) => JSON.parse(what).trim());
const right = stopped === STOPPED && result.known >= 12 && JSON.stringify(kept) === JSON.stringify(NEEDED);
console.log(
	JSON.stringify({ ...result, seconds: Math.round((performance.now() - started) / 1000) }, undefined, "\t"),
);
console.log(right ? "kept those three" : "WRONG");
process.exitCode = right ? 0 : 1;
