import test from "ava";
import { lastCommonCheckpoint } from "../../../src/regress/diff/trace-feed.js";
import { echoMachine } from "../../session/guest.js";
import { MS, open, record, steps } from "../../session/run.js";

const talk = (more: string): string => `
  - wait: 100ms
  - send: H
  - expect: I
  - wait: 100ms
${more}`;
/** The last checkpoint that traces of two sessions share, whole milliseconds. */
const shared = (sessions: readonly [string, string], distances: readonly [number, number]): number => {
	const [a, b] = sessions.map((session, i) => {
		const machine = echoMachine({ checkpointTicks: distances[i] * MS, maxCheckpointTicks: 64 * MS });
		return open(record(machine, steps(session), 1000 * MS).bytes);
	});
	return Math.floor(lastCommonCheckpoint(a, b) / MS);
};

test("the last checkpoint that two traces share stands before the first input that differs", (t) => {
	const other = talk("  - pin: { 5: low }\n");
	t.is(shared([talk("  - send: A\n"), other], [1, 1]), 164);
	t.is(shared([talk("  - send: A\n"), talk("  - send: B\n")], [1, 1]), 164);
});

test("checkpoints at other distances do not hide those that two traces share", (t) => {
	const sessions = [talk("  - send: A\n"), talk("  - send: B\n")] as const;
	const both = shared(sessions, [4, 1]);
	t.true(both > 100 && both < 204, `${both}`);
	t.is(shared(sessions, [1, 4]), both);
});
