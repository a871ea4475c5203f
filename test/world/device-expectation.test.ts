import test from "ava";
import { differs } from "../../src/world/scenario/device-expectation.js";

const STATE = {
	on: true,
	level: 0,
	colours: ["00ff00", "000010"],
	text: "hello",
	timing: { t0h: [400, 430] },
	duty: 19.5,
};

test("what is named must fit, the rest may be anything", (t) => {
	const fits: Record<string, unknown>[] = [
		{},
		{ on: "yes" },
		{ on: true, level: 0 },
		{ colours: ["00ff00", "000010"] },
		{ text: "/^h.*o$/" },
		{ duty: { from: 19, to: 20 } },
		{ duty: { from: 19 } },
		{ timing: { t0h: [400, { from: 420, to: 440 }] } },
	];
	for (const expected of fits) t.is(differs(STATE, expected), undefined, JSON.stringify(expected));
});

test("what differs is named", (t) => {
	t.is(differs(STATE, { on: "no" }), 'has on true, not "no"');
	t.is(differs(STATE, { colours: ["00ff00"] }), 'has colours ["00ff00","000010"], not ["00ff00"]');
	t.is(differs(STATE, { duty: { from: 20 } }), 'has duty 19.5, not {"from":20}');
	t.is(differs(STATE, { timing: { t0h: [400, 431] } }), "has timing.t0h [400,430], not [400,431]");
	t.is(differs(STATE, { lit: 4 }), "has no lit; it has on, level, colours, text, timing, duty");
	t.is(differs({ a: 12 }, { a: "1" }), 'has a 12, not "1"');
});
