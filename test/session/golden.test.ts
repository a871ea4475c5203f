import test from "ava";
import fc from "fast-check";
import {
	compareGolden,
	formatGolden,
	type Golden,
	GoldenCollector,
	parseGolden,
} from "../../src/session/golden.js";
import { echoMachine } from "./guest.js";
import { open, record, replay, steps } from "./run.js";

const hash = fc.bigInt({ min: 0n, max: 2n ** 64n - 1n }).map((value) => value.toString(16).padStart(16, "0"));
const golden: fc.Arbitrary<Golden> = fc.record({
	format: fc.constant(1),
	firmware: hash,
	rom: hash,
	model: fc.nat(),
	tick: fc.maxSafeNat(),
	instructions: fc.maxSafeNat(),
	whole: hash,
	components: fc.dictionary(fc.stringMatching(/^[a-z]{1,5}$/), hash, { maxKeys: 5, noNullPrototype: true }),
	digests: fc.dictionary(fc.stringMatching(/^[a-z]{1,5}$/), hash, { maxKeys: 3, noNullPrototype: true }),
	checkpoints: fc.array(fc.tuple(fc.maxSafeNat(), hash), { maxLength: 5 }),
});

test("a golden file reads back, and is no different from itself", (t) => {
	fc.assert(
		fc.property(golden, (value) => {
			const read = parseGolden(formatGolden(value), "g.json");
			t.deepEqual(read, value);
			t.deepEqual(compareGolden(value, read), []);
		}),
	);
});

const SAMPLE: Golden = {
	format: 1,
	firmware: "f0",
	rom: "a0",
	model: 1,
	tick: 500,
	instructions: 99,
	whole: "01",
	components: { cpu: "02", clock: "03" },
	digests: { console: "04" },
	checkpoints: [
		[0, "05"],
		[100, "06"],
	],
};

test("one checkpoint a line", (t) => {
	const lines = formatGolden(SAMPLE).split("\n");
	t.true(lines.includes('\t\t[0,"05"],'));
	t.true(lines.includes('\t\t[100,"06"]'));
	t.is(lines.at(-2), "}");
});

test("every difference is named", (t) => {
	const now: Golden = {
		...SAMPLE,
		whole: "11",
		components: { cpu: "02", timer: "03" },
		digests: { console: "14" },
		checkpoints: [[0, "15"]],
	};
	t.deepEqual(compareGolden(SAMPLE, now), [
		"whole: golden 01, now 11",
		"components.clock: golden 03, now nothing",
		"components.timer: golden nothing, now 03",
		"digests.console: golden 04, now 14",
		"number of checkpoints: golden 2, now 1",
		"checkpoint 0: golden 0 05, now 0 15",
	]);
});

test("many differences are counted", (t) => {
	const checkpoints = (whole: string) => Array.from({ length: 50 }, (_, i) => [i, whole] as const);
	const lines = compareGolden(
		{ ...SAMPLE, checkpoints: checkpoints("aa") },
		{ ...SAMPLE, checkpoints: checkpoints("bb") },
	);
	t.is(lines.length, 21);
	t.is(lines.at(-1), "and 30 more differences");
});

for (const text of [
	"",
	"{",
	"[]",
	"null",
	'{"format":2}',
	JSON.stringify({ ...SAMPLE, tick: "5" }),
	JSON.stringify({ ...SAMPLE, checkpoints: [5] }),
]) {
	test(`not a golden file: ${text}`, (t) => {
		t.throws(() => parseGolden(text, "g.json"), { instanceOf: SyntaxError, message: /^g\.json is not/ });
	});
}

test("a replay's golden is what the replay produced", (t) => {
	const machine = echoMachine();
	const { bytes } = record(machine, steps("  - send: A\n  - expect: B\n"));
	const collector = new GoldenCollector();
	const result = replay(bytes, machine, { onCheckpoint: collector.onCheckpoint });
	const found = collector.finish(open(bytes).header, result);
	t.is(found.checkpoints.length, result.checkpoints);
	t.is(found.digests.console, result.digests.console);
	t.true("uart0" in found.components);
	t.is(found.tick, result.ending!.end!.tick);
});
