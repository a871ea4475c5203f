import test from "ava";
import fc from "fast-check";
import { ClockTree, clockComponent } from "../../src/chip/clock-tree.js";
import { ChipState } from "../../src/chip/state/chip-state.js";
import { NEVER } from "../../src/chip/time.js";

function tree(pll26 = false, cpuDouble = false): ClockTree {
	const clocks = new ClockTree(new ChipState([clockComponent]));
	clocks.configure(pll26, cpuDouble);
	return clocks;
}

for (const [pll26, cpuDouble, cpuHz, apbHz] of [
	[false, false, 52e6, 52e6],
	[false, true, 104e6, 52e6],
	[true, false, 80e6, 80e6],
	[true, true, 160e6, 80e6],
] as const) {
	test(`PLL ${pll26 ? "set up" : "as at reset"}${cpuDouble ? ", doubled" : ""}: CPU ${cpuHz / 1e6} MHz, APB ${apbHz / 1e6} MHz`, (t) => {
		const clocks = tree(pll26, cpuDouble);
		clocks.advance(cpuHz);
		t.is(clocks.sliceTick, 160e6, "a second of cycles is a second");
		t.is(clocks.apbHz, apbHz);
		t.is(clocks.apbTicks(apbHz), 160e6);
		t.false(clocks.differs(pll26, cpuDouble));
		t.true(clocks.differs(!pll26, cpuDouble));
		t.true(clocks.differs(pll26, !cpuDouble));
	});
}

test("cycles add up to the same tick in whatever slices they are run", (t) => {
	fc.assert(
		fc.property(fc.boolean(), fc.boolean(), fc.array(fc.nat(10_000)), (pll26, cpuDouble, slices) => {
			const parts = tree(pll26, cpuDouble);
			for (const cycles of slices) parts.advance(cycles);
			const whole = tree(pll26, cpuDouble);
			whole.advance(slices.reduce((sum, cycles) => sum + cycles, 0));
			t.is(parts.sliceTick, whole.sliceTick);
			t.is(parts.tickAfter(7), whole.tickAfter(7));
		}),
	);
});

test("cyclesUntil gives the fewest cycles that reach a tick", (t) => {
	fc.assert(
		fc.property(
			fc.boolean(),
			fc.boolean(),
			fc.nat(100),
			fc.nat(1_000_000),
			(pll26, cpuDouble, before, ahead) => {
				const clocks = tree(pll26, cpuDouble);
				clocks.advance(before);
				const target = clocks.sliceTick + ahead;
				const cycles = clocks.cyclesUntil(target);
				t.true(clocks.tickAfter(cycles) >= target);
				if (cycles > 0) t.true(clocks.tickAfter(cycles - 1) < target);
			},
		),
	);
	t.is(tree().cyclesUntil(0), 0);
	t.true(tree().cyclesUntil(NEVER) > 2 ** 48);
});

test("a change of clocks keeps the fraction of a tick", (t) => {
	const clocks = tree();
	clocks.advance(1);
	clocks.configure(true, false);
	clocks.advance(1);
	clocks.configure(false, false);
	clocks.advance(12);
	t.is(clocks.sliceTick, Math.floor((40 + 26 + 12 * 40) / 13));
	t.is(clocks.tickAfter(0), clocks.sliceTick);
});

test("sleep moves time on to a whole tick", (t) => {
	const clocks = tree();
	clocks.advance(1);
	clocks.skipTo(1000);
	t.is(clocks.sliceTick, 1000);
	t.is(clocks.cyclesUntil(1040), 13);
});

test("time stays exact after a year", (t) => {
	const clocks = tree();
	const year = 365 * 86_400 * 160e6;
	clocks.skipTo(year);
	clocks.advance(13);
	t.is(clocks.sliceTick, year + 40);
	t.is(clocks.cyclesUntil(year + 80), 13);
});
