/** Makes a session smaller as long as a check holds: less waiting, fewer inputs, then fewer keys and edges. */
import { TICKS_PER_MS } from "../../chip/time.js";
import { sha256 } from "../../firmware/cache.js";
import type { MachineSpec } from "../../session/machine.js";
import type { TraceReader } from "../../trace/reader.js";
import { runSession, type SessionRun } from "../run-session.js";
import { type Candidate, type Group, type Schedule, schedule, sessionOf } from "./candidate.js";
import type { Journal } from "./journal.js";
import { reduce } from "./reduce.js";

/** Waits that are tried, the shortest first. */
const PATIENCE = [20, 100, 500, 2000, 10_000].map((ms) => ms * TICKS_PER_MS);

export interface Size {
	readonly groups: number;
	readonly inputs: number;
	/** Where the session ends. */
	readonly tick: number;
}

export interface MinimiseOptions {
	readonly machine: MachineSpec;
	/** Whether what is looked for is in a run. */
	readonly check: (run: SessionRun) => Promise<boolean>;
	readonly journal: Journal;
	/** Also leaves out single inputs of the groups that are left. */
	readonly keys: boolean;
	readonly stop?: AbortSignal;
	/** Told after each test: what is left, and what has been tried. */
	readonly onTest?: (size: Size, tests: number) => void;
	/** Handed each smaller run that holds. */
	readonly onSmaller: (run: SessionRun) => void;
}

export interface Minimised {
	/** Whether the check held for the session as it is; else nothing was tried. */
	readonly holds: boolean;
	readonly before: Size;
	readonly after: Size;
	readonly groups: readonly Group[];
	/** The smallest session. */
	readonly run: SessionRun;
	/** Runs that were made for tests, and tests whose results were known from an earlier search. */
	readonly runs: number;
	readonly known: number;
}

/** Throws TraceError, SessionError; rejects with the reason of `stop`. */
export async function minimise(reader: TraceReader, options: MinimiseOptions): Promise<Minimised> {
	return new Search(reader, options).run();
}

class Search {
	readonly #options: MinimiseOptions;
	readonly #session;
	readonly #start: number;
	#best: Candidate;
	#runs = 0;
	#tests = 0;
	readonly #known: number;

	constructor(reader: TraceReader, options: MinimiseOptions) {
		this.#options = options;
		this.#known = options.journal.size;
		this.#session = sessionOf(reader);
		this.#start = this.#session.groups[0]?.inputs[0].tick ?? 0;
		this.#best = { groups: this.#session.groups, patience: Number.MAX_SAFE_INTEGER };
	}

	async run(): Promise<Minimised> {
		const before = sizeOf(this.#best.groups, this.#schedule(this.#best));
		const holds = await this.#holds(this.#best);
		if (holds) {
			await this.#hurry();
			await this.#fewer();
			if (this.#options.keys) await this.#shorter();
			await this.#hurry();
		}
		const { groups } = this.#best;
		const after = sizeOf(groups, this.#schedule(this.#best));
		const run = await runSession(this.#options.machine, this.#schedule(this.#best), this.#options.stop);
		return { holds, before, after, groups, run, runs: this.#runs, known: this.#known };
	}

	/** Less waiting: every test that follows is as much faster. */
	async #hurry(): Promise<void> {
		for (const patience of PATIENCE) {
			if (patience >= this.#best.patience) return;
			if (await this.#holds({ ...this.#best, patience })) return;
		}
	}

	async #fewer(): Promise<void> {
		await reduce(this.#best.groups, (groups) => this.#holds({ ...this.#best, groups }));
	}

	/** Single keys and edges of each group. */
	async #shorter(): Promise<void> {
		for (let i = 0; i < this.#best.groups.length; i++) {
			await reduce(this.#best.groups[i].inputs, async (inputs) => {
				if (inputs.length === 0) return false;
				const groups = this.#best.groups.map((group, k) => (k === i ? { inputs } : group));
				return this.#holds({ ...this.#best, groups });
			});
		}
	}

	#schedule(candidate: Candidate): Schedule {
		return schedule(candidate, this.#start, this.#session.end);
	}

	/** Tests a candidate; what holds is the best so far. */
	async #holds(candidate: Candidate): Promise<boolean> {
		const { machine, check, journal, stop, onTest, onSmaller } = this.#options;
		const plan = this.#schedule(candidate);
		const key = keyOf(plan);
		let holds = journal.find(key);
		if (holds === undefined) {
			const run = await runSession(machine, plan, stop);
			holds = await check(run);
			stop?.throwIfAborted();
			this.#runs++;
			if (holds) onSmaller(run);
			journal.add(key, holds);
		}
		this.#tests++;
		if (holds) this.#best = candidate;
		onTest?.(sizeOf(this.#best.groups, this.#schedule(this.#best)), this.#tests);
		return holds;
	}
}

function sizeOf(groups: readonly Group[], { inputs, end }: Schedule): Size {
	return { groups: groups.length, inputs: inputs.length, tick: end };
}

/** A schedule's name: that of all it says. */
function keyOf({ inputs, end }: Schedule): string {
	const text = JSON.stringify([inputs, end], (_, value) =>
		value instanceof Uint8Array ? [...value] : value,
	);
	return sha256(Buffer.from(text));
}
