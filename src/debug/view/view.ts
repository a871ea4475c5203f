/** The view in a terminal: panels, a time line, and keys, all of which the screen says. */
import { emitKeypressEvents } from "node:readline";
import type { Watch } from "../../chip/xtensa/tripwires.js";
import { formatTime } from "../../world/units.js";
import { describeAddress, named } from "../code/listing.js";
import { pcOf } from "../code/registers.js";
import type { Debugger, Reached } from "../debugger.js";
import { describeMark, type Mark, nextMark, previousMark } from "../marks.js";
import { parsePlace } from "../monitor/monitor.js";
import { exceptionLine } from "../monitor/panels.js";
import { PANELS, type Sight } from "./panels.js";
import { ALTERNATE_OFF, ALTERNATE_ON, clip, paint, type ScreenLine, wrap } from "./screen.js";

/** A terminal, or what stands for one. */
export interface ViewTerminal {
	readonly input: NodeJS.ReadStream;
	readonly output: NodeJS.WriteStream;
}

/** What a key does. */
interface Key {
	/** As the screen shows it, and as the terminal sends it. */
	readonly shown: string;
	readonly names: readonly string[];
	readonly does: string;
	readonly act: (key: string) => void | Promise<void>;
}

const MIN_COLUMNS = 80;
const MIN_ROWS = 24;
const DRAM_START = 0x3ffe8000;
const PAGE = 256;

export class View {
	readonly #debugger: Debugger;
	readonly #terminal: ViewTerminal;
	readonly #title: string;
	readonly #sight: Sight = { memory: DRAM_START, peripheral: 0 };
	readonly #breaks = new Set<number>();
	readonly #watches: Watch[] = [];
	#panel = PANELS[0];
	#message = "";
	#isRunning = false;
	#isInterrupted = false;
	/** Takes the keys while a line is asked for. */
	#ask: ((key: string | undefined, name: string | undefined) => void) | undefined;
	#prompt = "";
	#close: () => void = () => {};

	constructor(debugger_: Debugger, title: string, terminal: ViewTerminal) {
		this.#debugger = debugger_;
		this.#title = title;
		this.#terminal = terminal;
	}

	/** Shows itself until it is left. */
	async run(): Promise<void> {
		const { input, output } = this.#terminal;
		const closed = new Promise<void>((resolve) => {
			this.#close = resolve;
		});
		const onKey = (text: string | undefined, key: { name?: string; ctrl?: boolean; sequence?: string }) =>
			void this.#take(text, key);
		const redraw = () => this.#draw();
		emitKeypressEvents(input);
		input.setRawMode(true);
		input.resume();
		input.on("keypress", onKey);
		output.on("resize", redraw);
		output.write(ALTERNATE_ON);
		this.#draw();
		try {
			await closed;
		} finally {
			input.off("keypress", onKey);
			output.off("resize", redraw);
			input.setRawMode(false);
			input.pause();
			output.write(ALTERNATE_OFF);
		}
	}

	readonly #keys: readonly Key[] = [
		this.#key("s", "step", () => this.#step(() => this.#debugger.time.step(), "the run ends here")),
		this.#key("S", "step back", () =>
			this.#step(() => this.#debugger.time.stepBack(), "the run begins here"),
		),
		this.#key("c", "run on", () => this.#walk(this.#debugger.forward(this.#stops))),
		this.#key("r", "run back", () => this.#walk(this.#debugger.backward(this.#stops))),
		this.#key("g", "go to time", () => this.#goTo()),
		this.#key("n", "next input", () => this.#input(1)),
		this.#key("p", "previous", () => this.#input(-1)),
		this.#key("b", "stop at..", () => this.#addStop()),
		this.#key("l", "list", () => this.#list()),
		this.#key("x", "clear", () => this.#clear()),
		this.#key("m", "memory at", () => this.#memoryAt()),
		{ shown: "+-", names: ["+", "-"], does: "page", act: (key) => this.#turnPage(key === "+" ? 1 : -1) },
		this.#key("q", "quit", () => this.#close()),
	];

	#key(shown: string, does: string, act: Key["act"]): Key {
		return { shown, names: [shown], does, act };
	}

	get #stops() {
		return { breaks: [...this.#breaks], watches: this.#watches };
	}

	async #take(
		text: string | undefined,
		{ name, ctrl, sequence }: { name?: string; ctrl?: boolean; sequence?: string },
	): Promise<void> {
		const key = text ?? sequence;
		if (ctrl && (name === "c" || name === "d")) {
			if (this.#isRunning) this.#isInterrupted = true;
			else this.#close();
			return;
		}
		if (this.#isRunning) {
			this.#isInterrupted = true;
			return;
		}
		if (this.#ask) {
			this.#ask(key, name);
			return;
		}
		this.#message = "";
		const panel = PANELS.find((one) => one.key === key);
		if (panel) this.#panel = panel;
		else if (key) await this.#keys.find(({ names }) => names.includes(key))?.act(key);
		this.#draw();
	}

	#turnPage(direction: 1 | -1): void {
		this.#sight.peripheral += direction;
		this.#sight.memory = (this.#sight.memory + direction * PAGE) >>> 0;
	}

	#step(step: () => boolean, otherwise: string): void {
		if (!step()) this.#message = otherwise;
	}

	/** Walks until something stops it, or a key is pressed. */
	async #walk(walk: Generator<number, Reached>): Promise<void> {
		await this.#work(walk, (reached) => this.#explain(reached));
	}

	async #work<T>(work: Generator<number, T>, done: (result: T) => string): Promise<void> {
		this.#isRunning = true;
		this.#isInterrupted = false;
		for (let step = work.next(); ; step = work.next()) {
			if (step.done) {
				this.#message = done(step.value);
				break;
			}
			this.#message = "running; any key stops it";
			this.#draw();
			await new Promise((resolve) => setImmediate(resolve));
			if (!this.#isInterrupted) continue;
			this.#message = "stopped";
			break;
		}
		this.#isRunning = false;
	}

	#explain(reached: Reached): string {
		const { chip, symbols } = this.#debugger;
		switch (reached.kind) {
			case "break":
				return `stopped at ${describeAddress(named(pcOf(chip), symbols))}`;
			case "watch": {
				const { address, isStore } = reached.access;
				return `stopped at a ${isStore ? "store to" : "load from"} 0x${address.toString(16)}`;
			}
			case "change":
				return `stopped where hardware changes 0x${reached.watch.address.toString(16)}`;
			case "exception":
				return `exception: ${exceptionLine(chip)}`;
			case "mark":
				return `stopped: ${describeMark(reached.mark)}`;
			case "begin":
				return "the run begins here";
			case "end":
				return "the run ends here";
			default:
				return "";
		}
	}

	async #goTo(): Promise<void> {
		const { time } = this.#debugger;
		const text = await this.#line("go to (2.5s, +10ms, -1us, a tick, end): ");
		if (text === undefined) return;
		const tick = parsePlace(text.replace(/\s/g, ""), time.tick, time.lastTick);
		if (tick === undefined) this.#message = `${text} is no time`;
		else await this.#work(time.seeking(Math.min(tick, time.lastTick)), () => "");
	}

	async #input(direction: 1 | -1): Promise<void> {
		const { time } = this.#debugger;
		const marks: Mark[] = [{ kind: "input" }];
		const found = direction > 0 ? nextMark(time, marks, time.tick) : previousMark(time, marks, time.tick);
		if (!found) this.#message = direction > 0 ? "no input comes after this" : "no input came before this";
		else await this.#work(time.seeking(found.tick), () => "");
	}

	async #addStop(): Promise<void> {
		const kind = await this.#choice(
			"stop at: a address, m memory change, t console text, p pin edge, f frame, i input, e exception ",
		);
		const { marks } = this.#debugger;
		switch (kind) {
			case "a": {
				const address = await this.#address("address or name: ");
				if (address !== undefined) this.#breaks.add(address);
				break;
			}
			case "m": {
				const address = await this.#address("word at address or name: ");
				if (address !== undefined) this.#watches.push({ address, length: 4, reads: false, writes: true });
				break;
			}
			case "t": {
				const text = await this.#line("console text: ");
				if (text) marks.push({ kind: "console", text });
				break;
			}
			case "p": {
				const pin = await this.#line("pin (0 to 16; empty for any): ");
				if (pin === "") marks.push({ kind: "pin" });
				else if (pin !== undefined && /^\d{1,2}$/.test(pin)) marks.push({ kind: "pin", pin: Number(pin) });
				break;
			}
			case "f":
				marks.push({ kind: "frame" });
				break;
			case "i":
				marks.push({ kind: "input" });
				break;
			case "e":
				this.#debugger.stopsAtExceptions = true;
				break;
			default:
				return;
		}
		this.#list();
	}

	#list(): void {
		const { symbols, marks, stopsAtExceptions } = this.#debugger;
		const stops = [
			...[...this.#breaks].map((address) => describeAddress(named(address, symbols))),
			...this.#watches.map(({ address }) => `memory 0x${address.toString(16)}`),
			...marks.map(describeMark),
			...(stopsAtExceptions ? ["exceptions"] : []),
		];
		this.#message = stops.length === 0 ? "no stops" : `stops: ${stops.join("; ")}`;
	}

	#clear(): void {
		this.#breaks.clear();
		this.#watches.length = 0;
		this.#debugger.marks.length = 0;
		this.#debugger.stopsAtExceptions = false;
		this.#message = "no stops";
	}

	async #memoryAt(): Promise<void> {
		const address = await this.#address("memory at address or name: ");
		if (address === undefined) return;
		this.#sight.memory = address & ~0xf;
		this.#panel = PANELS.find(({ name }) => name === "memory") ?? this.#panel;
	}

	async #address(prompt: string): Promise<number | undefined> {
		const text = await this.#line(prompt);
		if (!text) return undefined;
		const address = /^(?:0x)?[0-9a-f]{1,8}$/i.test(text)
			? Number.parseInt(text.replace(/^0x/i, ""), 16)
			: this.#debugger.symbols.address(text);
		if (address === undefined) this.#message = `${text} is neither an address in hex nor a known name`;
		return address;
	}

	#choice(prompt: string): Promise<string | undefined> {
		this.#prompt = prompt;
		this.#draw();
		return new Promise((resolve) => {
			this.#ask = (key) => {
				this.#ask = undefined;
				this.#prompt = "";
				resolve(key);
			};
		});
	}

	/** Asks for a line; undefined when Escape was pressed. */
	#line(prompt: string): Promise<string | undefined> {
		let text = "";
		const show = (): void => {
			this.#prompt = `${prompt}${text}_`;
			this.#draw();
		};
		show();
		return new Promise((resolve) => {
			const end = (result: string | undefined): void => {
				this.#ask = undefined;
				this.#prompt = "";
				resolve(result);
			};
			this.#ask = (key, name) => {
				if (name === "escape") end(undefined);
				else if (name === "return" || name === "enter") end(text);
				else {
					if (name === "backspace") text = text.slice(0, -1);
					else if (key && key >= " " && key.length === 1) text += key;
					show();
				}
			};
		});
	}

	#draw(): void {
		const { output } = this.#terminal;
		const { columns = MIN_COLUMNS, rows = MIN_ROWS } = output;
		output.write(paint(this.#lines(columns, rows), columns, rows));
	}

	#lines(columns: number, rows: number): ScreenLine[] {
		const { time } = this.#debugger;
		const tabs = PANELS.map(({ key, name }) =>
			name === this.#panel.name ? `[${key} ${name}]` : `${key} ${name}`,
		).join(" ");
		const keys = this.#keyLines(columns);
		const says = wrap(this.#prompt || this.#message, columns);
		const body = rows - 3 - says.length - keys.length;
		const panel = this.#panel.lines(this.#debugger, this.#sight, body).slice(0, body);
		const padded = [...panel, ...Array.from({ length: body - panel.length }, () => ({ text: "" }))];
		const where = ` ${this.#title}  ${formatTime(time.tick)} of ${formatTime(time.lastTick)}  tick ${time.tick}${time.isChanged ? "  CHANGED" : ""}`;
		return [
			{ text: where, style: "title" },
			{ text: this.#timeLine(columns) },
			{ text: tabs, style: "dim" },
			...padded,
			...says.map((text): ScreenLine => ({ text, style: "marked" })),
			...keys.map((text): ScreenLine => ({ text, style: "dim" })),
		];
	}

	/** The run as a line: where it stands, where inputs were given. */
	#timeLine(columns: number): string {
		const { time } = this.#debugger;
		const width = columns - 2;
		const place = (tick: number): number =>
			Math.min(width - 1, Math.floor((tick / Math.max(1, time.lastTick)) * width));
		const cells = Array.from({ length: width }, () => "-");
		for (const { tick } of time.inputs) cells[place(tick)] = "i";
		cells[place(time.tick)] = "#";
		return `|${cells.join("")}|`;
	}

	#keyLines(columns: number): string[] {
		const lines: string[] = [""];
		for (const { shown, does } of this.#keys) {
			const item = `${shown} ${does}`;
			const last = lines[lines.length - 1];
			if (last === "") lines[lines.length - 1] = item;
			else if (last.length + item.length + 2 <= columns) lines[lines.length - 1] += `  ${item}`;
			else lines.push(item);
		}
		return lines.map((line) => clip(line, columns));
	}
}
