import test from "ava";
import fc from "fast-check";
import { Snapshots } from "../../../src/debug/time/snapshots.js";

const SIZE = 16 * 1024;

/** A state that changes a little with the tick. */
function stateAt(tick: number): Uint8Array {
	const state = new Uint8Array(SIZE);
	state[0] = tick;
	state[(tick * 1024) % SIZE] = tick >> 8;
	return state;
}

test("property: what is loaded is what was kept, in whatever order it was, within the bound", (t) => {
	const ticks = fc.array(fc.nat({ max: 100_000 }), { minLength: 1, maxLength: 200 });
	fc.assert(
		fc.property(ticks, fc.integer({ min: 3, max: 40 }), (all, pages) => {
			const limit = SIZE + pages * 1024;
			const snapshots = new Snapshots(10, limit);
			for (const tick of all) {
				if (tick % 3 === 0) snapshots.keepNear({ tick, given: tick }, stateAt(tick));
				else snapshots.keep({ tick, given: tick }, stateAt(tick));
				t.true(snapshots.spread.length <= 2 || snapshots.bytes <= limit + 24 * SIZE);
			}
			const found = new Uint8Array(SIZE);
			for (const tick of all) {
				const moment = snapshots.before(tick);
				if (!moment) continue;
				t.true(moment.tick <= tick);
				t.is(moment.given, moment.tick);
				snapshots.load(moment, found);
				t.true(Buffer.from(found).equals(stateAt(moment.tick)));
			}
			const ordered = snapshots.spread.map(({ tick }) => tick);
			t.deepEqual(
				ordered,
				[...ordered].sort((a, b) => a - b),
			);
		}),
	);
});

test("what lies behind a tick can be forgotten, and its memory with it", (t) => {
	const snapshots = new Snapshots(1, 1e9);
	for (let tick = 0; tick < 50; tick++) snapshots.keep({ tick, given: 0 }, stateAt(tick));
	snapshots.keepNear({ tick: 45, given: 1 }, stateAt(45));
	snapshots.forgetAfter(9);
	t.is(snapshots.before(100)?.tick, 9);
	t.is(snapshots.spread.length, 10);
	const { bytes } = snapshots;
	snapshots.forgetAfter(-1);
	t.is(snapshots.bytes, 0);
	t.true(bytes < SIZE + 10 * 2048);
});

test("the farther apart, the fewer: distances double where the memory is full", (t) => {
	const snapshots = new Snapshots(1, SIZE + 20 * 1024);
	for (let tick = 0; tick < 1000; tick++) snapshots.keep({ tick, given: 0 }, stateAt(tick));
	t.true(snapshots.spacing > 1);
	t.is(snapshots.spread[0].tick, 0);
	t.true(snapshots.bytes <= SIZE + 20 * 1024);
	t.true((snapshots.before(999)?.tick ?? 0) > 900);
});
