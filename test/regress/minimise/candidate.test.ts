import test from "ava";
import { schedule, sessionOf } from "../../../src/regress/minimise/candidate.js";
import { echoMachine } from "../../session/guest.js";
import { MS, open, record, steps } from "../../session/run.js";

const { bytes } = record(
	echoMachine(),
	steps("  - send: HAL\n  - wait: 20ms\n  - pin: { 5: high }\n  - wait: 5ms\n  - send: X\n  - wait: 8ms\n"),
	100 * MS,
);
const { groups, end } = sessionOf(open(bytes));
const start = groups[0].inputs[0].tick;

test("a session is lines, pulses and single inputs", (t) => {
	t.deepEqual(
		groups.map(({ inputs }) => inputs.length),
		[3, 1, 1],
	);
});

test("the whole session with all its time is the recorded one", (t) => {
	const whole = schedule({ groups, patience: Number.MAX_SAFE_INTEGER }, start, end);
	t.deepEqual(
		whole.inputs,
		groups.flatMap(({ inputs }) => inputs),
	);
	t.is(whole.end, end);
});

test("with less patience waits are shorter, and what belongs together stays so", (t) => {
	const hurried = schedule({ groups, patience: 2 * MS }, start, end);
	const ticks = hurried.inputs.map(({ tick }) => tick);
	t.is(ticks[2] - ticks[0], groups[0].inputs[2].tick - start);
	t.is(ticks[3] - ticks[2], 2 * MS);
	t.is(ticks[4] - ticks[3], 2 * MS);
	t.is(hurried.end, ticks[4] + 2 * MS);
});

test("what is left comes when it came, or sooner; never before the first input of all", (t) => {
	const rest = schedule({ groups: groups.slice(2), patience: Number.MAX_SAFE_INTEGER }, start, end);
	t.is(rest.inputs[0].tick, groups[2].inputs[0].tick);
	t.is(schedule({ groups: groups.slice(2), patience: 0 }, start, end).inputs[0].tick, start);
	t.deepEqual(schedule({ groups: [], patience: MS }, start, end), { inputs: [], end: start + MS });
});
