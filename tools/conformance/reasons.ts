/** Why tests fail that fail on silicon too: reasons.yaml, each with where that is known from. */
import { readFileSync } from "node:fs";
import { parse } from "yaml";
import type { Failure } from "./outcomes.js";

export interface Reason {
	readonly tests: readonly string[];
	/** Versions of the firmware that it holds for. */
	readonly versions: readonly string[];
	/** What the test says then; with any other failure it is not explained. */
	readonly got: string;
	readonly reason: string;
	/** An issue, a place in MicroPython's source, a measurement. */
	readonly source: string;
}

const KEYS = ["tests", "versions", "got", "reason", "source"];

/** Reads reasons.yaml. Throws when a reason lacks a part. */
export function readReasons(path: string): Reason[] {
	const reasons = parse(readFileSync(path, "utf8")) as Reason[];
	for (const reason of reasons) {
		const missing = KEYS.find((key) => !(key in reason));
		if (missing) throw new Error(`${path}: the reason for ${reason.tests?.[0]} has no "${missing}"`);
	}
	return reasons;
}

export function reasonFor(failure: Failure, version: string, reasons: readonly Reason[]): Reason | undefined {
	return reasons.find(
		({ tests, versions, got }) =>
			tests.includes(failure.test) && versions.includes(version) && failure.got.includes(got),
	);
}
