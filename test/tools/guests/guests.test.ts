/** The guest programs pass on the chip: every TAP line, twice the same, and over a snapshot in the middle. */
import { readFileSync } from "node:fs";
import { join } from "node:path";
import test from "ava";
import { GUESTS, guestNames } from "../../../tools/guests/build.js";
import { roms } from "./roms.js";
import { runGuest } from "./run-guest.js";
import { parseTap, problems } from "./tap.js";

const programs = guestNames();

/** Skips that are right with a boot ROM that has no functions. */
const MAY_SKIP = new Set(["rom-calls"]);

for (const { name: romName, rom, full } of roms()) {
	for (const name of programs) {
		test(`${name}, by the ${romName}`, (t) => {
			const image = readFileSync(join(GUESTS, "bin", `${name}.bin`));
			const run = runGuest(image, { rom });
			const tap = parseTap(run.console);
			t.deepEqual(problems(tap), [], run.console);
			const skipped = tap.results.filter((r) => r.skipped !== undefined).length;
			if (full || !MAY_SKIP.has(name)) t.is(skipped, 0, run.console);

			// Once is enough: the other ROM makes another run of it, no other chip.
			if (full) return;

			const again = runGuest(image, { rom, replaceAt: Math.floor(run.tick / 2) });
			t.is(again.console, run.console, "the same console over a snapshot half-way");
			t.deepEqual(again.power, run.power);
			t.deepEqual(again.pins, run.pins);
			t.is(again.tick, run.tick);
			t.is(again.hash, run.hash, "the same state at the end");

			const checked = runGuest(image, { rom, engine: "check" });
			t.is(checked.console, run.console, "the same console, translated");
			t.deepEqual(checked.power, run.power);
			t.deepEqual(checked.pins, run.pins);
			t.deepEqual(checked.uart1, run.uart1);
			t.is(checked.hash, run.hash, "the same state at the end, translated");
		});
	}
}
