/** One judgement of a build by a trace: as a job for a thread, and kept for the next time it is asked for. */

import { ImageCache } from "../firmware/cache.js";
import { readFirmware } from "../firmware/reference.js";
import { findRom } from "../firmware/rom.js";
import { describeJudgement } from "../session/behave/describe.js";
import { type Judgement, judge } from "../session/behave/judge.js";
import { parseRules } from "../session/behave/rules-file.js";
import { loadDigests, type OutputDigests } from "../session/digest.js";
import { SessionError } from "../session/errors.js";
import { type KnownFiles, replayedFiles } from "../session/files/replayed-files.js";
import { type Hash64, loadHash64 } from "../trace/hash64.js";
import { TraceReader } from "../trace/reader.js";
import { FileSource } from "../trace/source.js";
import { RecordedWorldError } from "../world/recorded/errors.js";
import { codeHash } from "./code-hash.js";
import { ResultCache, type ResultKey } from "./result-cache.js";

/** What to judge; plain data, so that it can cross to another thread. */
export interface JudgeJob {
	/** Paths. */
	readonly trace: string;
	readonly firmware: string;
	/** A dump; without it the built-in boot ROM. */
	readonly rom?: string | undefined;
	/** A rule file's path and text; without it the defaults hold. */
	readonly rules?: { readonly path: string; readonly text: string } | undefined;
}

export interface BuildJudgement {
	readonly verdict: Judgement["verdict"];
	/** In words: the verdict, and what differs. */
	readonly evidence: readonly string[];
	/** Wall time of the run. */
	readonly seconds: number;
}

/** The files of the trace that was judged last: one bisection judges many builds by one trace. */
let known: { readonly trace: string; readonly files: KnownFiles | undefined } | undefined;

function recordedFiles(job: JudgeJob, reader: TraceReader, hash64: Hash64, digests: OutputDigests) {
	if (known?.trace !== job.trace) {
		known = { trace: job.trace, files: replayedFiles(reader, { hash64, digests }) };
	}
	return known.files;
}

/** Runs the build. Throws ImageError, ScenarioError, TraceError. */
export async function runJudgeJob(job: JudgeJob): Promise<BuildJudgement> {
	const started = performance.now();
	const done = (verdict: Judgement["verdict"], evidence: readonly string[]): BuildJudgement => ({
		verdict,
		evidence,
		seconds: (performance.now() - started) / 1000,
	});
	const source = new FileSource(job.trace);
	try {
		const [hash64, makeDigests] = await Promise.all([loadHash64(), loadDigests()]);
		const reader = new TraceReader(source, hash64);
		const judgement = judge(reader, {
			firmware: readFirmware(job.firmware),
			rom: findRom({ path: job.rom }),
			hash64,
			digests: makeDigests(),
			recordedFiles: () => recordedFiles(job, reader, hash64, makeDigests()),
			...(job.rules ? { rules: parseRules(job.rules.text, job.rules.path) } : {}),
		});
		return done(judgement.verdict, describeJudgement(judgement));
	} catch (error) {
		if (error instanceof SessionError || error instanceof RecordedWorldError)
			return done("cannot judge", [error.message]);
		throw error;
	} finally {
		source.close();
	}
}

/** All that a judgement depends on; the first three are sha256. */
export function judgementKey(trace: string, firmware: string, rom: string, rules: string): ResultKey {
	return { trace, firmware, rom, rules, code: codeHash() };
}

/** Where judgements are kept. */
export function judgementCache(cache?: string): ResultCache<BuildJudgement> {
	return new ResultCache("judgements", isBuildJudgement, new ImageCache(cache).folder);
}

function isBuildJudgement(value: unknown): value is BuildJudgement {
	const { verdict, evidence, seconds } = (value ?? {}) as Record<string, unknown>;
	return (
		["same", "different", "cannot judge"].includes(verdict as string) &&
		Array.isArray(evidence) &&
		evidence.every((line) => typeof line === "string") &&
		typeof seconds === "number"
	);
}
