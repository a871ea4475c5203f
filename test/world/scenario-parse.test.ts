import test from "ava";
import fc from "fast-check";
import { parseMac, parseSeed } from "../../src/world/identity.js";
import { ScenarioError } from "../../src/world/scenario/errors.js";
import { parseScenario } from "../../src/world/scenario/parse.js";
import { describePattern } from "../../src/world/scenario/schema.js";

const parse = (text: string) => parseScenario(text, "s.yaml");
const step = (text: string) => parse(`steps:\n  - ${text}\n`).steps[0];
const S = 160_000_000;

test("a scenario with everything", (t) => {
	const scenario = parse(`
name: all of it
flash_size: 1M
seed: 0xffffffffffffffff
mac: 5C:CF:7F:00:00:0A
checkpoint_every: 250ms
end: 2s
steps:
  - reset
`);
	t.deepEqual(scenario, {
		name: "all of it",
		flashSize: 1024 * 1024,
		seed: 0xffff_ffff_ffff_ffffn,
		mac: "5c:cf:7f:00:00:0a",
		checkpointTicks: S / 4,
		endTicks: 2 * S,
		steps: [{ kind: "power", event: "reset-pin", straps: 3, line: 9 }],
	});
});

test("what is left out is left out", (t) => {
	t.deepEqual(parse("steps: []"), { endTicks: 0, steps: [] });
});

const STEPS: Record<string, object> = {
	'expect: ">>> "': { kind: "expect", pattern: { text: ">>> " }, timeoutTicks: 30 * S },
	"{ expect: /a.c/i, timeout: 2m }": { kind: "expect", timeoutTicks: 120 * S },
	"expect: 42": { kind: "expect", pattern: { text: "42" } },
	"send: '\\r'": { kind: "send", bytes: Buffer.from("\\r") },
	'send: "\\r\\x03é"': { kind: "send", bytes: Buffer.from("\r\x03é") },
	"line: print(1)": { kind: "send", bytes: Buffer.from("print(1)\r") },
	"line:": { kind: "send", bytes: Buffer.from("\r") },
	"bytes: C0 00 08 ff": { kind: "send", bytes: Buffer.from([0xc0, 0, 8, 255]) },
	"bytes: 10": { kind: "send", bytes: Buffer.from([0x10]) },
	"wait: 1.5s": { kind: "wait", ticks: 1.5 * S },
	"pin: { 4: low, 5: 1, 16: open }": {
		kind: "pin",
		levels: [
			{ pin: 4, level: 0 },
			{ pin: 5, level: 1 },
			{ pin: 16, level: "z" },
		],
	},
	"adc: 0.123456": { kind: "adc", microvolts: 123_456 },
	"rtc: { period: 6.5 }": { kind: "rtc", periodFs: 6_500_000_000 },
	"rtc: { drift: 0 }": { kind: "rtc", periodFs: 6_496_000_000 },
	"rtc: { drift: 5 }": { kind: "rtc", periodFs: 5_996_307_692 },
	"reset: { straps: download }": { kind: "power", event: "reset-pin", straps: 1 },
	"power-cycle": { kind: "power", event: "power-on", straps: 3 },
	"power-cycle: { straps: flash }": { kind: "power", event: "power-on", straps: 3 },
	"note: it is so": { kind: "note", text: "it is so" },
};

for (const [text, expected] of Object.entries(STEPS)) {
	test(`step ${text}`, (t) => t.like(step(text), { ...expected, line: 2 }));
}

test("a regular expression keeps its flags", (t) => {
	const found = step("expect: /a.c/i");
	t.is(found.kind === "expect" && describePattern(found.pattern), "/a.c/i");
	t.is(describePattern({ text: "a\n" }), '"a\\n"');
});

const MISTAKES: Record<string, RegExp> = {
	"": /s\.yaml:1:1: a scenario must be a map/,
	"name: x": /must have steps/,
	"steps:": /s\.yaml:1:7: steps must be a list/,
	"steps: []\nstep: []": /s\.yaml:2:1: a scenario has no key "step"; it may have name, /,
	"steps: []\nsteps: []": /s\.yaml:2:1/,
	"steps: [": /s\.yaml:1/,
	"steps: [{ expect: a, send: b }]": /one thing: expect or send/,
	"steps:\n  - exepct: a": /s\.yaml:2:5: a step has no key "exepct"; it may have expect, /,
	"steps: [{ timeout: 1s }]": /must be one of/,
	"steps: [wait]": /must be a map/,
	"steps: [{ expect: '' }]": /must not be empty/,
	"steps: [{ expect: /(/ }]": /Invalid regular expression/,
	"steps: [{ expect: [a] }]": /expect must be text/,
	"steps: [{ bytes: c0 0 }]": /pairs of hex digits/,
	"steps: [{ bytes: é0 }]": /pairs of hex digits/,
	"steps: [{ wait: 5 }]": /must be a time with a unit/,
	"steps: [{ wait: 1s, timeout: 1s }]": /timeout goes with expect, send, line/,
	"steps: [{ pin: { 17: low } }]": /there is no pin "17"/,
	"steps: [{ pin: {} }]": /must name a pin/,
	"steps: [{ pin: { 4: up } }]": /low, high or open/,
	"steps: [{ adc: 3.3 }]": /from 0 to 1 volt/,
	"steps: [{ adc: high }]": /must be a number/,
	"steps: [{ rtc: {} }]": /drift .* or period/,
	"steps: [{ rtc: { drift: 1, period: 1 } }]": /drift .* or period/,
	"steps: [{ rtc: { drift: 31 } }]": /-30 to 30/,
	"steps: [{ rtc: { period: 0 } }]": /1 to 100/,
	"steps: [{ reset: { straps: usb } }]": /flash or download/,
	"steps: []\nflash_size: 3M": /s\.yaml:2:13: flash_size must be/,
	"steps: []\nseed: -1": /seed must be/,
	"steps: []\nseed: 18446744073709551616": /seed must be/,
	"steps: []\nmac: 1:2:3": /mac must be/,
	"steps: []\ncheckpoint_every: 0s": /more than 0/,
	"steps: &a [{ wait: 1s }]\nname: *a": /aliases are not allowed/,
	"steps: []\nend: !!js 5": /s\.yaml:2/,
};

for (const [text, message] of Object.entries(MISTAKES)) {
	test(`mistake: ${JSON.stringify(text)}`, (t) => {
		t.throws(() => parse(text), { instanceOf: ScenarioError, message });
	});
}

test("a file that is too large is refused before it is parsed", (t) => {
	t.throws(() => parse("#".repeat(2 ** 20 + 1)), { instanceOf: ScenarioError, message: /larger/ });
});

test("whatever the text, a scenario or a ScenarioError", (t) => {
	const words = fc.constantFrom(
		"steps",
		":",
		"-",
		" ",
		"\n",
		"expect",
		"{",
		"}",
		"[",
		"]",
		"*a",
		"&a",
		"1s",
		'"',
		"pin",
		"?",
	);
	fc.assert(
		fc.property(
			fc.oneof(
				fc.string(),
				fc.array(words).map((list) => list.join("")),
			),
			(text) => {
				try {
					t.true(Array.isArray(parse(text).steps));
				} catch (error) {
					t.true(error instanceof ScenarioError, `${error}`);
				}
			},
		),
		{ numRuns: 300 },
	);
});

test("seeds and addresses", (t) => {
	t.is(parseSeed("12"), 12n);
	t.is(parseSeed("0x"), undefined);
	t.is(parseMac("aa:bb:cc:dd:ee:FF"), "aa:bb:cc:dd:ee:ff");
	t.is(parseMac("aa-bb-cc-dd-ee-ff"), undefined);
});
