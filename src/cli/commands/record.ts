/** `replay record`: runs a firmware and records everything that reaches it. */
import { existsSync } from "node:fs";
import { basename, extname } from "node:path";
import { Command, Option } from "clipanion";
import type { Symbols } from "../../debug/code/symbols.js";
import type { GdbServer } from "../../debug/gdb/server.js";
import { liveDebugging } from "../../debug/live/drive-live.js";
import { parseFlashSize } from "../../firmware/flash-image.js";
import { resolveFirmware } from "../../firmware/resolve.js";
import { keepImages } from "../../session/keep-images.js";
import { STOPPED, TIME_UP } from "../../session/live.js";
import { prepareMachine } from "../../session/prepare.js";
import { type RecordFileOptions, recordFile } from "../../session/record-file.js";
import { loadBoard } from "../../world/board/load-board.js";
import { describeDevices } from "../../world/devices/describe.js";
import { loadDeviceKind } from "../../world/devices/load-kind.js";
import type { Scenario } from "../../world/scenario/schema.js";
import { buildWorlds } from "../../world/scenario/worlds.js";
import { parseSerial } from "../../world/serial/host/serial-spec.js";
import { Surroundings } from "../../world/surroundings/surroundings.js";
import { formatTime } from "../../world/units.js";
import type { WorldEnd } from "../../world/world.js";
import { BaseCommand } from "../base-command.js";
import { ConsoleWriter } from "../console-writer.js";
import { withDownloads } from "../downloads.js";
import { ExitCode, UsageMistake } from "../exit-codes.js";
import { listenForGdb, parseGdbAddress } from "../gdb.js";
import { ENGINE_DESCRIPTION, engineOption, given, macOption, seedOption, timeOption } from "../options.js";
import { alone, atTerminal, type Partner, programs } from "../partner.js";
import { readScenario } from "../scenario-file.js";
import { stopOnSignals } from "../signals.js";
import { surroundingsOf } from "../surroundings.js";
import { symbolsFor } from "../symbols.js";
import type { TerminalInput } from "../terminal.js";

export class RecordCommand extends BaseCommand {
	static override paths = [["record"]];
	static override usage = Command.Usage({
		description: "run a firmware and record everything that reaches it",
		details: `
			Without a scenario you are at the serial console: Ctrl-C goes to the guest, Ctrl-] ends the recording.
			With --serial other programs are: \`pty\` is a device of this machine (Linux, macOS), \`tcp:PORT\` a socket,
			\`rfc2217:PORT\` one through which DTR and RTS work the board's reset, as esptool needs it; Ctrl-C ends the
			recording. Guest time keeps to the wall clock then, but while bytes are under way; with --fast it may run ahead by ten
			seconds after each byte that the program has written.
			IMAGE is a file, a sha256 or its beginning, or a version of an image in the cache. An official release that
			is not in the cache is downloaded; see \`replay firmware list\`. A file is also put into the cache, since a trace
			names its firmware by hash, and so is a dump of the boot ROM.
			With --gdb a GDB may connect at any time: the guest then stands still where it is, and all that was recorded can be
			walked in both ways; what GDB writes ends the recording, and the guest goes on without. When GDB detaches the guest goes
			on by itself, as it does before, unless with --wait. Details under \`replay debug --help\`.
			Times have a unit: us, ms, s, m or h, and are guest time.

			Exit codes: 0 recorded, 2 wrong usage, 3 firmware or boot ROM not available, 6 the scenario failed,
			125 stopped halfway.
		`,
		examples: [
			["Use the REPL, recording", "replay record firmware.bin -o session.mpk"],
			["Record a scenario as fast as it goes", "replay record v1.23.0 --scenario boot.yaml"],
			[
				"With an access point, and the chip's port 80 at 8080 here",
				"replay record v1.23.0 --ap home:secret-word --net host --forward tcp:8080:80",
			],
			["For esptool, mpremote and others", "replay record v1.23.0 --serial rfc2217:4000 -o session.mpk"],
			["On another board", "replay record v1.23.0 --board d1-mini --scenario blink.yaml"],
			["Keep the flash for the next run", "replay record v1.23.0 --flash board.flash"],
			["In the debugger from the first instruction on", "replay record firmware.bin --gdb 3333 --wait"],
			["Record ten seconds of guest time", "replay record firmware.bin --for 10s --fast"],
		],
	});

	image = Option.String();
	output = Option.String("-o,--output", {
		description: "the trace to write (NAME.mpk after the scenario or image)",
	});
	scenario = Option.String("--scenario", {
		description: "a YAML file that says what to type and to wait for",
	});
	board = Option.String("--board", {
		description: "the board: a profile's name, or its file; see README.md",
	});
	devices = Option.Array("--device", [], {
		description: "a JavaScript module whose default export is a kind of device, for scenarios to use",
	});
	show = Option.Boolean("--show", false, {
		description: "at the end, say how the devices stand, and show what displays show",
	});
	flash = Option.String("--flash", { description: "a file that keeps the flash from run to run" });
	flashSize = Option.String("--flash-size", { description: "512K, 1M, 2M, 4M (the default), 8M or 16M" });
	rom = Option.String("--rom", { description: "a dump of the boot ROM, instead of the built-in one" });
	offline = Option.Boolean("--offline", false, { description: "do not download the firmware" });
	seed = Option.String("--seed", { description: "seed of the hardware random number generator" });
	mac = Option.String("--mac", { description: "station address, six hex pairs with colons" });
	checkpointEvery = Option.String("--checkpoint-every", {
		description: "guest time between checkpoints (1s; without this more where nothing happens, up to 256s)",
	});
	accessPoints = Option.Array("--ap", [], {
		description: "an access point on the air: SSID, or SSID:PASSPHRASE for WPA2",
	});
	net = Option.String("--net", {
		description: "what is behind the access points: none, isolated (model servers; the default) or host",
	});
	allow = Option.Array("--allow", [], {
		description: "with --net host, a host that may be reached: name, address/bits or *, with :port",
	});
	forward = Option.Array("--forward", [], {
		description: "a port of this machine that leads to the chip: tcp:8266:8266",
	});
	serial = Option.String("--serial", {
		description: "a serial line for other programs: pty, tcp:PORT or rfc2217:PORT",
	});
	fast = Option.Boolean("--fast", false, { description: "as fast as it goes (the default with a scenario)" });
	realtime = Option.Boolean("--realtime", false, { description: "no faster than a real board" });
	time = Option.String("--for", { description: "end after this much guest time" });
	engine = Option.String("--engine", { description: ENGINE_DESCRIPTION });
	gdb = Option.String("--gdb", {
		description: "serve GDB at [HOST:]PORT while it records; the host is this machine unless said",
	});
	wait = Option.Boolean("--wait", false, { description: "with --gdb: the guest begins when GDB lets it" });
	symbols = Option.String("--symbols", {
		description: "with --gdb: an ELF file or a linker's map with the names of addresses",
	});
	quiet = Option.Boolean("-q,--quiet", false, { description: "do not show the guest's console" });

	protected async run(): Promise<ExitCode> {
		if (this.fast && this.realtime) throw new UsageMistake("--fast and --realtime exclude each other");
		const engine = given(this.engine, engineOption);
		const until = given(this.time, timeOption("--for"));
		const board = given(this.board, loadBoard);
		const kinds = await Promise.all(this.devices.map(loadDeviceKind));
		const scenario = given(this.scenario, (path) => readScenario(path, board));
		const serial = given(this.serial, parseSerial);
		const gdb = given(this.gdb, parseGdbAddress);
		if (!gdb && (this.wait || this.symbols !== undefined))
			throw new UsageMistake("--wait and --symbols go with --gdb");
		if (serial && scenario) throw new UsageMistake("--serial and --scenario exclude each other");
		const interactive = !scenario && !serial && (this.context.stdin as TerminalInput).isTTY === true;
		if (!scenario && !serial && !interactive && until === undefined) {
			throw new UsageMistake(
				"without a terminal, give a --scenario or --serial, or say --for how long to record",
			);
		}
		const { offline, quiet } = this;
		const image = await withDownloads({ stderr: this.context.stderr, offline, quiet }, (options) =>
			resolveFirmware(this.image, options),
		);
		const machine = prepareMachine({
			image,
			rom: this.rom,
			flashFile: this.flash,
			flashSize: given(this.flashSize, parseFlashSize),
			seed: given(this.seed, seedOption),
			mac: given(this.mac, macOption),
			checkpointTicks: given(this.checkpointEvery, timeOption("--checkpoint-every")),
			scenario,
			board,
		});
		const spec = surroundingsOf(
			{ accessPoints: this.accessPoints, mode: this.net, forward: this.forward, allow: this.allow },
			scenario?.surroundings,
		);
		const surroundings = spec && new Surroundings(spec, machine.seed);
		const trace = this.output ?? freshName(this.scenario ?? this.image);
		const say = (line: string): void => void this.context.stderr.write(`replay: ${line}\n`);
		for (const notice of keepImages(image, machine.rom, this.rom)) say(notice);
		const console = new ConsoleWriter(this.context.stdout);
		const stage = scenario && buildWorlds(scenario, machine.seed, { kinds, surroundings });
		const signals = stopOnSignals();
		let partner: Partner | undefined;
		let server: GdbServer | undefined;
		try {
			await surroundings?.open();
			const around = surroundings?.worlds ?? [];
			if (serial)
				partner = await programs(serial, around, {
					fast: this.fast,
					hasAutoReset: board?.autoReset ?? true,
					say,
				});
			else if (stage)
				partner = alone(stage.worlds, this.realtime, !this.realtime && spec?.network.mode !== "host");
			else partner = atTerminal(this.context.stdin, around, this.realtime || (interactive && !this.fast));
			if (interactive) say("recording; Ctrl-] ends it");
			server = gdb && (await listenForGdb(gdb, say));
			const { worlds, drive, close } = partner;
			const options: RecordFileOptions = {
				...drive,
				machine,
				worlds,
				trace,
				flashFile: this.flash,
				stop: signals.stop,
				engine,
				...(until === undefined ? {} : { until }),
				...(this.quiet || serial ? {} : { onConsole: console.add }),
				onSlice: (tick) => {
					console.flush();
					drive.onSlice?.(tick);
				},
			};
			const onEnd = ({ reason }: WorldEnd): void => {
				void close();
				say(`the recording has ended (${reason}); the debugger may look on, Ctrl-C ends this`);
			};
			const symbols = (): Symbols => symbolsFor(this.symbols, machine.firmware, machine.rom);
			const debugged =
				server && liveDebugging(server, { ...options, symbols: symbols(), waits: this.wait, onEnd });
			const result = await recordFile({ ...options, ...debugged });
			console.flush();
			if (this.show && stage?.bench)
				this.context.stderr.write(`\n${describeDevices(stage.bench, result.trace.tick)}\n`);
			return this.#conclude(trace, result.end, result.trace.tick, scenario);
		} finally {
			await server?.close();
			await surroundings?.close();
			await partner?.close();
			signals.release();
		}
	}

	#conclude(trace: string, end: WorldEnd, tick: number, scenario: Scenario | undefined): ExitCode {
		const { stderr } = this.context;
		stderr.write(`\nreplay: ${trace}: ${formatTime(tick)} of guest time; ${end.reason}\n`);
		if (!scenario) return ExitCode.OK;
		if (end.failure !== undefined) stderr.write(`replay: ${end.failure}\n`);
		if (end.failure !== undefined || end.reason === TIME_UP) return ExitCode.GUEST;
		return end.reason === STOPPED ? ExitCode.CANNOT_JUDGE : ExitCode.OK;
	}
}

/** NAME.mpk for a scenario or image; a trace that is there already is not replaced unasked. */
function freshName(source: string): string {
	const name = `${basename(source, extname(source))}.mpk`;
	if (existsSync(name)) throw new UsageMistake(`${name} is there already: name the trace with -o FILE`);
	return name;
}
