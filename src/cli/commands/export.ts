/** `replay export TRACE`: a trace in the forms that other tools read. */
import { Command, Option } from "clipanion";
import { exportConsole } from "../../export/console.js";
import { exportPcapng } from "../../export/pcapng/export.js";
import { exportScenario } from "../../export/scenario.js";
import { exportVcd } from "../../export/vcd/export.js";
import { VCD_STEPS } from "../../export/vcd/writer.js";
import { writeAtomically } from "../../firmware/files.js";
import type { TraceReader } from "../../trace/reader.js";
import { FileSink } from "../../trace/sink.js";
import { BaseCommand } from "../base-command.js";
import { ExitCode, UsageMistake } from "../exit-codes.js";
import { choiceOption } from "../options.js";
import { withTrace } from "../trace-file.js";

export class ExportCommand extends BaseCommand {
	static override paths = [["export"]];
	static override usage = Command.Usage({
		description: "write what is in a trace in the forms that other tools read",
		details: `
			--vcd: pins (\`gpio4\` is what the chip drives, \`gpio4_in\` what drives it), serial lines bit by bit, as 8N1, and the
			ADC's volts, for GTKWave, PulseView or Surfer. Times are exact, in units of 10 ps; sigrok's programs keep a sample
			for each, so give them --vcd-step 100ns.

			--console: all that UART0 has sent, byte by byte.

			--scenario: a YAML file that gives the same inputs when the console has said the same, for \`replay record\`. Frames,
			bytes on HSPI, and what is around the chip are not in it.

			--pcapng: frames on the air, and the chip's packets; \`replay pcap\` has more options.

			Any of them go together; - is stdout. It needs neither the firmware nor the boot ROM.

			Exit codes: 0 written, 2 wrong usage, 4 the trace is damaged or too new.
		`,
		examples: [
			["Waveforms", "replay export session.mpk --vcd session.vcd"],
			["Waveforms for sigrok", "replay export session.mpk --vcd session.vcd --vcd-step 100ns"],
			["What it said", "replay export session.mpk --console -"],
			["Record the session anew on another build", "replay export session.mpk --scenario session.yaml"],
		],
	});

	trace = Option.String();
	vcd = Option.String("--vcd", { description: "a value change dump to write" });
	vcdStep = Option.String("--vcd-step", "10ps", {
		description: `the dump's unit of time: ${VCD_STEPS.join(", ")}`,
	});
	console = Option.String("--console", { description: "the console's bytes" });
	scenario = Option.String("--scenario", { description: "a scenario" });
	pcapng = Option.String("--pcapng", { description: "a capture of the air" });
	json = Option.Boolean("--json", false, {
		description: "print what was written as JSON, unless stdout is a file",
	});

	protected run(): Promise<ExitCode> {
		return withTrace(this.trace, (reader) => {
			const written = [
				...this.#write("vcd", this.vcd, () => {
					const { text, signals } = exportVcd(reader, choiceOption("--vcd-step", VCD_STEPS)(this.vcdStep));
					return { data: text, what: `${signals} signals` };
				}),
				...this.#write("console", this.console, () => {
					const data = exportConsole(reader);
					return { data, what: `${data.length} bytes` };
				}),
				...this.#write("scenario", this.scenario, () => {
					const { text, steps, leftOut } = exportScenario(reader);
					return { data: text, what: `${steps} steps${leftOut > 0 ? `, ${leftOut} inputs left out` : ""}` };
				}),
				...this.#writePcapng(reader),
			];
			if (written.length === 0)
				throw new UsageMistake("say what to write: --vcd, --console, --scenario or --pcapng");
			const toStdout = written.some(({ file }) => file === "-");
			if (this.json && !toStdout) this.print(JSON.stringify({ trace: this.trace, written }, undefined, "\t"));
			else if (!this.json)
				for (const { file, what } of written) if (!toStdout) this.print(`${file}: ${what}`);
			return ExitCode.OK;
		});
	}

	#write(
		form: string,
		file: string | undefined,
		make: () => { data: string | Uint8Array; what: string },
	): Written[] {
		if (file === undefined) return [];
		const { data, what } = make();
		if (file === "-") this.context.stdout.write(data);
		else writeAtomically(file, data);
		return [{ form, file, what }];
	}

	#writePcapng(reader: TraceReader): Written[] {
		const file = this.pcapng;
		if (file === undefined) return [];
		if (file === "-") throw new UsageMistake("--pcapng: a capture goes into a file");
		const sink = new FileSink(file);
		try {
			const { air, ethernet } = exportPcapng(reader, sink);
			return [{ form: "pcapng", file, what: `${air} frames on the air, ${ethernet} Ethernet frames` }];
		} finally {
			sink.close();
		}
	}
}

interface Written {
	readonly form: string;
	readonly file: string;
	readonly what: string;
}
