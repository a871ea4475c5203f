/** `replay pack TRACE`: a trace with all that its replay needs. */
import { readFileSync } from "node:fs";
import { Command, Option } from "clipanion";
import { writeAtomically } from "../../firmware/files.js";
import { resolveHash } from "../../firmware/resolve.js";
import { findRom } from "../../firmware/rom.js";
import { findRules } from "../../session/behave/rules-file.js";
import { packBundle } from "../../session/bundle.js";
import { surveyTrace } from "../../session/survey.js";
import { BaseCommand } from "../base-command.js";
import { withDownloads } from "../downloads.js";
import { ExitCode } from "../exit-codes.js";
import { withTrace } from "../trace-file.js";

export class PackCommand extends BaseCommand {
	static override paths = [["pack"]];
	static override usage = Command.Usage({
		description: "put a trace, its firmware and its rules into one zip file",
		details: `
			For who has not got the firmware: \`replay unpack\` puts everything where replays find it. The boot ROM is in it when
			it is not the one of this tool. A firmware may not be yours to give away: nothing of it is in the trace alone.

			Exit codes: 0 written, 2 wrong usage, 3 firmware or boot ROM not available, 4 the trace is damaged.
		`,
		examples: [["One file for a bug report", "replay pack bug.mpk -o bug.zip"]],
	});

	trace = Option.String();
	output = Option.String("-o,--output", { required: true, description: "the zip file to write" });
	offline = Option.Boolean("--offline", false, { description: "do not download the firmware" });
	json = Option.Boolean("--json", false, { description: "print what was written as JSON" });

	protected run(): Promise<ExitCode> {
		const { trace, output, offline } = this;
		return withTrace(trace, async (reader) => {
			surveyTrace(reader);
			const { firmware, rom } = reader.header;
			const { stderr } = this.context;
			const image = await withDownloads({ stderr, offline, quiet: this.json }, (options) =>
				resolveHash(firmware.sha256, firmware.version, undefined, options),
			);
			const own = findRom().sha256 === rom.sha256;
			const rules = findRules(trace, undefined);
			const bytes = packBundle({
				trace: new Uint8Array(readFileSync(trace)),
				firmware: image.bytes,
				...(own ? {} : { rom: findRom({ sha256: rom.sha256 }).bytes }),
				...(rules ? { rules: rules.text } : {}),
			});
			writeAtomically(output, bytes);
			const { length } = bytes;
			const facts = { trace, output, bytes: length, rom: !own, rules: rules?.path ?? null };
			this.print(this.json ? JSON.stringify(facts, undefined, "\t") : `${output}: ${length} bytes`);
			return ExitCode.OK;
		});
	}
}
