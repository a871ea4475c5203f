/** `replay report TRACE -o report.html`: a trace as a page for people. */
import { basename } from "node:path";
import { Command, Option } from "clipanion";
import { htmlReport } from "../../export/report/report.js";
import { writeAtomically } from "../../firmware/files.js";
import { BaseCommand } from "../base-command.js";
import { ExitCode } from "../exit-codes.js";
import { withTrace } from "../trace-file.js";

export class ReportCommand extends BaseCommand {
	static override paths = [["report"]];
	static override usage = Command.Usage({
		description: "write what is in a trace as an HTML page",
		details: `
			What was run, what was typed when, what the console said to it, resets and sleeps, and how the pins moved: one file
			that loads nothing else, to attach to a bug report. It needs neither the firmware nor the boot ROM, and shows what was
			typed: see \`replay redact\`.

			Exit codes: 0 written, 2 wrong usage, 4 the trace is damaged or too new.
		`,
		examples: [["A page", "replay report session.mpk -o session.html"]],
	});

	trace = Option.String();
	output = Option.String("-o,--output", { required: true, description: "the page to write" });
	json = Option.Boolean("--json", false, { description: "print what was written as JSON" });

	protected run(): Promise<ExitCode> {
		const { trace, output } = this;
		return withTrace(trace, (reader) => {
			const page = htmlReport(reader, basename(trace));
			writeAtomically(output, page);
			const bytes = Buffer.byteLength(page);
			this.print(
				this.json ? JSON.stringify({ trace, output, bytes }, undefined, "\t") : `${output}: ${bytes} bytes`,
			);
			return ExitCode.OK;
		});
	}
}
