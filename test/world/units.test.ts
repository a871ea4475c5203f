import test from "ava";
import fc from "fast-check";
import { describeTick, formatTime, parseTime } from "../../src/world/units.js";

const TIMES: Record<string, number | undefined> = {
	"1us": 160,
	"500ms": 80_000_000,
	"1.5 s": 240_000_000,
	"2m": 19_200_000_000,
	"1h": 576_000_000_000,
	"0s": 0,
	"5": undefined,
	"5 days": undefined,
	"-1s": undefined,
	"999999999999999h": undefined,
	"": undefined,
};

for (const [text, ticks] of Object.entries(TIMES)) {
	test(`"${text}" is ${ticks ?? "no"} ticks`, (t) => t.is(parseTime(text), ticks));
}

test("times are shown in a fitting unit", (t) => {
	t.is(formatTime(0), "0 ms");
	t.is(formatTime(1_600_000), "10 ms");
	t.is(formatTime(160_000_000 * 100), "100 s");
	t.is(formatTime(160_000_000 * 125), "2 m 5 s");
	t.is(formatTime(160_000_000 * 7322.5), "2 h 2 m 2.5 s");
	t.is(describeTick(160), "tick 160 (0.001 ms of guest time)");
});

test("a short time that is shown reads back to the microsecond", (t) => {
	fc.assert(
		fc.property(fc.integer({ min: 0, max: 119_999_999 }), (us) => {
			// Half a millisecond may be rounded either way.
			fc.pre(us < 1e6 || us % 1000 !== 500);
			t.is(parseTime(formatTime(us * 160)), us < 1e6 ? us * 160 : Math.round(us / 1000) * 160_000);
		}),
	);
});
