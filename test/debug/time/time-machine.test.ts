import test from "ava";
import fc from "fast-check";
import type { Watch } from "../../../src/chip/xtensa/tripwires.js";
import { pcOf } from "../../../src/debug/code/registers.js";
import type { TimeMachine } from "../../../src/debug/time/time-machine.js";
import { loadHash64 } from "../../../src/trace/hash64.js";
import { finish, openRun } from "../runs.js";

const hash64 = await loadHash64();
const state = (time: TimeMachine): string => `${time.tick} ${time.chip.hash(hash64).whole}`;
const NOTHING = { breaks: [], watches: [] };

/** Every place from where the run stands on, one step after another. */
function places(time: TimeMachine, count: number): string[] {
	const seen = [state(time)];
	while (seen.length <= count && time.step()) seen.push(state(time));
	return seen;
}

for (const name of [
	"guests/uart",
	"guests/self-modifying",
	"guests/waiti",
	"guests/deep-sleep",
	"guests/nmi",
]) {
	test(`${name}: 200 steps back are the same places as 200 steps forth`, async (t) => {
		const time = await openRun(name);
		time.seek(Math.floor(time.lastTick / 2));
		const seen = places(time, 200);
		for (let i = seen.length - 2; i >= 0; i--) {
			t.true(time.stepBack());
			if (state(time) !== seen[i]) t.fail(`${seen.length - i} steps back`);
		}
	});

	test(`property: ${name}: a place is the same however one has come there`, async (t) => {
		const time = await openRun(name);
		const reference = await openRun(name, "interp");
		const ticks = fc.array(fc.integer({ min: 0, max: time.lastTick }), { minLength: 1, maxLength: 12 });
		fc.assert(
			fc.property(ticks, (all) => {
				for (const tick of all) {
					time.seek(tick);
					reference.seek(tick);
					t.is(state(time), state(reference));
				}
			}),
			{ numRuns: 5, endOnFailure: true },
		);
	});
}

test("the beginning and the end are said", async (t) => {
	const time = await openRun("guests/uart");
	t.false(time.stepBack());
	t.deepEqual(finish(time.backward(NOTHING)), { kind: "begin" });
	t.deepEqual(finish(time.forward(NOTHING)), { kind: "end" });
	t.true(time.tick >= time.lastTick);
	t.false(time.step());
	t.deepEqual(finish(time.backward(NOTHING)), { kind: "begin" });
	t.is(time.tick, 0);
});

/** Walks a stretch by single steps: where a stop should be found, by looking. */
function stopsByLooking(
	time: TimeMachine,
	count: number,
	breaks: readonly number[],
	watches: readonly Watch[],
): number[] {
	const found: number[] = [];
	for (let i = 0; i < count; i++) {
		const isBreak =
			!time.chip.isIdle && !time.chip.cpu.interruptPending() && breaks.includes(pcOf(time.chip));
		if (isBreak || time.watchedAccess(watches)) found.push(time.tick);
		if (!time.step()) break;
	}
	return found;
}

for (const name of ["guests/uart", "guests/self-modifying", "guests/nmi", "guests/memory"]) {
	test(`property: ${name}: walks stop where looking at each instruction would, forwards and backwards`, async (t) => {
		const time = await openRun(name);
		const STEPS = 600;
		const scenes = fc.record({
			from: fc.integer({ min: 0, max: Math.floor(time.lastTick * 0.9) }),
			steps: fc.array(fc.nat({ max: STEPS }), { minLength: 1, maxLength: 3 }),
			reads: fc.boolean(),
		});
		fc.assert(
			fc.property(scenes, ({ from, steps, reads }) => {
				// Breaks and watches at what is executed and accessed there.
				time.seek(from);
				const breaks: number[] = [];
				const watches: Watch[] = [];
				const last = Math.max(...steps);
				for (let i = 0; i <= last; i++) {
					const access = time.chip.isIdle ? undefined : time.chip.cpu.nextAccess;
					if (steps.includes(i)) {
						if (access) watches.push({ address: access.address, length: 4, reads, writes: true });
						else breaks.push(pcOf(time.chip));
					}
					if (!time.step()) break;
				}
				time.seek(from);
				const begin = time.tick;
				const expected = stopsByLooking(time, STEPS, breaks, watches).slice(0, 12);
				const end = time.tick;
				const stops = { breaks, watches };
				time.seek(begin);
				const forwards: number[] = [];
				while (forwards.length < expected.length) {
					const isWatched = time.watchedAccess(watches) !== undefined;
					// Where a walk begins is no break to stop at: at the start, and behind a watched access.
					if (!isWatched && time.tick === expected[forwards.length]) forwards.push(time.tick);
					if (forwards.length === expected.length) break;
					const { kind } = finish(time.forward(stops, end));
					if (kind === "tick" || kind === "end") break;
					if (kind === "break") forwards.push(time.tick);
					else {
						const behind = time.tick;
						time.stepBack();
						forwards.push(time.tick);
						time.seek(behind);
					}
				}
				t.deepEqual(forwards, expected);
				if (expected.length === 0) return;
				time.seek(expected[expected.length - 1] + 1);
				const backwards: number[] = [];
				while (backwards.length < expected.length) {
					const arrival = finish(time.backward(stops, begin));
					if (arrival.kind === "tick" || arrival.kind === "begin") break;
					backwards.unshift(time.tick);
				}
				// The place at which a way back ends is none to stop at.
				t.deepEqual(backwards, expected.slice(-backwards.length));
				t.true(backwards.length >= expected.length - 1);
			}),
			{ numRuns: 8, endOnFailure: true },
		);
	});
}

test("what is written makes another run, in which one can go back and forth as well", async (t) => {
	const time = await openRun("guests/uart");
	time.seek(Math.floor(time.lastTick / 2));
	const here = state(time);
	const before = places(time, 50);
	time.seek(Number(here.split(" ")[0]));
	t.false(time.isChanged);
	time.poke((chip) => void chip.bus.poke(0x3fffc100, 4, 0x12345678));
	t.true(time.isChanged);
	const after = places(time, 50);
	t.notDeepEqual(after, before);
	for (let i = after.length - 2; i >= 0; i--) {
		time.stepBack();
		t.is(state(time), after[i]);
	}
	time.stepBack();
	time.seek(0);
	time.seek(Number(here.split(" ")[0]));
	t.is(state(time), after[0]);
});

test("a clock that is switched by writing its register is switched there, and not where a run stops next", async (t) => {
	const CPU_CLOCK = 0x3ff00014;
	const [straight, halting] = await Promise.all([openRun("guests/uart"), openRun("guests/uart")]);
	const from = Math.floor(straight.lastTick / 2);
	for (const time of [straight, halting]) {
		time.seek(from);
		const before = time.chip.bus.peek(CPU_CLOCK, 4)!;
		time.poke((chip) => chip.bus.store(CPU_CLOCK, 4, before ^ 1));
	}
	for (let tick = from; tick < from + 400_000; tick += 1000) halting.seek(tick);
	for (const time of [straight, halting]) time.seek(from + 400_000);
	t.is(state(straight), state(halting));
});

test("memory for kept states has a bound: what is farther apart costs no more", async (t) => {
	const small = await openRun("guests/uart");
	small.seek(small.lastTick);
	t.true(small.snapshots.spread.length >= 1);
	t.true(small.snapshots.bytes < 32e6);
});
