/** Results of a verify as TAP version 14, as test harnesses read it. */
import type { VerifyResult } from "../regress/verify-one.js";

/** The text: a plan, a line a trace, and what went wrong as YAML below it. */
export function tapReport(results: readonly VerifyResult[]): string {
	return ["TAP version 14", `1..${results.length}`, ...results.flatMap(testPoint), ""].join("\n");
}

function testPoint({ outcome, name, details, seconds }: VerifyResult, index: number): string[] {
	const fine = outcome === "passed" || outcome === "updated" || outcome === "skipped";
	const head = `${fine ? "ok" : "not ok"} ${index + 1} - ${escaped(name)}`;
	if (outcome === "skipped") return [`${head} # SKIP ${escaped(details[0] ?? "")}`];
	if (fine) return [head, "  ---", `  duration_ms: ${Math.round(seconds * 1000)}`, "  ..."];
	return [
		head,
		"  ---",
		`  outcome: ${outcome}`,
		`  duration_ms: ${Math.round(seconds * 1000)}`,
		"  details:",
		// JSON strings are YAML strings.
		...details.map((line) => `    - ${JSON.stringify(line)}`),
		"  ...",
	];
}

/** A description may hold neither a line end nor an unescaped number sign or backslash. */
function escaped(text: string): string {
	return text.replace(/[\\#]/g, "\\$&").replace(/[\r\n]+/g, " ");
}
