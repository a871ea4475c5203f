/** Results of a verify as commands to a GitHub Actions runner, which shows them beside the files of a change. */
import type { VerifyResult } from "../regress/verify-one.js";

/** A line for each result that is worth one: errors, and warnings for what was skipped. */
export function githubAnnotations(results: readonly VerifyResult[]): string[] {
	return results.flatMap(({ outcome, name, trace, details }) => {
		if (outcome === "passed" || outcome === "updated") return [];
		const level = outcome === "skipped" ? "warning" : "error";
		const title = `${name}: ${outcome}`;
		return [`::${level} file=${property(trace)},title=${property(title)}::${message(details.join("\n"))}`];
	});
}

function message(text: string): string {
	return text.replaceAll("%", "%25").replaceAll("\r", "%0D").replaceAll("\n", "%0A");
}

function property(text: string): string {
	return message(text).replaceAll(":", "%3A").replaceAll(",", "%2C");
}
