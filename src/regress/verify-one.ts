/** Verifies one trace: replays it, and compares what it produced with its golden file. */
import { readFileSync } from "node:fs";
import type { EngineChoice } from "../chip/create-chip.js";
import { ImageCache } from "../firmware/cache.js";
import { ImageError } from "../firmware/errors.js";
import { isMissing, writeAtomically } from "../firmware/files.js";
import { firmwareOfHash } from "../firmware/reference.js";
import { findRom } from "../firmware/rom.js";
import { loadDigests } from "../session/digest.js";
import { describeDivergence } from "../session/divergence.js";
import { SessionError } from "../session/errors.js";
import { compareGolden, formatGolden, type Golden, GoldenCollector, parseGolden } from "../session/golden.js";
import { replayTrace } from "../session/replayer.js";
import { TraceError } from "../trace/errors.js";
import { loadHash64 } from "../trace/hash64.js";
import { TraceReader } from "../trace/reader.js";
import { FileSource } from "../trace/source.js";
import { traceName } from "./trace-files.js";

/** What to verify; plain data, so that it can cross to another thread. */
export interface VerifyJob {
	readonly trace: string;
	readonly golden: string;
	/** Writes the golden file instead of comparing with it. */
	readonly update: boolean;
	/** The cache folder; without it the user's own. */
	readonly cache?: string;
	readonly engine?: EngineChoice | undefined;
}

/**
 * `passed`, `failed` (the run differs), `updated` (the golden file was written), `skipped` (firmware or ROM
 * are not here), `refused` (recorded with another model), `unreadable` (trace or golden file).
 */
export type VerifyOutcome = "passed" | "failed" | "updated" | "skipped" | "refused" | "unreadable";

export interface VerifyResult {
	readonly name: string;
	readonly trace: string;
	readonly outcome: VerifyOutcome;
	/** Why, a line each; empty for `passed`. */
	readonly details: readonly string[];
	/** Wall time. */
	readonly seconds: number;
	/** Whether it is known from an earlier time, and nothing was run. */
	readonly kept: boolean;
}

/** Verifies; whatever goes wrong is a result. */
export async function verifyOne(job: VerifyJob): Promise<VerifyResult> {
	const started = performance.now();
	const done = (outcome: VerifyOutcome, details: readonly string[] = []): VerifyResult => ({
		name: traceName(job.trace),
		trace: job.trace,
		outcome,
		details,
		seconds: (performance.now() - started) / 1000,
		kept: false,
	});
	try {
		const { divergence, golden } = await replay(job);
		if (divergence.length > 0) return done("failed", divergence);
		if (job.update) {
			writeAtomically(job.golden, formatGolden(golden));
			return done("updated");
		}
		const differences = compareGolden(readGolden(job.golden), golden);
		return differences.length === 0 ? done("passed") : done("failed", differences);
	} catch (error) {
		return done(outcomeOf(error), [(error as Error).message]);
	}
}

async function replay(job: VerifyJob): Promise<{ divergence: string[]; golden: Golden }> {
	const hash64 = await loadHash64();
	const makeDigests = await loadDigests();
	const source = new FileSource(job.trace);
	try {
		const reader = new TraceReader(source, hash64);
		const { header } = reader;
		const cache = new ImageCache(job.cache);
		const firmware = firmwareOfHash(header.firmware.sha256, header.firmware.version, undefined, cache);
		const rom = findRom({ sha256: header.rom.sha256 }, cache);
		const collector = new GoldenCollector();
		const result = replayTrace(reader, {
			firmware,
			rom,
			hash64,
			digests: makeDigests(),
			onCheckpoint: collector.onCheckpoint,
			engine: job.engine,
		});
		if (!result.divergence && !result.ending?.complete) {
			throw new Error("the recording was cut off: record it again, its end is not there to compare");
		}
		return {
			divergence: result.divergence ? describeDivergence(result.divergence) : [],
			golden: collector.finish(header, result),
		};
	} finally {
		source.close();
	}
}

function readGolden(path: string): Golden {
	try {
		return parseGolden(readFileSync(path, "utf8"), path);
	} catch (error) {
		if (isMissing(error)) throw new Error(`there is no golden file ${path}; make it with --update`);
		throw error;
	}
}

function outcomeOf(error: unknown): VerifyOutcome {
	if (error instanceof ImageError && error.code === "unavailable") return "skipped";
	if (error instanceof SessionError && error.code === "not-recorded-build") return "refused";
	if (error instanceof TraceError || error instanceof Error) return "unreadable";
	throw error;
}
