/** Records the committed traces and their golden files anew, after a change of the model, the ROM or a guest program. */
import { readFileSync } from "node:fs";
import { parseArgs } from "node:util";
import { ENGINES } from "../src/chip/create-chip.js";
import { TICKS_PER_SECOND } from "../src/chip/time.js";
import { ImageError } from "../src/firmware/errors.js";
import { writeAtomically } from "../src/firmware/files.js";
import { goldenPath } from "../src/regress/trace-files.js";
import { verifyOne } from "../src/regress/verify-one.js";
import { InMemory } from "../src/session/in-memory.js";
import { prepareMachine } from "../src/session/prepare.js";
import { parseScenario } from "../src/world/scenario/parse.js";
import { scenarioWorlds } from "../src/world/scenario/worlds.js";
import { committedTraces, type TraceRecipe } from "./trace-recipes.js";

const HELP = `Records the committed traces and their golden files anew.

  node dist/tools/record-traces.js [--only NAME]... [--engine interp|wasm|check] [--list]

  --only NAME     a trace (first-boot, guests/uart) or a group of them (guests, wifi); all without it
  --engine NAME   what runs the guest: ${ENGINES.join(", ")}; wasm unless said
  --list          names the traces, and records nothing

What needs an image that is not here is skipped by name. Nothing is overwritten by a recording that fails; one that does
not replay fails.

Exit codes: 0 recorded or skipped, 1 a recording failed, 2 wrong usage.

  node dist/tools/record-traces.js --only wifi --only first-boot
`;

/** Ends this with a mistake of whoever called it. */
function refuse(message: string): never {
	console.error(`record-traces: ${message}; --help says more`);
	process.exit(2);
}

function readArguments() {
	try {
		return parseArgs({
			options: {
				only: { type: "string", multiple: true },
				engine: { type: "string", default: "wasm" },
				list: { type: "boolean" },
				help: { type: "boolean", short: "h" },
			},
		}).values;
	} catch (error) {
		return refuse((error as Error).message.split(". ")[0]);
	}
}

const values = readArguments();
if (values.help) {
	process.stdout.write(HELP);
	process.exit(0);
}
const engine =
	ENGINES.find((name) => name === values.engine) ?? refuse(`--engine must be ${ENGINES.join(", ")}`);
const session = await InMemory.load();

/** The recipes of these names or groups; all without any. */
function wanted(names: readonly string[]): TraceRecipe[] {
	const all = committedTraces();
	const chosen = (name: string) => all.filter((r) => r.name === name || r.name.startsWith(`${name}/`));
	for (const name of names) {
		if (chosen(name).length === 0)
			refuse(`there is no trace "${name}"; there are: ${all.map((r) => r.name).join(" ")}`);
	}
	return names.length === 0 ? all : all.filter((r) => names.some((name) => chosen(name).includes(r)));
}

/** Records, writes and verifies one; returns what there is to say about it. */
async function record({ scenario: file, image, rom, path }: TraceRecipe): Promise<string> {
	const scenario = parseScenario(readFileSync(file, "utf8"), file);
	const machine = prepareMachine({ image, rom, scenario });
	const worlds = scenarioWorlds(scenario, machine.seed);
	const { bytes, end, trace } = session.record(machine, worlds, { engine });
	if (end?.failure) throw new Error(end.failure);
	writeAtomically(path, bytes);
	const { outcome, details } = await verifyOne({
		trace: path,
		golden: goldenPath(path),
		update: true,
		engine,
	});
	if (outcome !== "updated") throw new Error(`${outcome}: ${details.join("; ")}`);
	total += bytes.length;
	return `${bytes.length} bytes, ${(trace.tick / TICKS_PER_SECOND).toFixed(2)} s of guest time`;
}

let total = 0;
const skipped: string[] = [];
const failed: string[] = [];
const recipes = wanted(values.only ?? []);
for (const [i, recipe] of recipes.entries()) {
	const { name } = recipe;
	if (values.list) {
		console.log(name);
		continue;
	}
	const head = `[${String(i + 1).padStart(2)}/${recipes.length}] ${name.padEnd(26)}`;
	const started = performance.now();
	try {
		const facts = await record(recipe);
		console.log(`${head} ${facts}; ${((performance.now() - started) / 1000).toFixed(1)} s here`);
	} catch (error) {
		const missing = error instanceof ImageError && error.code === "unavailable";
		(missing ? skipped : failed).push(name);
		console.log(`${head} ${missing ? "skipped" : "FAILED"}: ${(error as Error).message}`);
	}
}
if (!values.list) {
	const recorded = recipes.length - skipped.length - failed.length;
	console.log(`${recorded} recorded, ${total} bytes`);
	if (skipped.length > 0) console.log(`${skipped.length} skipped: ${skipped.join(" ")}`);
	if (failed.length > 0) console.log(`${failed.length} failed: ${failed.join(" ")}`);
}
process.exitCode = failed.length === 0 ? 0 : 1;
