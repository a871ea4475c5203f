import test from "ava";
import fc from "fast-check";
import { CheckpointSchedule, nextMultiple } from "../../src/session/checkpoint-schedule.js";

/** Ticks of the checkpoints up to `end` when something happens at `ticks`, and the run is also stopped at `stops`. */
function checkpoints(
	schedule: CheckpointSchedule,
	end: number,
	ticks: readonly number[],
	stops: readonly number[] = [],
): number[] {
	const taken: number[] = [];
	const happens = [...ticks].sort((a, b) => a - b);
	const cuts = [...stops, end].sort((a, b) => a - b);
	for (let now = 0; ; ) {
		if (now >= schedule.due) {
			taken.push(now);
			schedule.taken(now);
		}
		for (; happens[0] === now; happens.shift()) schedule.stir(now);
		if (now >= end) return taken;
		now = Math.min(schedule.due, happens[0] ?? end, cuts.find((cut) => cut > now) ?? end);
	}
}

test("where nothing happens the distance doubles, up to the longest", (t) => {
	t.deepEqual(checkpoints(new CheckpointSchedule(10, 80), 500, []), [0, 20, 60, 140, 220, 300, 380, 460]);
});

test("what happens brings the next checkpoint near, and the distances begin anew", (t) => {
	const schedule = new CheckpointSchedule(10, 80);
	t.deepEqual(
		checkpoints(schedule, 300, [73, 74, 91, 120]),
		[0, 20, 60, 80, 90, 100, 110, 130, 140, 160, 200, 280],
	);
});

test("only what makes a checkpoint due sooner is said to do so", (t) => {
	const schedule = new CheckpointSchedule(10, 80);
	t.false(schedule.stir(0));
	schedule.taken(0);
	t.is(schedule.due, 10);
	schedule.taken(10);
	t.is(schedule.due, 30);
	t.true(schedule.stir(11));
	t.is(schedule.due, 20);
	t.false(schedule.stir(12));
	schedule.taken(27);
	t.is(schedule.due, 30);
});

const ticks = fc.array(fc.nat(5000), { maxLength: 20 });

test("an even distance stays as it is, whatever happens", (t) => {
	fc.assert(
		fc.property(ticks, fc.integer({ min: 1, max: 700 }), (happens, distance) => {
			const expected = Array.from({ length: Math.floor(5000 / distance) + 1 }, (_, i) => i * distance);
			t.deepEqual(checkpoints(new CheckpointSchedule(distance, distance), 5000, happens), expected);
		}),
	);
});

test("checkpoints follow soon on what happens, never far on each other, and however the run is cut", (t) => {
	fc.assert(
		fc.property(ticks, ticks, (happens, stops) => {
			const taken = checkpoints(new CheckpointSchedule(10, 640), 5000, happens);
			t.deepEqual(checkpoints(new CheckpointSchedule(10, 640), 5000, happens, stops), taken);
			for (const tick of happens) {
				if (nextMultiple(tick, 10) <= 5000) t.true(taken.includes(nextMultiple(tick, 10)), `${tick}`);
			}
			for (let i = 1; i < taken.length; i++) {
				const quietFrom = Math.max(0, ...happens.filter((tick) => tick < taken[i - 1]));
				const quiet = taken[i - 1] - quietFrom;
				t.true(taken[i] - taken[i - 1] <= Math.min(640, 2 * quiet + 20), `${taken[i - 1]} ${taken[i]}`);
			}
		}),
	);
});
