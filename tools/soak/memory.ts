/**
 * One process that records and replays real firmware, in turn, for a long time: boots, busy programs, resets and sleep,
 * Wi-Fi. Says each minute what memory it takes, and in the end whether that stayed flat.
 *
 *     node dist/tools/soak/memory.js [MINUTES=60]
 */
import { readFileSync } from "node:fs";
import { setImmediate as breath } from "node:timers/promises";
import { setFlagsFromString } from "node:v8";
import { runInNewContext } from "node:vm";
import { InMemory } from "../../src/session/in-memory.js";
import { prepareMachine } from "../../src/session/prepare.js";
import { parseScenario } from "../../src/world/scenario/parse.js";
import { scenarioWorlds } from "../../src/world/scenario/worlds.js";
import { committedTraces } from "../trace-recipes.js";
import { soakArguments } from "./arguments.js";
import { type Look, trends } from "./memory/flat.js";
import { countModules } from "./memory/modules.js";

const { positionals, whole } = soakArguments({ usage: "[MINUTES=60]", places: [0, 1] });
const [minutes = "60"] = positionals;
const span = whole(minutes, 1) * 60_000;

const MB = 2 ** 20;
const BUSY = { name: "busy programs", scenario: "tools/soak/memory/busy.yaml", image: "v1.23.0" };
const COMMITTED = /^(first-boot|repl-session|files-over-reset|deep-sleep|boot\/reset-causes|wifi\/.*)$/;
const work = [BUSY, ...committedTraces().filter(({ name }) => COMMITTED.test(name))];

const modules = countModules();
setFlagsFromString("--expose-gc");
const collect = runInNewContext("gc") as () => void;
const session = await InMemory.load();

/** Records and replays one; throws Error when either does not go as it must. */
function turn({ name, scenario: file, image }: (typeof work)[number]): void {
	const scenario = parseScenario(readFileSync(file, "utf8"), file);
	const machine = prepareMachine({ image, scenario });
	const { bytes, end } = session.record(machine, scenarioWorlds(scenario, machine.seed));
	if (end?.failure !== undefined) throw new Error(`${name}: ${end.failure}`);
	if (!session.replay(bytes, machine).reproduced) throw new Error(`${name} was not reproduced`);
}

/** What is held once all is collected that can be. */
async function look(at: number): Promise<Look> {
	collect();
	await breath();
	collect();
	const { rss, heapUsed, external, arrayBuffers } = process.memoryUsage();
	return { at, sizes: { rss, heapUsed, external, arrayBuffers } };
}

const started = performance.now();
const looks: Look[] = [];
let turns = 0;
let said = 0;
while (performance.now() - started < span) {
	try {
		turn(work[turns++ % work.length]);
	} catch (error) {
		console.error((error as Error).message);
		process.exit(1);
	}
	const now = performance.now() - started;
	const seen = await look(now);
	looks.push(seen);
	if (now < said + 60_000) continue;
	said = Math.floor(now / 60_000) * 60_000;
	const sizes = Object.entries(seen.sizes).map(([name, size]) => `${name} ${(size / MB).toFixed(0)} MB`);
	const { compiled, kept } = modules();
	console.log(
		`${String(said / 60_000).padStart(3)} min, ${turns} turns: ${sizes.join(", ")}; modules: ${compiled} compiled, ${kept} kept`,
	);
}
// In each third each kind of work once: they need different amounts.
const found = trends(looks, span, work.length);
if (!found) {
	console.error(`${turns} turns are too few to say anything; give it more minutes`);
	process.exitCode = 1;
} else {
	for (const { name, before, after, isFlat } of found) {
		const change = 100 * (after / before - 1);
		console.log(
			`${name}: ${(before / MB).toFixed(1)} MB in the second third, ${(after / MB).toFixed(1)} MB in the last ` +
				`(${change >= 0 ? "+" : ""}${change.toFixed(1)} %): ${isFlat ? "flat" : "GROWS"}`,
		);
	}
	if (!found.every(({ isFlat }) => isFlat)) process.exitCode = 1;
	console.log(`${turns} turns of ${work.length} kinds; memory ${process.exitCode ? "GROWS" : "stayed flat"}`);
}
