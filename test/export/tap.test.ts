import test from "ava";
import fc from "fast-check";
import { githubAnnotations } from "../../src/export/github.js";
import { tapReport } from "../../src/export/tap.js";
import type { VerifyOutcome, VerifyResult } from "../../src/regress/verify-one.js";

const result = (name: string, outcome: VerifyOutcome, ...details: string[]): VerifyResult => ({
	name,
	trace: `traces/${name}.mpk`,
	outcome,
	details,
	seconds: 1.25,
	kept: false,
});

const RESULTS = [
	result("boot", "passed"),
	result("odd #1\\2", "failed", 'said "no": at 3 s', "100% wrong,\nreally"),
	result("far", "skipped", "the firmware is not here"),
];

test("TAP: a plan, a line a trace, details as YAML", (t) => {
	t.is(
		tapReport(RESULTS),
		`TAP version 14
1..3
ok 1 - boot
  ---
  duration_ms: 1250
  ...
not ok 2 - odd \\#1\\\\2
  ---
  outcome: failed
  duration_ms: 1250
  details:
    - "said \\"no\\": at 3 s"
    - "100% wrong,\\nreally"
  ...
ok 3 - far # SKIP the firmware is not here
`,
	);
});

test("GitHub: a command a failure, at its file", (t) => {
	t.deepEqual(githubAnnotations(RESULTS), [
		'::error file=traces/odd #1\\2.mpk,title=odd #1\\2%3A failed::said "no": at 3 s%0A100%25 wrong,%0Areally',
		"::warning file=traces/far.mpk,title=far%3A skipped::the firmware is not here",
	]);
});

test("property: whatever is in a name or a detail, nothing breaks a line", (t) => {
	const text = fc.string({ unit: "binary" });
	fc.assert(
		fc.property(text, fc.array(text), (name, details) => {
			const failed = result(name, "failed", ...details);
			t.is(tapReport([failed]).split("\n").length, 8 + details.length + 1);
			t.true(githubAnnotations([failed]).every((line) => !/[\r\n]/.test(line)));
		}),
	);
});
