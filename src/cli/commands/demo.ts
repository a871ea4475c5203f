/** `replay demo`: records a short session and replays it. */
import { randomBytes } from "node:crypto";
import { existsSync } from "node:fs";
import { Command, Option } from "clipanion";
import { findRom } from "../../firmware/rom.js";
import { type DemoOptions, type DemoRecording, recordDemo, replayDemo } from "../../session/demo.js";
import { chooseGuest, type DemoGuest } from "../../session/demo-guest.js";
import { hex } from "../../session/digest.js";
import { describeDivergence } from "../../session/divergence.js";
import { keepImages } from "../../session/keep-images.js";
import { STOPPED } from "../../session/live.js";
import { formatTime } from "../../world/units.js";
import { BaseCommand } from "../base-command.js";
import { ConsoleWriter } from "../console-writer.js";
import { withDownloads } from "../downloads.js";
import { ExitCode, UsageMistake } from "../exit-codes.js";
import { stopOnSignals } from "../signals.js";

export class DemoCommand extends BaseCommand {
	static override paths = [["demo"]];
	static override usage = Command.Usage({
		description: "record a short session, replay it, and show that both are the same",
		details: `
			The guest is MicroPython: the official release from the cache or micropython.org, else the one built from
			Debian's source package, which is built now if this machine can (Linux with Debian's apt, gcc, make, python3): that
			takes minutes, once. Where neither is to be had it is a small program that comes with this tool.

			The chip's random numbers begin anew with every demo, and are the same in its replay.

			Exit codes: 0 reproduced, 1 diverged, 2 wrong usage, 3 the boot ROM is not available, 6 the guest failed,
			125 stopped halfway.
		`,
		examples: [
			["The demo", "replay demo"],
			["Without the network", "replay demo --offline"],
			["With a dump of a chip's boot ROM", "replay demo --rom bootrom.bin -o mine.mpk"],
		],
	});

	output = Option.String("-o,--output", {
		description: "the trace to write (demo.mpk, or the next free name)",
	});
	rom = Option.String("--rom", { description: "a dump of the boot ROM, instead of the built-in one" });
	offline = Option.Boolean("--offline", false, { description: "download nothing" });

	protected async run(): Promise<ExitCode> {
		const { offline, context } = this;
		const rom = findRom({ path: this.rom });
		const onNotice = (what: string) => context.stderr.write(`replay: ${what}\n`);
		const guest = await withDownloads({ stderr: context.stderr, offline }, (options) =>
			chooseGuest({ ...options, onPassedOver: (reason) => this.print(`not here ${reason}`) }),
		);
		const trace = this.output ?? freeName();
		if (this.output !== undefined && existsSync(trace)) throw new UsageMistake(`${trace} is there already`);
		this.#introduce(guest, rom.name);
		for (const notice of keepImages(guest.firmware, rom, this.rom)) onNotice(notice);
		const demo = { guest, rom, trace, seed: randomBytes(8).readBigUInt64LE() };
		const recording = await this.#record(demo);
		const { end } = recording;
		if (end.failure !== undefined || end.reason === STOPPED) {
			context.stderr.write(`replay: ${end.failure ?? "stopped"}; what was recorded is in ${trace}\n`);
			return end.failure === undefined ? ExitCode.CANNOT_JUDGE : ExitCode.GUEST;
		}
		return this.#replay(demo, recording);
	}

	#introduce({ title, firmware }: DemoGuest, rom: string): void {
		this.print(`guest    ${title}`);
		this.print(`         sha256 ${firmware.sha256}`);
		this.print(`ROM      ${rom}`);
		this.print("");
	}

	async #record(demo: DemoOptions): Promise<DemoRecording> {
		const console = new ConsoleWriter(this.context.stdout);
		const signals = stopOnSignals();
		try {
			return await recordDemo({
				...demo,
				stop: signals.stop,
				onConsole: console.add,
				onSlice: console.flush,
			});
		} finally {
			console.flush();
			signals.release();
			this.print("\n");
		}
	}

	async #replay(demo: DemoOptions, { tick, instructions, state }: DemoRecording): Promise<ExitCode> {
		const line = (what: string, at: number, count: number, hash: string) =>
			this.print(`${what} ${formatTime(at)} of guest time, ${count} instructions, state ${hash}`);
		line("recorded", tick, instructions, state);
		const result = await replayDemo(demo);
		line("replayed", result.tick, result.instructions, hex(result.state.whole));
		if (result.divergence) {
			for (const text of ["diverged", ...describeDivergence(result.divergence)]) this.print(text);
			return ExitCode.DIVERGED;
		}
		this.print(`the same, at ${result.checkpoints} checkpoints and at the end, with ${result.inputs} inputs`);
		this.print(`trace    ${demo.trace}; go on with: replay ${demo.trace} --console`);
		return ExitCode.OK;
	}
}

/** demo.mpk, or demo-2.mpk and so on when that is there. */
function freeName(): string {
	for (let n = 1; ; n++) {
		const name = n === 1 ? "demo.mpk" : `demo-${n}.mpk`;
		if (!existsSync(name)) return name;
	}
}
