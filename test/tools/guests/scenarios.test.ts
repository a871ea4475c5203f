/** Every guest has a scenario that drives it as the tests do, so that `replay record` can record it. */
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import test from "ava";
import { parseScenario } from "../../../src/world/scenario/parse.js";
import { ScenarioWorld } from "../../../src/world/scenario/scenario-world.js";
import { GUESTS, guestNames } from "../../../tools/guests/build.js";
import { roms } from "./roms.js";
import { runGuest } from "./run-guest.js";
import { scenarioText } from "./scenario-text.js";
import { parseTap, problems } from "./tap.js";

const { rom } = roms()[0];
const image = (name: string): Uint8Array => readFileSync(join(GUESTS, "bin", `${name}.bin`));
const file = (name: string): string => join(GUESTS, "scenarios", `${name}.yaml`);

test("every guest has its scenario, and none is left over", (t) => {
	t.deepEqual(
		readdirSync(join(GUESTS, "scenarios")).sort(),
		guestNames()
			.map((name) => `${name}.yaml`)
			.sort(),
	);
});

for (const name of guestNames()) {
	test(`${name}: the scenario does what the guest asks for`, (t) => {
		const text = readFileSync(file(name), "utf8");
		const { wants } = runGuest(image(name), { rom });
		t.is(text, scenarioText(name, wants));
		if (!text.includes('expect: "# want')) return;
		const world = new ScenarioWorld(parseScenario(text, file(name)));
		const driven = runGuest(image(name), { rom, world });
		t.deepEqual(problems(parseTap(driven.console)), [], driven.console);
		t.is(world.end?.failure, undefined);
	});
}
