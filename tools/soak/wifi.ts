/**
 * Runs every Wi-Fi scenario on several releases, with the project's own boot ROM; records and replays each.
 *
 *     node dist/tools/soak/wifi.js [--scenario NAME...] [--version V...]
 */
import { readdirSync, readFileSync } from "node:fs";
import { basename, join } from "node:path";
import { TICKS_PER_SECOND } from "../../src/chip/time.js";
import { findFirmware } from "../../src/firmware/reference.js";
import { InMemory } from "../../src/session/in-memory.js";
import { prepareMachine } from "../../src/session/prepare.js";
import { parseScenario } from "../../src/world/scenario/parse.js";
import { scenarioWorlds } from "../../src/world/scenario/worlds.js";
import { soakArguments } from "./arguments.js";

const FOLDER = "traces/wifi";

const { values } = soakArguments({
	usage: "[--scenario NAME...] [--version V...]",
	options: { scenario: { type: "string", multiple: true }, version: { type: "string", multiple: true } },
});
const scenarios =
	values.scenario ??
	readdirSync(FOLDER).flatMap((name) => (name.endsWith(".yaml") ? basename(name, ".yaml") : []));
const versions = values.version ?? ["v1.14", "v1.18", "v1.23.0", "v1.26.0"];
const session = await InMemory.load();
let failures = 0;

for (const version of versions) {
	const firmware = findFirmware(version);
	for (const name of scenarios) {
		const file = join(FOLDER, `${name}.yaml`);
		const scenario = parseScenario(readFileSync(file, "utf8"), file);
		const machine = prepareMachine({ image: firmware, scenario });
		const started = performance.now();
		const {
			bytes,
			console: said,
			end,
			trace,
		} = session.record(machine, scenarioWorlds(scenario, machine.seed));
		const recorded = performance.now();
		const replayed = session.replay(bytes, machine);
		const good = end?.failure === undefined && replayed.reproduced;
		if (!good) failures++;
		console.log(
			`${version.padEnd(8)} ${name.padEnd(16)} ${good ? "ok" : "FAILED"}: ${(trace.tick / TICKS_PER_SECOND).toFixed(1)} guest s, ` +
				`${replayed.inputs} inputs, ${bytes.length} bytes, recorded in ${((recorded - started) / 1000).toFixed(1)} s, ` +
				`replayed in ${((performance.now() - recorded) / 1000).toFixed(1)} s${replayed.reproduced ? "" : ", NOT REPRODUCED"}`,
		);
		for (const line of said.match(/^got True.*|.*already freed|LmacRxBlk.*/gm) ?? [])
			console.log(`         ${line.trim()}`);
		if (end?.failure) console.log(end.failure);
	}
}
process.exitCode = failures === 0 ? 0 : 1;
