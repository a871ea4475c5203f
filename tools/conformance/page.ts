/** Writes results.md from what was kept of each version's run. */
import { readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import type { Outcomes } from "./outcomes.js";
import { type Reason, reasonFor } from "./reasons.js";

/** What is kept of a whole run. */
export interface Result extends Outcomes {
	/** Version of the tests, and of the firmware that they ran on. */
	readonly tests: string;
	readonly firmware: string;
	readonly sha256: string;
	/** The CPython whose output they were compared with. */
	readonly python: string;
	/** Guest time, s, and whether the recording of it replayed to the same state. */
	readonly seconds: number;
	readonly replayed: boolean;
}

export function readResults(folder: string): Result[] {
	const names = readdirSync(folder).filter((name) => name.endsWith(".json"));
	const results = names.map((name) => JSON.parse(readFileSync(join(folder, name), "utf8")) as Result);
	return results.sort((a, b) => a.tests.localeCompare(b.tests, "en", { numeric: true }));
}

/** Writes the page; returns the failures that nothing explains. */
export function writePage(path: string, results: readonly Result[], reasons: readonly Reason[]): string[] {
	const unexplained: string[] = [];
	const failures = results.map((result) => {
		const rows = result.failures.map((failure) => {
			const reason = reasonFor(failure, result.tests, reasons);
			if (!reason) unexplained.push(`${result.tests}: ${failure.test}: ${failure.got}`);
			return row(
				`\`${failure.test}\``,
				`\`${failure.got}\``,
				reason?.reason ?? "**not explained**",
				reason?.source ?? "",
			);
		});
		const head = [`## ${result.tests}`, "", row("test", "says", "why", "known from"), "|---|---|---|---|"];
		const skipped = ["", `Skipped by the runner: ${result.skipped.map((test) => `\`${test}\``).join(", ")}.`];
		return [...head, ...rows, ...skipped].join("\n");
	});
	const summary = results.map((result) =>
		row(
			result.tests,
			`${result.firmware}, \`${result.sha256.slice(0, 16)}\``,
			String(result.performed),
			String(result.passed),
			String(result.failures.length),
			String(result.skipped.length),
			`${result.seconds.toFixed(0)} s`,
			result.replayed ? "yes" : "no",
		),
	);
	const text = [
		"# MicroPython's own tests on the emulated board",
		"",
		"Written by `node dist/tools/conformance/main.js`; [how](README.md). Each version's runner, unmodified, with its own",
		`tests, over a serial line; compared with ${[...new Set(results.map(({ python }) => python))].join(", ")}.`,
		"",
		row("tests", "firmware", "performed", "passed", "failed", "skipped", "guest time", "recording replayed"),
		"|---|---|---|---|---|---|---|---|",
		...summary,
		"",
		"Reasons are kept in [reasons.yaml](reasons.yaml), with what the test must say for the reason to hold.",
		"",
		failures.join("\n\n"),
		"",
	];
	writeFileSync(path, text.join("\n"));
	return unexplained;
}

function row(...cells: readonly string[]): string {
	return `| ${cells.map((cell) => cell.trim().replace(/\s+/g, " ").replaceAll("|", "\\|")).join(" | ")} |`;
}
