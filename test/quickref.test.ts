/** The quick reference's scenarios, interpreted, are what is committed, which translated code has recorded. */
import { readFileSync } from "node:fs";
import { InMemory } from "../src/session/in-memory.js";
import { prepareMachine } from "../src/session/prepare.js";
import { parseScenario } from "../src/world/scenario/parse.js";
import { scenarioWorlds } from "../src/world/scenario/worlds.js";
import { firmwareTest, IMAGES } from "./images.js";

/** A bus that is bit-banged, one that is not, one that is all timing. */
const SCENARIOS = ["i2c", "hardware-spi", "dht"];

for (const name of SCENARIOS) {
	firmwareTest(IMAGES["v1.23.0"], `quickref/${name} is recorded as it was`, async (t, { firmware }) => {
		const session = await InMemory.load();
		const file = `traces/quickref/${name}.yaml`;
		const scenario = parseScenario(readFileSync(file, "utf8"), file);
		const machine = prepareMachine({ image: firmware, scenario });
		const committed = readFileSync(`traces/quickref/${name}.mpk`);
		const worlds = scenarioWorlds(scenario, machine.seed);
		const { bytes, end } = session.record(machine, worlds, { engine: "interp" });
		t.is(end?.failure, undefined);
		t.deepEqual(Buffer.from(bytes), committed);
	});
}
