/** `replay diff A B`: the first instruction or input after which two runs differ. */
import { Command, Option } from "clipanion";
import { resolveHash } from "../../firmware/resolve.js";
import { findRom } from "../../firmware/rom.js";
import { describeRunDifference } from "../../regress/diff/describe.js";
import { diffRuns, type RunDifference } from "../../regress/diff/diff-runs.js";
import { checkComparable, feedOf, lastCommonCheckpoint } from "../../regress/diff/trace-feed.js";
import { jsonReplacer } from "../../session/inspect.js";
import type { TraceReader } from "../../trace/reader.js";
import { describeTick } from "../../world/units.js";
import { BaseCommand } from "../base-command.js";
import { withDownloads } from "../downloads.js";
import { ExitCode } from "../exit-codes.js";
import { given, tickOption } from "../options.js";
import { Progress } from "../progress.js";
import { symbolsFor } from "../symbols.js";
import { withTrace } from "../trace-file.js";

export class DiffCommand extends BaseCommand {
	static override paths = [["diff"]];
	static override usage = Command.Usage({
		description: "name the first instruction or input after which two runs differ",
		details: `
			Runs both traces beside each other and compares all of their state: registers, memories, peripherals. From the last
			checkpoint that they have in common it goes down to the one instruction after which they are not the same any more,
			or to the input that only one of them got, and shows what differs, the code around it, the registers, who has called,
			and the inputs before it. --symbols names addresses; without it the boot ROM's names are known. A difference that
			heals within a millisecond is not seen.
			With one trace, the two engines that run it are compared.

			Exit codes: 0 the same up to the end of the shorter one, 1 they differ, 2 wrong usage, 3 firmware or boot ROM not
			available, 4 a trace is damaged, 5 not recorded with the same build, ROM or model.
		`,
		examples: [
			["Where do they part?", "replay diff good.mpk bad.mpk"],
			["With names", "replay diff good.mpk bad.mpk --symbols firmware.elf"],
			["The translating engine against the interpreter", "replay diff session.mpk"],
		],
	});

	trace = Option.String();
	other = Option.String({ required: false });
	firmware = Option.String("--firmware", {
		description: "the firmware image, instead of the one in the cache",
	});
	rom = Option.String("--rom", { description: "a dump of the boot ROM, instead of the one in the cache" });
	symbols = Option.String("--symbols", {
		description: "an ELF file or a linker's map with the names of addresses",
	});
	until = Option.String("--until", { description: "compare up to this guest time (2s), or this tick" });
	offline = Option.Boolean("--offline", false, { description: "do not download the firmware" });
	json = Option.Boolean("--json", false, { description: "print the result as JSON" });

	protected run(): Promise<ExitCode> {
		const { trace, other = trace } = this;
		return withTrace(trace, (a) => withTrace(other, (b) => this.#compare(a, b)));
	}

	async #compare(one: TraceReader, other: TraceReader): Promise<ExitCode> {
		checkComparable(one.header, other.header);
		const { stderr } = this.context;
		const { sha256, version } = one.header.firmware;
		const firmware = await withDownloads({ stderr, offline: this.offline, quiet: this.json }, (options) =>
			resolveHash(sha256, version, this.firmware, options),
		);
		const rom = findRom(this.rom === undefined ? { sha256: one.header.rom.sha256 } : { path: this.rom });
		const symbols = symbolsFor(this.symbols, firmware, rom);
		const a = feedOf(one, firmware, rom);
		const b = feedOf(other, firmware, rom, this.other === undefined ? "interp" : undefined);
		const until = Math.min(a.lastTick, b.lastTick, given(this.until, tickOption("--until")) ?? a.lastTick);
		const progress = await Progress.show(stderr, this.json ? 0 : until, "comparing");
		try {
			if (this.other !== undefined) {
				// Up to there they are the same: one runs, the other is taken there.
				a.feed.runTo(Math.min(until, Math.max(0, lastCommonCheckpoint(one, other) - 1)));
				a.feed.save()(b.feed);
			}
			const difference = diffRuns(a.feed, b.feed, {
				until,
				onProgress: progress.update,
				symbols,
			});
			progress.stop();
			this.#show(difference, until);
			return difference ? ExitCode.DIVERGED : ExitCode.OK;
		} finally {
			progress.stop();
		}
	}

	#show(difference: RunDifference | undefined, until: number): void {
		const names = { a: this.trace, b: this.other ?? "the interpreter" };
		if (this.json) {
			const { trace, other = null } = this;
			const facts = { trace, other, same: !difference, until, ...(difference ? { difference } : {}) };
			this.print(JSON.stringify(facts, jsonReplacer, "\t"));
		} else if (difference) for (const line of describeRunDifference(difference, names)) this.print(line);
		else this.print(`the same up to ${describeTick(until)}`);
	}
}
