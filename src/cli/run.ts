/** The command line as a function: arguments and streams in, an exit code out. */
import { type BaseContext, Builtins, Cli, type CommandClass } from "clipanion";
import { RECORDER } from "../session/version.js";
import { BenchCommand } from "./commands/bench.js";
import { BisectCommand } from "./commands/bisect.js";
import { DemoCommand } from "./commands/demo.js";
import { DiffCommand } from "./commands/diff.js";
import { ExportCommand } from "./commands/export.js";
import { FirmwareAddCommand } from "./commands/firmware-add.js";
import { FirmwareGetCommand } from "./commands/firmware-get.js";
import { FirmwareListCommand } from "./commands/firmware-list.js";
import { FirmwareWhereCommand } from "./commands/firmware-where.js";
import { InspectCommand } from "./commands/inspect.js";
import { JudgeCommand } from "./commands/judge.js";
import { MinimiseCommand } from "./commands/minimise.js";
import { PackCommand } from "./commands/pack.js";
import { PcapCommand } from "./commands/pcap.js";
import { RecordCommand } from "./commands/record.js";
import { RedactCommand } from "./commands/redact.js";
import { ReplayCommand } from "./commands/replay.js";
import { ReportCommand } from "./commands/report.js";
import { UnpackCommand } from "./commands/unpack.js";
import { VerifyCommand } from "./commands/verify.js";
import { ExitCode } from "./exit-codes.js";

const COMMANDS: readonly CommandClass[] = [
	ReplayCommand,
	RecordCommand,
	InspectCommand,
	VerifyCommand,
	JudgeCommand,
	BisectCommand,
	DiffCommand,
	MinimiseCommand,
	RedactCommand,
	PackCommand,
	UnpackCommand,
	ExportCommand,
	ReportCommand,
	PcapCommand,
	DemoCommand,
	FirmwareListCommand,
	FirmwareGetCommand,
	FirmwareAddCommand,
	FirmwareWhereCommand,
	BenchCommand,
];

const isTerminal = (stream: object): boolean => "isTTY" in stream && stream.isTTY === true;

/** Runs one command. Never throws. */
export async function runCli(args: readonly string[], context: Partial<BaseContext> = {}): Promise<number> {
	const cli = new Cli({
		binaryLabel: "esp8266-replay",
		binaryName: "replay",
		binaryVersion: RECORDER.version,
		enableColors: isTerminal(context.stdout ?? process.stdout),
	});
	for (const command of COMMANDS) cli.register(command);
	cli.register(Builtins.HelpCommand);
	cli.register(Builtins.VersionCommand);
	const full = { ...Cli.defaultContext, ...context };
	if (args.length === 0) {
		full.stderr.write(`replay: say which trace to replay, or what else to do\n\n${cli.usage(null)}`);
		return ExitCode.USAGE;
	}
	try {
		return await cli.run(cli.process([...args], full), full);
	} catch (error) {
		full.stderr.write(cli.error(error, { colored: false }).replace(/^Unknown Syntax Error: /, "replay: "));
		return ExitCode.USAGE;
	}
}
