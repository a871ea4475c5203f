import test from "ava";
import fc from "fast-check";
import { Agenda } from "../../src/world/agenda.js";

test("what is due is done by tick, and in the order of asking within one", (t) => {
	fc.assert(
		fc.property(fc.array(fc.nat(20), { maxLength: 50 }), fc.nat(25), (ticks, now) => {
			const agenda = new Agenda();
			const done: { tick: number; i: number }[] = [];
			ticks.forEach((tick, i) => {
				agenda.at(tick, () => done.push({ tick, i }));
			});
			agenda.run(now);
			const all = ticks.map((tick, i) => ({ tick, i }));
			const expected = all.filter(({ tick }) => tick <= now).sort((a, b) => a.tick - b.tick || a.i - b.i);
			t.deepEqual(done, expected);
			const left = ticks.filter((tick) => tick > now);
			t.is(agenda.next(), left.length === 0 ? undefined : Math.min(...left));
		}),
	);
});

test("what was called off is not done and not waited for", (t) => {
	const agenda = new Agenda();
	const done: string[] = [];
	const first = agenda.at(1, () => done.push("first"));
	const second = agenda.at(2, () => done.push("second"));
	first.cancel();
	t.is(agenda.next(), 2);
	agenda.run(5);
	second.cancel();
	t.deepEqual(done, ["second"]);
	t.is(agenda.next(), undefined);
});

test("what becomes due meanwhile is done too, with the tick of now", (t) => {
	const agenda = new Agenda();
	const done: number[] = [];
	agenda.at(1, (now) => {
		done.push(now);
		agenda.at(now, (then) => done.push(then + 100));
		agenda.at(now + 1, () => done.push(-1));
	});
	agenda.run(7);
	t.deepEqual(done, [7, 107]);
	t.is(agenda.next(), 8);
});
