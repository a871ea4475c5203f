/** Traces that have passed need not be replayed again while nothing has changed that their replay depends on. */
import { readFileSync } from "node:fs";
import { sha256 } from "../firmware/cache.js";
import { codeHash } from "./code-hash.js";
import { ResultCache, type ResultKey } from "./result-cache.js";
import { traceName } from "./trace-files.js";
import type { VerifyJob, VerifyResult } from "./verify-one.js";

/** What is kept of a pass: that it was one. */
interface Pass {
	readonly passed: true;
}

export class VerifyCache {
	readonly #cache: ResultCache<Pass>;

	/** In the cache folder; without it the user's own. */
	constructor(cache?: string) {
		this.#cache = new ResultCache("verified", isPass, cache);
	}

	/** A pass that is still one; undefined when the trace must be replayed. */
	find(job: VerifyJob): VerifyResult | undefined {
		const key = keyOf(job);
		if (job.update || !key || !this.#cache.find(key)) return undefined;
		return {
			name: traceName(job.trace),
			trace: job.trace,
			outcome: "passed",
			details: [],
			seconds: 0,
			kept: true,
		};
	}

	/** Keeps a pass; of anything else the reason must be seen again. */
	keep(job: VerifyJob, { outcome }: VerifyResult): void {
		const key = outcome === "passed" ? keyOf(job) : undefined;
		if (key) this.#cache.keep(key, { passed: true });
	}
}

/** The trace names its firmware and ROM by hash, so its own hash stands for these too. */
function keyOf({ trace, golden, engine }: VerifyJob): ResultKey | undefined {
	try {
		return {
			trace: sha256(readFileSync(trace)),
			golden: sha256(readFileSync(golden)),
			engine: engine ?? "",
			code: codeHash(),
		};
	} catch {
		// One of them is not there: the verification says so.
		return undefined;
	}
}

function isPass(value: unknown): value is Pass {
	return (value as Pass | null)?.passed === true;
}
