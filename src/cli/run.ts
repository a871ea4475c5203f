/** The command line as a function: arguments and streams in, an exit code out. */
import { type BaseContext, Builtins, Cli, type CommandClass } from "clipanion";
import { RECORDER } from "../session/version.js";
import { COMMAND_NAMES, type CommandName } from "./command-names.js";
import { ReplayCommand } from "./commands/replay.js";
import { ExitCode } from "./exit-codes.js";

/** What a first word means: only that command's code is loaded, beside what a replay needs. */
const COMMANDS: Readonly<Record<CommandName, () => Promise<CommandClass[]>>> = {
	record: async () => [(await import("./commands/record.js")).RecordCommand],
	inspect: async () => [(await import("./commands/inspect.js")).InspectCommand],
	verify: async () => [(await import("./commands/verify.js")).VerifyCommand],
	judge: async () => [(await import("./commands/judge.js")).JudgeCommand],
	bisect: async () => [(await import("./commands/bisect.js")).BisectCommand],
	diff: async () => [(await import("./commands/diff.js")).DiffCommand],
	minimise: async () => [(await import("./commands/minimise.js")).MinimiseCommand],
	redact: async () => [(await import("./commands/redact.js")).RedactCommand],
	pack: async () => [(await import("./commands/pack.js")).PackCommand],
	unpack: async () => [(await import("./commands/unpack.js")).UnpackCommand],
	export: async () => [(await import("./commands/export.js")).ExportCommand],
	report: async () => [(await import("./commands/report.js")).ReportCommand],
	pcap: async () => [(await import("./commands/pcap.js")).PcapCommand],
	demo: async () => [(await import("./commands/demo.js")).DemoCommand],
	firmware: async () => [
		(await import("./commands/firmware-list.js")).FirmwareListCommand,
		(await import("./commands/firmware-get.js")).FirmwareGetCommand,
		(await import("./commands/firmware-add.js")).FirmwareAddCommand,
		(await import("./commands/firmware-where.js")).FirmwareWhereCommand,
	],
	debug: async () => [(await import("./commands/debug.js")).DebugCommand],
	bench: async () => [(await import("./commands/bench.js")).BenchCommand],
};

/** The commands that the arguments may mean: one, where the first word or a trace's name says which; else all. */
async function loadCommands([first]: readonly string[]): Promise<CommandClass[]> {
	const named = COMMAND_NAMES.find((name) => name === first);
	if (named) return COMMANDS[named]();
	// The command without a name.
	if (first?.endsWith(".mpk")) return [ReplayCommand];
	if (first === "--version") return [];
	const others = await Promise.all(Object.values(COMMANDS).map((load) => load()));
	return [ReplayCommand, ...others.flat()];
}

const isTerminal = (stream: object): boolean => "isTTY" in stream && stream.isTTY === true;

/** Runs one command. Never throws. */
export async function runCli(args: readonly string[], context: Partial<BaseContext> = {}): Promise<number> {
	const cli = new Cli({
		binaryLabel: "esp8266-replay",
		binaryName: "replay",
		binaryVersion: RECORDER.version,
		enableColors: isTerminal(context.stdout ?? process.stdout),
	});
	for (const command of await loadCommands(args)) cli.register(command);
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
