/** `replay bisect TRACE --builds ...`: which build was the first to behave otherwise. */
import { availableParallelism } from "node:os";
import { Command, Option } from "clipanion";
import { isFolder } from "../../firmware/files.js";
import { resolveFirmware } from "../../firmware/resolve.js";
import { type Bisection, bisect, type Verdict } from "../../regress/bisect.js";
import {
	BUILD_ORDERS,
	type Build,
	buildOf,
	listBuilds,
	naturalOrder,
	orderBuilds,
} from "../../regress/builds.js";
import { Judges, type KnownJudgement } from "../../regress/judge-builds.js";
import { findRules } from "../../session/behave/rules-file.js";
import { surveyTrace } from "../../session/survey.js";
import { BaseCommand } from "../base-command.js";
import { withDownloads } from "../downloads.js";
import { ExitCode, UsageMistake } from "../exit-codes.js";
import { choiceOption, countOption, given } from "../options.js";
import { stopOnSignals } from "../signals.js";
import { withTrace } from "../trace-file.js";

const WANTED = ["different", "same"] as const;

export class BisectCommand extends BaseCommand {
	static override paths = [["bisect"]];
	static override usage = Command.Usage({
		description: "find the first build that does not behave as a trace says",
		details: `
			Judges builds as \`replay judge\` does: the first and the last, then by halves, so that n builds take at most
			log2(n) + 2 judgements. Neighbours are tried in the place of builds that cannot be judged. --builds takes folders
			(their *.bin), files, and versions of images in the cache or to be downloaded; in a folder they are ordered by
			version, where each has one, and by name. With \`--first same\` the trace shows a bug, and the build that brought it in is found.

			Each judgement is kept as soon as it is made, by trace, firmware, boot ROM, rules and model: the same command goes on
			where it was stopped. For builds in git's history there is \`git bisect run replay judge\`.

			Exit codes: 0 found, 1 not among these builds, 2 wrong usage, 3 firmware not available, 4 the trace is damaged,
			125 stopped, or builds that cannot be judged hide it.
		`,
		examples: [
			["Which nightly build broke it?", "replay bisect bug.mpk --builds nightly/"],
			["Among releases", "replay bisect session.mpk --builds v1.14 v1.18 v1.19.1 v1.23.0 v1.26.0"],
			["Files by the time they were written", "replay bisect bug.mpk --builds out/*.bin --order date"],
			["The trace shows the bug", "replay bisect bug.mpk --builds nightly/ --first same"],
		],
	});

	trace = Option.String();
	builds = Option.Array("--builds", {
		required: true,
		description: "folders, files or versions; more may follow",
	});
	more = Option.Rest();
	order = Option.String("--order", {
		description:
			"version, name, date or given; unless said, version or name for folders, given for anything else",
	});
	first = Option.String("--first", "different", {
		description: "which verdict to look for: different or same",
	});
	rom = Option.String("--rom", { description: "a dump of the boot ROM, instead of the built-in one" });
	rules = Option.String("--rules", { description: "a YAML file that says what may differ" });
	jobs = Option.String("--jobs", { description: "builds judged at a time, where that is faster" });
	fresh = Option.Boolean("--fresh", false, { description: "judge anew what was judged before" });
	offline = Option.Boolean("--offline", false, { description: "do not download firmware" });
	json = Option.Boolean("--json", false, { description: "print the result as JSON" });
	quiet = Option.Boolean("-q,--quiet", false, { description: "print the result only" });

	protected async run(): Promise<ExitCode> {
		const wanted = choiceOption("--first", WANTED)(this.first);
		const jobs = given(this.jobs, countOption("--jobs")) ?? availableParallelism();
		await withTrace(this.trace, surveyTrace);
		const builds = await this.#findBuilds();
		this.#progress(`${builds.length} builds: ${builds[0].name} to ${builds[builds.length - 1].name}`);
		const { trace, rom, fresh } = this;
		const rules = findRules(trace, this.rules);
		const judges = new Judges({ rom, jobs, fresh });
		const judged = new Map<number, KnownJudgement>();
		const signals = stopOnSignals();
		const onStop = () => void judges.close();
		signals.stop.addEventListener("abort", onStop);
		try {
			const judgeOne = async (at: number): Promise<Verdict> => {
				const judgement = await judges.judge(trace, rules, builds[at]);
				judged.set(at, judgement);
				this.#progress(line(builds[at], judgement));
				if (judgement.verdict === "cannot judge") return "skip";
				return judgement.verdict === wanted ? "bad" : "good";
			};
			const result = await bisect(builds.length, (at) => Promise.all(at.map(judgeOne)), jobs);
			this.#show(result, builds, judged);
			return exitCode(result);
		} catch (error) {
			if (!signals.stop.aborted) throw error;
			this.context.stderr.write(
				`replay: stopped; ${judged.size} judgements are kept in ${judges.folder}, and the same command goes on from there\n`,
			);
			return ExitCode.CANNOT_JUDGE;
		} finally {
			signals.release();
			await judges.close();
		}
	}

	async #findBuilds(): Promise<Build[]> {
		const named = [...this.builds, ...this.more];
		const folders = named.filter(isFolder);
		const order = given(this.order, choiceOption("--order", BUILD_ORDERS));
		const found: Build[] = [];
		for (const name of named) {
			if (folders.includes(name)) found.push(...listBuilds(name));
			else {
				const { offline } = this;
				const { stderr } = this.context;
				const firmware = await withDownloads({ stderr, offline, quiet: this.quiet }, (options) =>
					resolveFirmware(name, options),
				);
				found.push(buildOf(firmware, name));
			}
		}
		if (found.length < 2) {
			throw new UsageMistake(`--builds: there must be two builds or more; here are ${found.length}`);
		}
		return orderBuilds(found, order ?? (folders.length > 0 ? naturalOrder(found) : "given"));
	}

	/** Progress, which goes to stderr where stdout is for a program. */
	#progress(text: string): void {
		if (!this.quiet) (this.json ? this.context.stderr : this.context.stdout).write(`${text}\n`);
	}

	#show(result: Bisection, builds: readonly Build[], judged: ReadonlyMap<number, KnownJudgement>): void {
		const { outcome, good, bad, asked } = result;
		const named = (at: number | undefined) => (at === undefined ? undefined : builds[at]);
		const evidence = bad === undefined ? [] : judged.get(bad)!.evidence;
		const kept = asked.filter((at) => judged.get(at)!.kept).length;
		if (this.json) {
			const judgements = asked.map((at) => ({ build: builds[at], ...judged.get(at)! }));
			const facts = { trace: this.trace, outcome, wanted: this.first, builds: builds.length };
			const shown = {
				...facts,
				first: named(bad) ?? null,
				before: named(good) ?? null,
				evidence,
				judgements,
			};
			this.print(JSON.stringify(shown, undefined, "\t"));
			return;
		}
		this.print(sentence(result, builds, this.first));
		for (const text of evidence) this.print(`  ${text}`);
		this.print(
			`${asked.length} of ${builds.length} builds judged${kept > 0 ? `, ${kept} of them before` : ""}`,
		);
	}
}

function line({ name, version }: Build, { verdict, seconds, kept }: KnownJudgement): string {
	const how = kept ? "judged before" : `${seconds.toFixed(1)} s`;
	return `${verdict.padEnd(13)}${name}${version === undefined ? "" : `, ${version}`} (${how})`;
}

function sentence({ outcome, good, bad }: Bisection, builds: readonly Build[], wanted: string): string {
	const name = (at: number) => `${builds[at].name} (sha256 ${builds[at].sha256.slice(0, 16)})`;
	switch (outcome) {
		case "found":
			return `the first build that is ${wanted}: ${name(bad!)}; the one before it, ${name(good!)}, is not`;
		case "between":
			return (
				`the first build that is ${wanted} is ${name(bad!)}, or one of the ${bad! - good! - 1} before it that cannot be ` +
				`judged; ${name(good!)} is not`
			);
		case "bad at first":
			return `${name(bad!)}, the first that can be judged, is ${wanted} already: give older builds`;
		case "never bad":
			return `none of these builds is ${wanted}: ${name(good!)}, the last that can be judged, is not`;
		case "nothing":
			return "none of these builds can be judged";
	}
}

function exitCode({ outcome }: Bisection): ExitCode {
	if (outcome === "found") return ExitCode.OK;
	return outcome === "between" || outcome === "nothing" ? ExitCode.CANNOT_JUDGE : ExitCode.DIVERGED;
}
