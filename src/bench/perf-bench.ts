/**
 * MicroPython's own benchmark programs (tests/perf_bench of its source), as its runner gives them to a board: each is
 * sent whole to the raw REPL of one board, after a soft reset, and times itself by the guest's clock.
 */
import { readdirSync, readFileSync } from "node:fs";
import { basename, join } from "node:path";
import type { Chip } from "../chip/chip.js";
import { createChip, type EngineChoice } from "../chip/create-chip.js";
import { NO_OUTPUTS } from "../chip/outputs.js";
import { TICKS_PER_MS, TICKS_PER_SECOND } from "../chip/time.js";
import { chipConfig, type MachineSpec } from "../session/machine.js";
import type { TimedRun } from "./recording.js";

/**
 * The runner's N and M, by which programs choose how much to do: MHz, and KiB of heap. With the chip's own 80 MHz most
 * are over in a tenth of a second, which is no time to speak of.
 */
const PARAMETERS = "1000, 32";
const BAUD = 115_200;
const FRAME_TICKS = Math.ceil((10 * TICKS_PER_SECOND) / BAUD);
/** The guest takes so many bytes, and then needs a while: as the runner does it. */
const CHUNK = 128;
const REST_TICKS = 10 * TICKS_PER_MS;
const LONGEST_TICKS = 300 * TICKS_PER_SECOND;
const RAW_REPL = "\x01";
const RAW_PROMPT = "raw REPL; CTRL-B to exit\r\n>";
const EXECUTE = "\x04";

/** A program's name and text. */
export interface Program {
	readonly name: string;
	readonly text: string;
}

/** The programs in a perf_bench directory. */
export function readPrograms(directory: string): Program[] {
	const runner = readFileSync(join(directory, "benchrun.py"), "utf8");
	return readdirSync(directory)
		.filter((name) => name.endsWith(".py") && name !== "benchrun.py")
		.sort()
		.map((name) => {
			const text = readFileSync(join(directory, name), "utf8");
			return { name: basename(name, ".py"), text: `${text}\n${runner}\nbm_run(${PARAMETERS})\n` };
		});
}

/** A chip at its raw REPL. */
export class ProgramBoard {
	readonly chip: Chip;
	#said = "";
	/** What the guest is run up to, while it is. */
	#awaited = "";

	constructor(machine: MachineSpec, engine: EngineChoice) {
		const outputs = {
			...NO_OUTPUTS,
			uart: (_tick: number, line: number, byte: number) => {
				if (line !== 0) return;
				this.#said += String.fromCharCode(byte);
				if (this.#awaited !== "" && this.#said.endsWith(this.#awaited)) this.chip.pause();
			},
		};
		this.chip = createChip(chipConfig(machine), outputs, engine);
		this.waitFor(">>> ");
		this.send(RAW_REPL);
		this.waitFor(RAW_PROMPT);
	}

	/** Runs a program; an outcome that is no time is an error of the program's. */
	run({ text }: Program): TimedRun | { readonly failure: string } {
		const { chip } = this;
		this.send(EXECUTE);
		this.waitFor(RAW_PROMPT);
		this.send(text);
		const before = { ticks: chip.tick, instructions: chip.instructions, time: performance.now() };
		const cpu = process.cpuUsage();
		this.send(EXECUTE);
		this.waitFor("OK");
		const said = this.waitFor(EXECUTE).slice(0, -1).trim();
		const seconds = (performance.now() - before.time) / 1000;
		const { user, system } = process.cpuUsage(cpu);
		const instructions = chip.instructions - before.instructions;
		const ticks = chip.tick - before.ticks;
		const error = this.waitFor(EXECUTE).slice(0, -1).trim();
		this.waitFor(">");
		if (error !== "" || !/^\d+ \d+ /.test(said)) return { failure: error.split("\n").at(-1)?.trim() || said };
		return { instructions, ticks, seconds, cpuSeconds: (user + system) / 1e6 };
	}

	/** Types at the line's speed. */
	send(text: string): void {
		const { chip } = this;
		let count = 0;
		for (const byte of Buffer.from(text, "utf8")) {
			chip.input({ kind: "uart", line: 0, byte, baud: BAUD });
			this.#runTo(chip.tick + FRAME_TICKS);
			if (++count % CHUNK === 0) this.#runTo(chip.tick + REST_TICKS);
		}
	}

	/** Runs until the guest has said what ends in `text`, which it returns. */
	waitFor(text: string): string {
		const { chip } = this;
		const limit = chip.tick + LONGEST_TICKS;
		this.#awaited = text;
		while (!this.#said.includes(text)) {
			if (chip.tick >= limit) throw new Error(`the guest did not say ${JSON.stringify(text)}`);
			chip.run(limit);
		}
		this.#awaited = "";
		const end = this.#said.indexOf(text) + text.length;
		const said = this.#said.slice(0, end);
		this.#said = this.#said.slice(end);
		return said;
	}

	#runTo(tick: number): void {
		this.chip.run(tick);
	}
}
