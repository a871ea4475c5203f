import test from "ava";
import fc from "fast-check";
import { Scheduler } from "../../src/chip/scheduler.js";
import type { Block } from "../../src/chip/soc.js";
import { NEVER } from "../../src/chip/time.js";

/** A block that fires at given ticks. */
function block(name: string, due: number[], log: string[]): Block {
	return {
		deadline: () => due[0] ?? NEVER,
		fire: () => {
			log.push(`${name}@${due.shift()}`);
		},
	} as unknown as Block;
}

function set(...due: number[][]): { scheduler: Scheduler; log: string[] } {
	const log: string[] = [];
	const scheduler = new Scheduler();
	due.forEach((ticks, i) => {
		scheduler.add(block("abcd"[i], ticks, log));
	});
	scheduler.updateAll();
	return { scheduler, log };
}

test("the next deadline is the earliest, and never when there is none", (t) => {
	t.is(set([30], [10, 20], []).scheduler.next(), 10);
	t.is(set([], []).scheduler.next(), NEVER);
});

test("what is due fires once, in the order the blocks were added", (t) => {
	const { scheduler, log } = set([20, 40], [10, 50], [30]);
	scheduler.fireDue(20);
	t.deepEqual(log, ["a@20", "b@10"]);
	t.is(scheduler.next(), 30);
	scheduler.fireDue(29);
	t.is(log.length, 2);
});

test("a deadline that comes to lie within the running slice is told", (t) => {
	const due = [100];
	const scheduler = new Scheduler();
	const slot = scheduler.add(block("a", due, []));
	scheduler.updateAll();
	scheduler.beginSlice(100);
	due[0] = 150;
	t.false(scheduler.update(slot));
	due[0] = 100;
	t.false(scheduler.update(slot), "at its end it is soon enough");
	due[0] = 99;
	t.true(scheduler.update(slot));
	t.is(scheduler.next(), 99);
	t.is(scheduler.blocks.length, 1);
});

test("whatever deadlines move where, the next is the earliest", (t) => {
	const moves = fc.array(fc.record({ slot: fc.nat(3), due: fc.constantFrom(5, 10, 20, 30, NEVER) }), {
		maxLength: 30,
	});
	fc.assert(
		fc.property(moves, (all) => {
			const due = [[NEVER], [NEVER], [NEVER], [NEVER]];
			const { scheduler } = set(...due);
			for (const move of all) {
				due[move.slot][0] = move.due;
				scheduler.update(move.slot);
				t.is(scheduler.next(), Math.min(...due.flat()));
			}
		}),
	);
});
