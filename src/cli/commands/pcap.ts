/** `replay pcap`: a trace's air for Wireshark. */
import { Command, Option } from "clipanion";
import { CAPTURE_INTERFACES, exportPcapng } from "../../export/pcapng/export.js";
import { FileSink } from "../../trace/sink.js";
import { BaseCommand } from "../base-command.js";
import { ExitCode, UsageMistake } from "../exit-codes.js";
import { withTrace } from "../trace-file.js";

export class PcapCommand extends BaseCommand {
	static override paths = [["pcap"]];
	static override usage = Command.Usage({
		description: "write the Wi-Fi frames of a trace as a pcapng file",
		details: `
			The file has two interfaces: "air" is everything that reached the chip's antenna or left it, 802.11 with radiotap
			and without protection; "ethernet" is the chip's packets, rebuilt from its data frames. Wireshark takes a packet
			that it sees on both for a retransmission: --only leaves one of them out. Times are guest time since power-on. It
			needs neither the firmware nor the boot ROM.

			Exit codes: 0 written, 2 wrong usage, 4 the trace is damaged or too new.
		`,
		examples: [
			["For Wireshark", "replay pcap session.mpk -o session.pcapng"],
			["The chip's packets only", "replay pcap session.mpk --only ethernet -o session.pcapng"],
		],
	});

	trace = Option.String();
	output = Option.String("-o,--output", { required: true, description: "the file to write" });
	only = Option.String("--only", { description: "one of the interfaces: air or ethernet" });

	protected async run(): Promise<ExitCode> {
		const only = CAPTURE_INTERFACES.filter((name) => this.only === undefined || this.only === name);
		if (only.length === 0) throw new UsageMistake(`--only must be ${CAPTURE_INTERFACES.join(" or ")}`);
		return withTrace(this.trace, (reader) => {
			const sink = new FileSink(this.output);
			try {
				const { air, ethernet } = exportPcapng(reader, sink, only);
				this.print(`${this.output}: ${air} frames on the air, ${ethernet} Ethernet frames`);
			} finally {
				sink.close();
			}
			return ExitCode.OK;
		});
	}
}
