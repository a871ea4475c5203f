import test from "ava";
import { Bench } from "../harness.js";

const RANDOM = 0x3ff20e44;

const draw = (b: Bench, count: number): number[] => Array.from({ length: count }, () => b.read(RANDOM));

test("the same seed gives the same numbers, another seed others", (t) => {
	const first = draw(new Bench({ seed: [1, 2] }), 100);
	t.deepEqual(draw(new Bench({ seed: [1, 2] }), 100), first);
	for (const seed of [
		[2, 2],
		[1, 3],
	] as const) {
		t.notDeepEqual(draw(new Bench({ seed }), 100), first);
	}
});

test("a seed of zero is as good as any: every bit is set about half the time", (t) => {
	const numbers = draw(new Bench({ seed: [0, 0] }), 4000);
	for (let bit = 0; bit < 32; bit++) {
		const ones = numbers.filter((n) => (n >>> bit) & 1).length;
		t.true(ones > 1800 && ones < 2200, `bit ${bit}: ${ones}`);
	}
	t.is(new Set(numbers).size, numbers.length);
});

test("a reset does not begin the sequence again", (t) => {
	const b = new Bench();
	const before = draw(b, 4);
	b.chip.input({ kind: "power", event: "power-on", straps: 3 });
	t.notDeepEqual(draw(b, 4), before);
});
