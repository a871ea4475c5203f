/** Results of a verify as JUnit XML, the shape CI servers read. */
import type { VerifyResult } from "../regress/verify-one.js";

const SUITE = "esp8266-replay verify";

/** The XML text: one suite, one case a trace. */
export function junitXml(results: readonly VerifyResult[]): string {
	const failures = results.filter((r) => r.outcome === "failed").length;
	const errors = results.filter(isError).length;
	const skipped = results.filter((r) => r.outcome === "skipped").length;
	const time = results.reduce((sum, r) => sum + r.seconds, 0);
	const counts = `tests="${results.length}" failures="${failures}" errors="${errors}" skipped="${skipped}" time="${time.toFixed(3)}"`;
	return [
		'<?xml version="1.0" encoding="UTF-8"?>',
		`<testsuites name="${SUITE}" ${counts}>`,
		`\t<testsuite name="${SUITE}" ${counts}>`,
		...results.map(testCase),
		"\t</testsuite>",
		"</testsuites>",
		"",
	].join("\n");
}

function testCase(result: VerifyResult): string {
	const head = `\t\t<testcase name="${escapeXml(result.name)}" classname="${escapeXml(result.trace)}" time="${result.seconds.toFixed(3)}"`;
	const [first = ""] = result.details;
	const rest = escapeXml(result.details.join("\n"));
	const message = escapeXml(first);
	if (result.outcome === "skipped") return `${head}><skipped message="${message}"/></testcase>`;
	if (result.outcome === "failed")
		return `${head}><failure message="${message}">${rest}</failure></testcase>`;
	if (isError(result)) return `${head}><error message="${message}">${rest}</error></testcase>`;
	return `${head}/>`;
}

function isError({ outcome }: VerifyResult): boolean {
	return outcome === "refused" || outcome === "unreadable";
}

const ENTITIES: Readonly<Record<string, string>> = {
	"&": "&amp;",
	"<": "&lt;",
	">": "&gt;",
	'"': "&quot;",
	"'": "&apos;",
	"\n": "&#10;",
	"\r": "&#13;",
	"\t": "&#9;",
};

/** Escapes text for an element or an attribute; what XML 1.0 cannot hold becomes U+FFFD. */
export function escapeXml(text: string): string {
	return text
		.replace(/[^\t\n\r\u{20}-\u{d7ff}\u{e000}-\u{fffd}\u{10000}-\u{10ffff}]/gu, "\ufffd")
		.replace(/[&<>"'\n\r\t]/g, (character: string) => ENTITIES[character]);
}
