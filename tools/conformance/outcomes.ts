/** What a run of MicroPython's own runner came to, read from what it printed and left in its folder of results. */
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";

export interface Failure {
	/** As the runner names it: basics/string_format_error.py. */
	readonly test: string;
	/** The first line that was not expected, or the exception that ended the test. */
	readonly got: string;
}

export interface Outcomes {
	readonly performed: number;
	readonly passed: number;
	readonly skipped: readonly string[];
	readonly failures: readonly Failure[];
	/** Whether the runner came to its end. */
	readonly complete: boolean;
}

const LINE = /^(pass|FAIL|skip|lrge) +(\S+\.py)/;
const LONGEST = 160;

/** Reads the runner's output; `results` is its folder. */
export function readOutcomes(output: string, results: string): Outcomes {
	const of = (...words: string[]): string[] =>
		output.split(/\r?\n/).flatMap((line) => {
			const [, word, test] = LINE.exec(line) ?? [];
			return word && words.includes(word) ? [test] : [];
		});
	const passed = of("pass").length;
	const failures = of("FAIL").map((test) => ({ test, got: whatCame(test, results) }));
	return {
		performed: passed + failures.length,
		passed,
		skipped: of("skip", "lrge"),
		failures,
		complete: /^\d+ tests performed/m.test(output),
	};
}

function whatCame(test: string, results: string): string {
	const stem = test.replace(/^.*?tests\//, "").replace(/[\\/]/g, "_");
	const file = readdirSync(results).find((name) => name === `${stem}.out`);
	if (!file) return "?";
	const came = lines(join(results, file));
	const expected = existsSync(join(results, `${stem}.exp`)) ? lines(join(results, `${stem}.exp`)) : [];
	const exception = came.filter((line) => /^\w+(Error|Exception|Interrupt)\b/.test(line)).at(-1);
	const crashed = came.at(-1) === "CRASH";
	const first = came.findIndex((line, i) => line !== expected[i]);
	const line = crashed && exception ? exception : (came[first] ?? `nothing after ${came.length} lines`);
	return line.slice(0, LONGEST);
}

function lines(path: string): string[] {
	return readFileSync(path, "utf8").trimEnd().split(/\r?\n/);
}
