/**
 * A session of 40 inputs, recorded on one build, given to every other in the cache: none may hang the tool, and each
 * difference that is told should be one that a person would call so.
 *
 *     node dist/tools/soak/other-builds.js [--on v1.18] [--scenario tools/soak/forty-inputs.yaml]
 */
import { readFileSync } from "node:fs";
import { ImageCache } from "../../src/firmware/cache.js";
import { findFirmware } from "../../src/firmware/reference.js";
import { findRom } from "../../src/firmware/rom.js";
import { describeJudgement } from "../../src/session/behave/describe.js";
import { judge } from "../../src/session/behave/judge.js";
import { replayedFiles } from "../../src/session/files/replayed-files.js";
import { InMemory } from "../../src/session/in-memory.js";
import { prepareMachine } from "../../src/session/prepare.js";
import { parseScenario } from "../../src/world/scenario/parse.js";
import { scenarioWorlds } from "../../src/world/scenario/worlds.js";
import { soakArguments } from "./arguments.js";

const { values } = soakArguments({
	usage: "[--on v1.18] [--scenario tools/soak/forty-inputs.yaml]",
	options: {
		on: { type: "string", default: "v1.18" },
		scenario: { type: "string", default: "tools/soak/forty-inputs.yaml" },
	},
});
const session = await InMemory.load();
const rom = findRom();
const scenario = parseScenario(readFileSync(values.scenario, "utf8"), values.scenario);
const machine = prepareMachine({ image: values.on, scenario });
const { bytes, end } = session.record(machine, scenarioWorlds(scenario, machine.seed));
if (end?.failure !== undefined) throw new Error(end.failure);
console.log(`recorded on ${values.on}`);
const files = replayedFiles(session.open(bytes), { hash64: session.hash64, digests: session.digests() });
for (const sha of new ImageCache().list("firmware")) {
	const firmware = findFirmware(sha);
	const started = performance.now();
	const judgement = judge(session.open(bytes), {
		firmware,
		rom,
		hash64: session.hash64,
		digests: session.digests(),
		recordedFiles: () => files,
	});
	const [verdict, ...evidence] = describeJudgement(judgement);
	const seconds = ((performance.now() - started) / 1000).toFixed(1);
	console.log(`\n${firmware.version ?? sha.slice(0, 16)}: ${verdict} (${seconds} s here)`);
	for (const line of evidence) console.log(`  ${line}`);
}
