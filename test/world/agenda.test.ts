import assert from "node:assert/strict";
import test from "ava";
import fc from "fast-check";
import { Agenda, type Timer } from "../../src/world/agenda.js";

test("appointments come in the order of ticks, and within a tick in the order of asking", (t) => {
	const property = fc.property(fc.array(fc.nat(20), { maxLength: 100 }), (ticks) => {
		const agenda = new Agenda();
		const done: number[] = [];
		for (const [i, tick] of ticks.entries()) agenda.at(tick, () => done.push(i));
		for (let next = agenda.next(); next !== undefined; next = agenda.next()) agenda.run(next);
		const sorted = [...ticks.keys()].sort((a, b) => ticks[a] - ticks[b] || a - b);
		assert.deepEqual(done, sorted);
	});
	t.notThrows(() => fc.assert(property));
});

test("timers that are set, moved and called off at random run when they should", (t) => {
	const action = fc.record({
		timer: fc.nat(9),
		act: fc.constantFrom("after", "cancel", "run"),
		ticks: fc.integer({ min: 1, max: 50 }),
	});
	const property = fc.property(fc.array(action, { maxLength: 200 }), (actions) => {
		const agenda = new Agenda();
		const due = new Map<number, number>();
		const timers: Timer[] = Array.from({ length: 10 }, (_, i) =>
			agenda.timer((now) => {
				assert(due.get(i)! <= now);
				due.delete(i);
			}),
		);
		for (const { timer, act, ticks } of actions) {
			if (act === "cancel") {
				timers[timer].cancel();
				due.delete(timer);
			} else if (act === "after") {
				timers[timer].after(ticks);
				due.set(timer, agenda.now + ticks);
			} else agenda.run(agenda.now + ticks);
			assert.deepEqual(agenda.next(), due.size === 0 ? undefined : Math.min(...due.values()));
			assert(timers.every(({ isSet }, i) => isSet === due.has(i)));
		}
	});
	t.notThrows(() => fc.assert(property));
});

test("time does not go back, and what is due makes more due", (t) => {
	const agenda = new Agenda();
	const seen: number[] = [];
	agenda.at(10, (now) => {
		seen.push(now);
		agenda.at(5, (then) => seen.push(then));
	});
	agenda.run(20);
	t.deepEqual(seen, [20, 20]);
	agenda.run(15);
	t.is(agenda.now, 20);
});
