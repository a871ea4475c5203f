/** `replay judge TRACE --firmware F`: whether another build behaves like the recorded one. */
import { Command, Option } from "clipanion";
import { resolveFirmware } from "../../firmware/resolve.js";
import { BaseCommand } from "../base-command.js";
import { withDownloads } from "../downloads.js";
import type { ExitCode } from "../exit-codes.js";
import { runJudging } from "../judging.js";
import { withTrace } from "../trace-file.js";

export class JudgeCommand extends BaseCommand {
	static override paths = [["judge"]];
	static override usage = Command.Usage({
		description: "give another build the inputs of a trace, and compare what it does",
		details: `
			Each input comes when the build has said and done what the recorded one had. Compared are the console's text, the
			levels of each pin in their order, resets and sleeps, what was said in the network, and the files that are on the
			flash at the end. Versions, addresses, memory figures, the chatter of boot ROM and SDK and each release's own
			boot.py may differ; more is allowed by NAME.rules.yaml beside the trace, or by --rules:

			\`{ ignore_lines: ["^heap: "], replace: { "took [0-9]+ ms": "took <n> ms" }, pins: ignore, ignore_files: ["^/log"] }\`

			A trace lists its files by their hashes. Where the recorded build is in the cache it is run again, and the first
			line or byte that differs is shown.

			Exit codes: 0 the same, 1 different, 2 wrong usage, 3 firmware not available, 4 the trace is damaged, 125 it cannot
			be judged: \`git bisect run\` takes these.
		`,
		examples: [
			[
				"Does v1.26.0 behave like the build that was recorded?",
				"replay judge session.mpk --firmware v1.26.0",
			],
			["In a bisection", "git bisect run replay judge bug.mpk --firmware build/firmware.bin"],
			["Keep the new run as a trace", "replay judge session.mpk --firmware new.bin -o new.mpk"],
		],
	});

	trace = Option.String();
	firmware = Option.String("--firmware", { required: true, description: "a file, a version, or a sha256" });
	rom = Option.String("--rom", { description: "a dump of the boot ROM, instead of the built-in one" });
	rules = Option.String("--rules", { description: "a YAML file that says what may differ" });
	output = Option.String("-o,--output", { description: "a trace to write of the new run" });
	offline = Option.Boolean("--offline", false, { description: "do not download the firmware" });
	console = Option.Boolean("--console", false, { description: "show the guest's console" });
	json = Option.Boolean("--json", false, { description: "print the result as JSON" });
	quiet = Option.Boolean("-q,--quiet", false, { description: "print nothing: the exit code says it" });

	protected run(): Promise<ExitCode> {
		const { stdout, stderr } = this.context;
		const { trace, rom, rules, output, console, json, quiet, offline } = this;
		return withTrace(trace, async (reader) => {
			const firmware = await withDownloads({ stderr, offline, quiet }, (options) =>
				resolveFirmware(this.firmware, options),
			);
			const shown = { console, json, quiet, stdout, stderr };
			return runJudging(reader, { trace, firmware, rom, rules, output, ...shown });
		});
	}
}
