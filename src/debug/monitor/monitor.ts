/** The commands of GDB's `monitor`: what the machine knows beyond memory and registers. */
import type { Chip } from "../../chip/chip.js";
import { describeEvent } from "../../session/inspect.js";
import { describeTick, formatTime, parseTime } from "../../world/units.js";
import type { Debugger, Reached } from "../debugger.js";
import { describeMark, type Mark, nextMark, previousMark } from "../marks.js";
import { pythonLines } from "../python/python.js";
import { countUpTo } from "../time/history.js";
import {
	components,
	exceptionLine,
	fieldLines,
	pinLines,
	radioLines,
	registerLines,
	specialLines,
	symbolLines,
	whereLines,
} from "./panels.js";

interface Command {
	readonly usage: string;
	readonly help: string;
	readonly run: (args: readonly string[]) => Generator<number, string[]>;
}

const CONSOLE_BYTES = 2000;
/** Inputs that are listed on each side. */
const INPUTS_SHOWN = 4;

export class Monitor {
	readonly #debugger: Debugger;
	/** What is to be said when there is an occasion. */
	readonly #notices: string[] = [];
	readonly #onChange: (line: string) => void;

	/** `onChange` hears that the chip was written to, in a line for people. */
	constructor(debugger_: Debugger, onChange: (line: string) => void = () => {}) {
		this.#debugger = debugger_;
		this.#onChange = onChange;
	}

	/** Writes to the chip: what follows is not the recorded run any more, which is said once. */
	change(what: "registers" | "memory", write: (chip: Chip) => void): void {
		const { time } = this.#debugger;
		const { isChanged, isRecording, lastTick } = time;
		time.poke(write);
		if (isChanged) return;
		const end = isRecording ? `the recording has ended before that, at ${describeTick(lastTick)}; ` : "";
		const line = `${what} written at ${describeTick(time.tick)}: ${end}from here on this is not the recorded run, and nothing of it is recorded`;
		this.#notices.push(line);
		this.#onChange(line);
	}

	/** Has it said why the walk has stopped. */
	say(reached: Reached): void {
		if (reached.kind === "exception") this.#notices.push(`exception: ${exceptionLine(this.#debugger.chip)}`);
		if (reached.kind === "mark")
			this.#notices.push(`${describeMark(reached.mark)}: ${describeTick(this.#debugger.time.tick)}`);
	}

	/** What is to be said, once. */
	takeNotices(): string[] {
		return this.#notices.splice(0);
	}

	/** Runs one command; returns its text. Never throws for what was typed. */
	*run(line: string): Generator<number, string> {
		const [name = "help", ...args] = line.trim().split(/\s+/).filter(Boolean);
		const command = this.#commands.get(name);
		const lines = command
			? yield* command.run(args)
			: [`there is no command ${JSON.stringify(name)}; "monitor help" lists them`];
		return [...this.takeNotices(), ...lines].map((text) => `${text}\n`).join("");
	}

	readonly #commands: ReadonlyMap<string, Command> = new Map<string, Command>([
		["help", this.#command("", "lists the commands", () => this.#help())],
		["tick", this.#command("", "where the run stands", () => this.#tick())],
		[
			"seek",
			{
				usage: "TICK | TIME | +TIME | -TIME | end",
				help: "goes there; then: maintenance flush register-cache",
				run: (args) => this.#seek(args.join("")),
			},
		],
		[
			"where",
			this.#command("", "who has called, guesses marked", () =>
				whereLines(this.#debugger.chip, this.#debugger.symbols),
			),
		],
		[
			"symbols",
			this.#command("[TEXT]", "names of addresses with TEXT in them, and where names come from", (args) =>
				symbolLines(this.#debugger.symbols, args.join(" ")),
			),
		],
		["python", this.#command("", "where the Python program stands", () => pythonLines(this.#debugger.chip))],
		[
			"regs",
			this.#command("", "all registers, with those that GDB does not know", () => [
				...registerLines(this.#debugger.chip),
				...specialLines(this.#debugger.chip),
			]),
		],
		["console", this.#command("[BYTES]", "what UART0 has said so far", (args) => this.#console(args))],
		[
			"input",
			{
				usage: "[next | previous]",
				help: "the inputs around here, or goes to one; then flush as after seek",
				run: (args) => this.#input(args[0]),
			},
		],
		[
			"stop",
			this.#command(
				"on console TEXT | on pin [N] | on frame | on input | on exception | at TIME | never",
				"where continue and reverse-continue stop besides breakpoints",
				(args) => this.#stop(args),
			),
		],
		["checkpoints", this.#command("", "the states kept for going back", () => this.#checkpoints())],
		[
			"pins",
			this.#command("", "levels of the pins and who drives them", () => pinLines(this.#debugger.chip)),
		],
		["radio", this.#command("", "how the 802.11 MAC stands", () => radioLines(this.#debugger.chip))],
		["exception", this.#command("", "the last exception", () => [exceptionLine(this.#debugger.chip)])],
		[
			"show",
			this.#command("[BLOCK[.FIELD]]", "a peripheral's fields by name", (args) => this.#show(args[0])),
		],
	]);

	#command(usage: string, help: string, lines: (args: readonly string[]) => string[]): Command {
		return {
			usage,
			help,
			// biome-ignore lint/correctness/useYield: most commands are done at once
			run: function* (args) {
				return lines(args);
			},
		};
	}

	#help(): string[] {
		return [...this.#commands].map(([name, { usage, help }]) => `${`${name} ${usage}`.trimEnd()}: ${help}`);
	}

	#tick(): string[] {
		const { time, chip } = this.#debugger;
		return [
			`${describeTick(time.tick)}, of ${formatTime(time.lastTick)}${time.isLive ? ", live" : ""}, ${chip.instructions} instructions${time.isChanged ? "; not the recorded run" : ""}`,
		];
	}

	*#seek(where: string): Generator<number, string[]> {
		const { time } = this.#debugger;
		const tick = parsePlace(where, time.tick, time.lastTick);
		if (tick === undefined)
			return [`${JSON.stringify(where)} is no tick and no time such as 2.5s, +10ms, -1us`];
		yield* time.seeking(Math.min(tick, time.lastTick));
		return this.#tick();
	}

	#console([bytes]: readonly string[]): string[] {
		const most = bytes === undefined ? CONSOLE_BYTES : Number(bytes);
		if (!(most > 0)) return [`${JSON.stringify(bytes)} is no number of bytes`];
		const { time } = this.#debugger;
		return time.history.consoleUpTo(time.tick, most).replace(/\r\n/g, "\n").split("\n");
	}

	*#input(which: string | undefined): Generator<number, string[]> {
		const { time } = this.#debugger;
		if (which === "next" || which === "previous") {
			const marks: Mark[] = [{ kind: "input" }];
			const found =
				which === "next" ? nextMark(time, marks, time.tick) : previousMark(time, marks, time.tick);
			if (!found) return [`there is no ${which} input`];
			yield* time.seeking(found.tick);
			return this.#tick();
		}
		if (which !== undefined) return ["say next, previous, or nothing"];
		const { inputs } = time;
		const here = countUpTo(inputs, time.tick);
		const from = Math.max(0, here - INPUTS_SHOWN);
		const lines = inputs
			.slice(from, here + INPUTS_SHOWN)
			.map(
				({ tick, input }, i) =>
					`${from + i < here ? "before" : "after "} tick ${tick} (${formatTime(tick)}): ${describeEvent(input)}`,
			);
		return [`${here} of ${inputs.length} inputs given`, ...lines];
	}

	#stop(args: readonly string[]): string[] {
		const [how, what, ...rest] = args;
		const { marks } = this.#debugger;
		if (how === "never") {
			marks.length = 0;
			this.#debugger.stopsAtExceptions = false;
		} else if (how === "at") {
			const tick = parsePlace(
				[what, ...rest].join(""),
				this.#debugger.time.tick,
				this.#debugger.time.lastTick,
			);
			if (tick === undefined) return ["say when: a tick, or a time such as 2.5s"];
			marks.push({ kind: "tick", tick });
		} else if (how === "on" && what === "exception") this.#debugger.stopsAtExceptions = true;
		else if (how === "on") {
			const mark = markOf(what, rest.join(" "));
			if (!mark) return ["say on console TEXT, on pin [0 to 16], on frame, on input or on exception"];
			marks.push(mark);
		} else if (how !== undefined) return ["say on ..., at TIME, or never"];
		const stops = marks.map(describeMark);
		if (this.#debugger.stopsAtExceptions) stops.push("an exception is taken");
		return stops.length === 0 ? ["no stops besides breakpoints"] : stops.map((stop) => `stops when ${stop}`);
	}

	#checkpoints(): string[] {
		const { snapshots, tick } = this.#debugger.time;
		const { spread } = snapshots;
		const before = snapshots.before(tick);
		return [
			`${spread.length} states kept, ${formatTime(snapshots.spacing)} apart, ${(snapshots.bytes / 1e6).toFixed(1)} MB`,
			`the last one before here: ${before ? describeTick(before.tick) : "none"}`,
		];
	}

	#show(what: string | undefined): string[] {
		const { chip } = this.#debugger;
		const all = components(chip);
		if (what === undefined) return [`show one of ${all.map(({ name }) => name).join(", ")}`];
		const [name, field] = what.split(/\.([^.]*)$/);
		const found = all.find((one) => one.name.toLowerCase() === name.toLowerCase());
		const whole = all.filter((one) => `${one.name}.`.toLowerCase().startsWith(`${what.toLowerCase()}.`));
		if (found && field !== undefined) {
			const lines = fieldLines(chip, found, field);
			if (lines.length > 0) return lines;
		}
		if (whole.length > 0) return whole.flatMap((one) => fieldLines(chip, one));
		return [`there is no ${what}; "monitor show" lists what there is`];
	}
}

function markOf(what: string | undefined, rest: string): Mark | undefined {
	if (what === "console") return rest === "" ? undefined : { kind: "console", text: rest };
	if (what === "frame" || what === "input") return { kind: what };
	if (what !== "pin") return undefined;
	if (rest === "") return { kind: "pin" };
	return /^\d{1,2}$/.test(rest) && Number(rest) <= 16 ? { kind: "pin", pin: Number(rest) } : undefined;
}

/** A place in the run as people write it: a tick, a time, or a time from here; undefined for anything else. */
export function parsePlace(text: string, here: number, end: number): number | undefined {
	if (text === "end") return end;
	const [, sign, rest] = /^([+-]?)(.+)$/s.exec(text) ?? [];
	if (rest === undefined) return undefined;
	const ticks = /^\d{1,15}$/.test(rest) ? Number(rest) : parseTime(rest);
	if (ticks === undefined) return undefined;
	if (sign === "") return ticks;
	return Math.max(0, sign === "+" ? here + ticks : here - ticks);
}
