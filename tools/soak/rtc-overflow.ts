/**
 * Eight guest hours, twice: the RTC's counter overflows after 7:45 h, and time is lost unless somebody asks for it in
 * between. Recorded, replayed, timed.
 *
 *     node dist/tools/soak/rtc-overflow.js
 */
import { readFileSync } from "node:fs";
import { TICKS_PER_SECOND } from "../../src/chip/time.js";
import { InMemory } from "../../src/session/in-memory.js";
import { prepareMachine } from "../../src/session/prepare.js";
import { parseScenario } from "../../src/world/scenario/parse.js";
import { scenarioWorlds } from "../../src/world/scenario/worlds.js";
import { soakArguments } from "./arguments.js";

const IMAGE = "v1.23.0";
soakArguments({ usage: "" });
const session = await InMemory.load();
let failures = 0;

const seconds = (since: number) => ((performance.now() - since) / 1000).toFixed(1);

for (const name of ["overflow", "hourly"]) {
	const file = `tools/soak/rtc/${name}.yaml`;
	const scenario = parseScenario(readFileSync(file, "utf8"), file);
	const machine = prepareMachine({ image: IMAGE, scenario });
	const started = performance.now();
	const { bytes, end, trace } = session.record(machine, scenarioWorlds(scenario, machine.seed));
	const recorded = seconds(started);
	const again = performance.now();
	const { reproduced } = session.replay(bytes, machine);
	if (end?.failure || !reproduced) failures++;
	console.log(
		`${name}: ${(trace.tick / TICKS_PER_SECOND / 3600).toFixed(2)} guest hours, recorded in ${recorded} s, ` +
			`${end?.failure ?? end?.reason}; ${reproduced ? "reproduced" : "DIVERGED"} in ${seconds(again)} s; ${bytes.length} bytes`,
	);
}
process.exitCode = failures === 0 ? 0 : 1;
