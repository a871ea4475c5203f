import test from "ava";
import fc from "fast-check";
import { type Look, trends } from "../../../tools/soak/memory/flat.js";

const SPAN = 90;

/** A look each unit of time, at a size that follows from the time. */
const looks = (sizeAt: (at: number) => number): Look[] =>
	Array.from({ length: SPAN }, (_, i) => ({ at: i + 1, sizes: { rss: sizeAt(i + 1) } }));

const isFlat = (some: Look[]): boolean | undefined => trends(some, SPAN, 3)?.[0].isFlat;

test("what settles after the first third is flat, whatever the noise", (t) => {
	fc.assert(
		fc.property(
			fc.array(fc.double({ min: 0, max: 0.04, noNaN: true }), { minLength: SPAN, maxLength: SPAN }),
			(noise) => {
				t.true(isFlat(looks((at) => (at <= 30 ? at : 500) * (1 + noise[at - 1]))));
			},
		),
		{ numRuns: 50 },
	);
});

test("what grows without an end is not", (t) => {
	t.false(isFlat(looks((at) => 500 + 2 * at)));
	t.true(isFlat(looks((at) => 500 - 2 * at)));
	t.deepEqual(
		trends(
			looks((at) => 100 * at),
			SPAN,
			3,
		),
		[{ name: "rss", before: 4550, after: 7550, isFlat: false }],
	);
});

test("a few looks tell nothing", (t) => {
	const few = looks(() => 1).filter(({ at }) => at % 15 === 0);
	t.is(trends(few, SPAN, 3), undefined);
	t.is(trends(few, SPAN, 2)?.length, 1);
	t.is(trends([], SPAN, 1), undefined);
});
