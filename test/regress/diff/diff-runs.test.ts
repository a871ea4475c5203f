import test from "ava";
import fc from "fast-check";
import { createChip } from "../../../src/chip/create-chip.js";
import { Symbols } from "../../../src/debug/code/symbols.js";
import { describeRunDifference } from "../../../src/regress/diff/describe.js";
import { diffRuns } from "../../../src/regress/diff/diff-runs.js";
import { Feed } from "../../../src/regress/diff/feed.js";
import { chipConfig } from "../../../src/session/machine.js";
import { inputsOf, type TimedInput } from "../../../src/session/trace-inputs.js";
import { FlippedChip } from "../../../tools/soak/diff/flipped-chip.js";
import { echoMachine } from "../../session/guest.js";
import { MS, open, record, steps } from "../../session/run.js";

const machine = echoMachine();
const config = chipConfig(machine);
const recorded = record(
	machine,
	steps("  - send: HAL\n  - expect: IBM\n  - wait: 4ms\n  - send: IBM\n"),
	9 * MS,
);
const { inputs } = inputsOf(open(recorded.bytes));
const feed = (given: readonly TimedInput[] = inputs) => new Feed(createChip(config), given);
const LOOP = 0x4000008c;
const names = { a: "one", b: "other" };

test("the same run is the same, whatever engine runs it", (t) => {
	const seen: number[] = [];
	const other = new Feed(createChip(config, undefined, "interp"), inputs);
	t.is(diffRuns(feed(), other, { until: 9 * MS, onProgress: (tick) => seen.push(tick) }), undefined);
	t.is(seen.length, 9);
});

test("property: a bit that turns over is named, and the instruction after which it did", (t) => {
	fc.assert(
		fc.property(
			fc.integer({ min: 1, max: 8 * MS }),
			fc.nat({ max: 0x17fff }),
			fc.nat({ max: 7 }),
			(tick, offset, bit) => {
				const flipped = new FlippedChip(config, { tick, offset, bit });
				const probe = new Feed(
					new FlippedChip(config, { tick: Number.MAX_SAFE_INTEGER, offset, bit }),
					inputs,
				);
				probe.runTo(tick);
				const found = diffRuns(feed(), new Feed(flipped, inputs), { until: 9 * MS })!;
				t.is(found.kind, "instruction");
				t.is(found.count, 1);
				t.like(found.differences[0], { name: "dram", address: 0x3ffe8000 + offset });
				t.is(found.differences[0].a ^ found.differences[0].b, 1 << bit);
				t.true(found.tick < tick, "the last moment at which both were the same");
				const replayed = feed();
				replayed.runTo(found.tick);
				replayed.step();
				t.true(replayed.chip.tick >= tick, "one instruction later the bit had turned over");
				t.is(found.instructions + 1, replayed.chip.instructions);
			},
		),
		{ numRuns: 8, endOnFailure: true },
	);
});

test("an input that only one run got is named, with what it did", (t) => {
	const changed = inputs.map((one, i) =>
		i === 4 && one.input.kind === "uart" ? { ...one, input: { ...one.input, byte: 0x43 } } : one,
	);
	const found = diffRuns(feed(), feed(changed), { until: 9 * MS })!;
	t.is(found.kind, "input");
	t.deepEqual(found.given, { a: inputs[4], b: changed[4] });
	t.true(found.differences.some(({ name }) => name.startsWith("uart0")));
	const missing = diffRuns(feed(), feed(inputs.filter((_, i) => i !== 3)), { until: 9 * MS })!;
	t.is(missing.given.a, inputs[3]);
	t.is(missing.given.b, undefined);
	const text = describeRunDifference(found, names).join("\n");
	t.regex(text, /^the runs differ by an input\n/);
	t.regex(text, / {2}one: uart0 0x42 'B' at \d+ baud at tick \d+ .*\n {2}other: uart0 0x43 'C'/);
	t.is(found.inputs.length, 4, "the inputs before it");
});

test("runs that never were the same", (t) => {
	const other = new Feed(createChip(chipConfig(echoMachine({ seed: 5n }))), inputs);
	const found = diffRuns(feed(), other, { until: MS })!;
	t.is(found.kind, "start");
	t.is(describeRunDifference(found, names)[0], "the runs differ from the start");
});

test("the place: what was executed, what follows, names, registers", (t) => {
	const symbols = new Symbols([
		["loop", LOOP],
		["buffer", 0x3ffe8100],
	]);
	const flip = { tick: 3 * MS, offset: 0x104, bit: 2 };
	const found = diffRuns(feed(), new Feed(new FlippedChip(config, flip), inputs), {
		until: 9 * MS,
		symbols,
	})!;
	t.is(found.place.executed.length, 12);
	t.true(found.place.executed.every(({ address }) => address >= LOOP && address < LOOP + 9));
	t.is(found.place.registers[2], 0x60000000);
	const text = describeRunDifference(found, names).join("\n");
	t.regex(
		text,
		/^the runs are the same up to the instruction at 0x400000\w\w \(loop.*\), and differ after it: /,
	);
	t.regex(text, /\n {2}dram 0x3ffe8104 \(buffer\+0x4\): 0x0 and 0x4, bit 2\n/);
	t.regex(text, /\n {2}> 0x400000/);
	t.regex(text, /\n {4}0x4000008c {2}l32i a3, a2, 28 +loop\n/);
});
