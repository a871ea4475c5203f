import test from "ava";
import fc from "fast-check";
import { escapeXml, junitXml } from "../../src/export/junit.js";
import type { VerifyResult } from "../../src/regress/verify-one.js";

const result = (outcome: VerifyResult["outcome"], details: string[] = []): VerifyResult => ({
	name: `a ${outcome} <run>`,
	trace: "traces/a&b.mpk",
	outcome,
	details,
	seconds: 1.25,
	kept: false,
});

test("one suite, one case a trace, counts that add up", (t) => {
	const xml = junitXml([
		result("passed"),
		result("updated"),
		result("failed", ["cpu: golden 1, now 2", "second"]),
		result("skipped", ["no firmware"]),
		result("refused", ["model"]),
		result("unreadable", ["damaged"]),
	]);
	const lines = xml.split("\n");
	t.regex(lines[1], /tests="6" failures="1" errors="2" skipped="1" time="7.500"/);
	t.true(xml.includes('<testcase name="a passed &lt;run&gt;" classname="traces/a&amp;b.mpk" time="1.250"/>'));
	t.true(xml.includes('<failure message="cpu: golden 1, now 2">cpu: golden 1, now 2&#10;second</failure>'));
	t.true(xml.includes('<skipped message="no firmware"/>'));
	t.is(xml.match(/<error message=/g)?.length, 2);
	t.is(lines.at(-1), "");
});

test("escaped text has no markup and reads back", (t) => {
	const decode = (text: string) =>
		text
			.replace(/&#(\d+);/g, (_, code) => String.fromCharCode(Number(code)))
			.replace(
				/&(lt|gt|quot|apos|amp);/g,
				(_, name: string) => ({ lt: "<", gt: ">", quot: '"', apos: "'", amp: "&" })[name]!,
			);
	fc.assert(
		fc.property(fc.string({ unit: "binary" }), (text) => {
			const escaped = escapeXml(text);
			t.notRegex(escaped, /[<>"']|&(?!(amp|lt|gt|quot|apos|#\d+);)/);
			t.is(decode(escaped).length, text.length);
			if (!/[^\t\n\r\u{20}-\u{d7ff}\u{e000}-\u{fffd}\u{10000}-\u{10ffff}]/u.test(text))
				t.is(decode(escaped), text);
		}),
	);
});

test("what XML cannot hold is replaced", (t) => {
	t.is(escapeXml("a\u0000\u001b[31m\ud800b"), "a\ufffd\ufffd[31m\ufffdb");
});
