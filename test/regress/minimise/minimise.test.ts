import { join } from "node:path";
import test from "ava";
import { consoleCheck } from "../../../src/regress/minimise/checks.js";
import { Journal } from "../../../src/regress/minimise/journal.js";
import { type MinimiseOptions, minimise } from "../../../src/regress/minimise/minimise.js";
import { echoMachine } from "../../session/guest.js";
import { open, record, replay, steps } from "../../session/run.js";
import { tempFolder } from "../../temp.js";

const machine = echoMachine();
const texts = [..."ABCDEFGHIJKLMNOPQRSTUVWXYZ"];
const session = record(
	machine,
	steps(texts.map((text) => `  - send: ${text}\n  - wait: 15ms\n`).join("")),
	1000 * 160_000,
).bytes;

/** The letters behind D, M and T, in this order. */
const check = consoleCheck(/E.*N.*U/s);

const search = (journal: Journal, more: Partial<MinimiseOptions> = {}) =>
	minimise(open(session), { machine, check, journal, keys: false, onSmaller: () => undefined, ...more });

test("a search that was stopped goes on, and comes to the same", async (t) => {
	const folder = tempFolder(t);
	const whole = await search(new Journal(join(folder, "whole"), "x"));
	t.is(whole.after.groups, 3);
	t.true(whole.after.tick < whole.before.tick / 2, "waits are shorter too");
	const controller = new AbortController();
	let smaller = 0;
	const stopped = search(new Journal(join(folder, "stopped"), "x"), {
		stop: controller.signal,
		onTest: (_size, tests) => {
			if (tests === 7) controller.abort();
		},
		onSmaller: ({ trace }) => {
			smaller++;
			t.true(replay(trace, machine).reproduced);
		},
	});
	t.is(await stopped.catch(({ name }) => name), "AbortError");
	t.true(smaller > 0);
	const rest = await search(new Journal(join(folder, "stopped"), "x"));
	t.true(rest.known >= 6, "the last of the seven may have been under way");
	t.is(rest.runs, whole.runs - rest.known);
	t.deepEqual(rest.run, whole.run);
});

test("where the check does not hold for all, nothing is tried", async (t) => {
	const journal = new Journal(join(tempFolder(t), "j"), "x");
	const result = await search(journal, { check: consoleCheck("never") });
	t.like(result, { holds: false, runs: 1 });
	t.is(result.after.groups, 26);
});
