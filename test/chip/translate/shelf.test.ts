/** What one chip has translated another one uses, where its code is the same and nowhere else. */
import test, { type ExecutionContext } from "ava";
import { diffSnapshots } from "../../../src/chip/state/diff.js";
import { Shelf } from "../../../src/chip/translate/shelf.js";
import { CODE, createMachine, load, type Machine, run } from "../xtensa/machine.js";
import { EAGER } from "./pair.js";

const SLICE = 100_000;

/** A loop that counts by `step` in a2 and sums in the register `sum`. */
const counting = (step: number, sum = "a4"): string[] => [
	`addi a2, a2, ${step}`,
	"extui a3, a2, 0, 3",
	`beqz a3, ${CODE}`,
	`add ${sum}, ${sum}, a2`,
	`j ${CODE}`,
];

function start(lines: readonly string[], shelf?: Shelf): Machine {
	const machine = createMachine(shelf ? { engine: "wasm", tuning: EAGER, shelf } : {});
	load(machine, lines);
	machine.words.pc = CODE;
	return machine;
}

/** Runs `lines` in a new machine as the interpreter does; says what the shelf had to do. */
function runOn(t: ExecutionContext, shelf: Shelf, lines: readonly string[]): { made: number; found: number } {
	const { made, found } = shelf;
	const [one, other] = [start(lines, shelf), start(lines)];
	t.is(run(one, SLICE), run(other, SLICE));
	t.deepEqual(diffSnapshots(one.state.layout, one.state.snapshot(), other.state.snapshot()), []);
	return { made: shelf.made - made, found: shelf.found - found };
}

test("a second chip with the same code translates nothing", (t) => {
	const shelf = new Shelf();
	const first = runOn(t, shelf, counting(1));
	t.true(first.made > 0);
	t.is(first.found, 0);
	const second = runOn(t, shelf, counting(1));
	t.is(second.made, 0);
	t.true(second.found > 0);
});

test("a chip that differs in one instruction of a loop translates it anew", (t) => {
	const shelf = new Shelf();
	runOn(t, shelf, counting(1));
	t.true(runOn(t, shelf, counting(2)).made > 0);
	t.true(runOn(t, shelf, counting(1, "a5")).made > 0);
	t.is(runOn(t, shelf, counting(1)).made, 0);
	t.is(runOn(t, shelf, counting(2)).made, 0);
});

test("code that comes back, as after a reset, is not translated again", (t) => {
	const shelf = new Shelf();
	const [one, other] = [start(counting(1), shelf), start(counting(1))];
	for (const lines of [counting(1), counting(2), counting(1), counting(2)]) {
		for (const machine of [one, other]) {
			load(machine, lines);
			run(machine, SLICE);
		}
		t.deepEqual(diffSnapshots(one.state.layout, one.state.snapshot(), other.state.snapshot()), []);
	}
	t.true(shelf.found > 0);
});

test("chips with other memories do not use each other's translations", (t) => {
	const shelf = new Shelf();
	runOn(t, shelf, counting(1));
	const small = createMachine({ engine: "wasm", tuning: EAGER, shelf, flashSize: 0x80000 });
	load(small, counting(1));
	run(small, SLICE);
	t.is(shelf.found, 0);
});

test("the shelf is bounded: of many versions of a loop the last ones are kept", (t) => {
	const shelf = new Shelf();
	for (let step = 1; step <= 20; step++) runOn(t, shelf, counting(step));
	t.is(runOn(t, shelf, counting(20)).made, 0);
	t.true(runOn(t, shelf, counting(1)).made > 0);
});
