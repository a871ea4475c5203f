/** Writes tools/guests/scenarios: run it after a guest's requests have changed. */
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { GUESTS, guestNames } from "../../../tools/guests/build.js";
import { roms } from "./roms.js";
import { runGuest } from "./run-guest.js";
import { scenarioText } from "./scenario-text.js";

const { rom } = roms()[0];
for (const name of guestNames()) {
	const { wants } = runGuest(readFileSync(join(GUESTS, "bin", `${name}.bin`)), { rom });
	writeFileSync(join(GUESTS, "scenarios", `${name}.yaml`), scenarioText(name, wants));
}
