/** `replay debug TRACE`: walk through a recorded run, forwards and backwards. */
import { readFileSync } from "node:fs";
import { Command, Option } from "clipanion";
import { Debugger } from "../../debug/debugger.js";
import { StateStore } from "../../debug/time/state-store.js";
import { TimeMachine } from "../../debug/time/time-machine.js";
import { traceRun } from "../../debug/time/trace-run.js";
import { View } from "../../debug/view/view.js";
import { sha256 } from "../../firmware/cache.js";
import { resolveHash } from "../../firmware/resolve.js";
import { findRom } from "../../firmware/rom.js";
import { codeHash } from "../../regress/code-hash.js";
import { loadHash64 } from "../../trace/hash64.js";
import type { TraceReader } from "../../trace/reader.js";
import { BaseCommand } from "../base-command.js";
import { withDownloads } from "../downloads.js";
import { ExitCode, UsageMistake } from "../exit-codes.js";
import { type GdbAddress, listenForGdb, parseGdbAddress } from "../gdb.js";
import { ENGINE_DESCRIPTION, engineOption, given, tickOption } from "../options.js";
import { stopOnSignals } from "../signals.js";
import { symbolsFor } from "../symbols.js";
import { withTrace } from "../trace-file.js";

export class DebugCommand extends BaseCommand {
	static override paths = [["debug"]];
	static override usage = Command.Usage({
		description: "walk through a recorded run, forwards and backwards",
		details: `
			With --gdb a server for GDB: breakpoints, watchpoints, single steps, and all of these backwards (reverse-continue,
			reverse-stepi). Debian's gdb-multiarch 16 or newer knows the core; it needs no file, the names come from here. "monitor help" lists
			what else there is: the console so far, inputs, pins, peripherals by name, going to any moment.
			Without --gdb a view in the terminal, which says its keys. A run that is still recorded is debugged by \`replay record
			--gdb\`.
			What is written to memory or registers makes another run of it from there on, which is said.
		`,
		examples: [
			["In the terminal", "replay debug crash.mpk"],
			["For GDB", "replay debug crash.mpk --gdb 3333 --symbols firmware.elf"],
			["Then", "gdb-multiarch -ex 'target remote :3333'"],
		],
	});

	trace = Option.String();
	gdb = Option.String("--gdb", {
		description: "serve GDB at [HOST:]PORT; the host is this machine unless said",
	});
	at = Option.String("--at", { description: "begin at this guest time (2s), this tick, or end" });
	symbols = Option.String("--symbols", {
		description: "an ELF file or a linker's map with the names of addresses",
	});
	firmware = Option.String("--firmware", {
		description: "the firmware image, instead of the one in the cache",
	});
	rom = Option.String("--rom", { description: "a dump of the boot ROM, instead of the one in the cache" });
	engine = Option.String("--engine", { description: ENGINE_DESCRIPTION });
	once = Option.Boolean("--once", false, { description: "end when the debugger has gone" });
	offline = Option.Boolean("--offline", false, { description: "do not download the firmware" });

	protected run(): Promise<ExitCode> {
		const where = given(this.gdb, parseGdbAddress);
		return withTrace(this.trace, async (reader) => {
			const debugger_ = await this.#open(reader);
			try {
				return await (where ? this.#serve(debugger_, where) : this.#view(debugger_));
			} finally {
				debugger_.time.save();
			}
		});
	}

	async #open(reader: TraceReader): Promise<Debugger> {
		const { stderr } = this.context;
		const { firmware: recorded, rom: recordedRom } = reader.header;
		const firmware = await withDownloads({ stderr, offline: this.offline }, (options) =>
			resolveHash(recorded.sha256, recorded.version, this.firmware, options),
		);
		const rom = findRom(this.rom === undefined ? { sha256: recordedRom.sha256 } : { path: this.rom });
		const run = traceRun(reader, firmware, rom, given(this.engine, engineOption));
		const store = new StateStore([sha256(readFileSync(this.trace)), codeHash()], await loadHash64());
		const time = new TimeMachine(run, { store });
		const at = this.at === "end" ? run.lastTick : given(this.at, tickOption("--at"));
		if (at !== undefined) time.seek(at);
		time.save();
		return new Debugger(time, symbolsFor(this.symbols, firmware, rom));
	}

	async #view(debugger_: Debugger): Promise<ExitCode> {
		const { stdin: input, stdout: output } = process;
		if (!input.isTTY || !output.isTTY)
			throw new UsageMistake("the view needs a terminal; for GDB say --gdb PORT");
		await new View(debugger_, this.trace, { input, output }).run();
		return ExitCode.OK;
	}

	async #serve(debugger_: Debugger, where: GdbAddress): Promise<ExitCode> {
		const server = await listenForGdb(where, (line) => void this.context.stderr.write(`replay: ${line}\n`));
		server.debugger = debugger_;
		const signals = stopOnSignals();
		const stopped = new Promise<void>((resolve) => signals.stop.addEventListener("abort", () => resolve()));
		await (this.once ? Promise.race([server.left, stopped]) : stopped);
		signals.release();
		await server.close();
		return ExitCode.OK;
	}
}
