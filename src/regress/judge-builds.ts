/** Judges builds by traces, several at a time; what was judged before is taken from where it is kept. */
import { readFileSync } from "node:fs";
import { sha256 } from "../firmware/cache.js";
import { findRom } from "../firmware/rom.js";
import type { Build } from "./builds.js";
import { type BuildJudgement, type JudgeJob, judgementCache, judgementKey } from "./judge-job.js";
import { WorkerPool } from "./worker-pool.js";

const WORKER = new URL("./judge-worker.js", import.meta.url);

export interface JudgesOptions {
	readonly rom?: string | undefined;
	/** Runs at a time. */
	readonly jobs: number;
	/** Judges anew what was judged before. */
	readonly fresh: boolean;
	/** The cache folder; without it the user's own. */
	readonly cache?: string | undefined;
}

/** A judgement, and whether it was kept from another time. */
export type KnownJudgement = BuildJudgement & { readonly kept: boolean };

export class Judges {
	readonly #options: JudgesOptions;
	readonly #pool: WorkerPool<JudgeJob, BuildJudgement>;
	readonly #cache;
	readonly #rom: string;

	/** Throws ImageError. */
	constructor(options: JudgesOptions) {
		this.#options = options;
		this.#rom = findRom({ path: options.rom }).sha256;
		this.#cache = judgementCache(options.cache);
		this.#pool = new WorkerPool(WORKER, options.jobs);
	}

	/** Where judgements are kept. */
	get folder(): string {
		return this.#cache.folder;
	}

	/**
	 * Judges a build by a trace under rules. Rejects with WorkerDied, also when the judges are closed, and with the file
	 * system's error.
	 */
	async judge(trace: string, rules: JudgeJob["rules"], build: Build): Promise<KnownJudgement> {
		const { rom, fresh } = this.#options;
		const [traceHash, rulesHash] = [sha256(readFileSync(trace)), sha256(Buffer.from(rules?.text ?? ""))];
		const key = judgementKey(traceHash, build.sha256, this.#rom, rulesHash);
		const kept = fresh ? undefined : this.#cache.find(key);
		if (kept) return { ...kept, kept: true };
		const result = await this.#pool.run({ trace, firmware: build.path, rom, rules });
		this.#cache.keep(key, result);
		return { ...result, kept: false };
	}

	/** Ends what is under way. */
	close(): Promise<void> {
		return this.#pool.close();
	}
}
