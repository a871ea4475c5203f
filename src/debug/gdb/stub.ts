/** GDB's side of a debugger: packets in, packets out. */
import { TextDecoder } from "node:util";
import type { Chip } from "../../chip/chip.js";
import type { Watch } from "../../chip/xtensa/tripwires.js";
import type { Debugger, Reached } from "../debugger.js";
import { readMemory, whyNotWritable, writeMemory } from "../memory.js";
import type { Monitor } from "../monitor/monitor.js";
import { turnScalars } from "./byte-order.js";
import { answerFileRequest, SYMBOL_FILE } from "./host-files.js";
import { escapeBinary, hexBytes, hexNumber, hexWord, PACKET_SIZE, unescapeBinary } from "./packets.js";
import { changesRegister, REGISTER_COUNT, readRegister, writeRegister } from "./registers.js";
import { symbolFile } from "./symbol-file.js";
import { MEMORY_MAP_XML, TARGET_XML, THREADS_XML } from "./target-description.js";

/** What a packet leads to: an answer at once, or a walk that ends in one. */
export type Answer =
	| string
	| Buffer
	/**
	 * Yields the tick reached while it runs; `interrupted` is what to answer when it was stopped from outside. A command is
	 * not waited for as a run is: GDB must hear something of it.
	 */
	| { readonly walk: Generator<number, string>; readonly interrupted: string; readonly isCommand?: true };

/** Signals as the protocol numbers them. */
const SIGINT = 2;
const SIGTRAP = 5;
/** Breakpoints and watchpoints there may be, and bytes of all that is watched: more would slow every step down. */
const MOST_BREAKS = 1024;
const MOST_WATCHES = 64;
const MOST_WATCHED = 4096;
const EXCEPTION_SIGNALS: ReadonlyMap<number, number> = new Map([
	[0, 4],
	[3, 10],
	[9, 10],
	[20, 11],
	[28, 11],
	[29, 11],
]);

const FEATURES = [
	`PacketSize=${PACKET_SIZE.toString(16)}`,
	"QStartNoAckMode+",
	"qXfer:features:read+",
	"qXfer:memory-map:read+",
	"qXfer:threads:read+",
	"qXfer:exec-file:read+",
	"ReverseStep+",
	"ReverseContinue+",
	"swbreak+",
	"hwbreak+",
	"vContSupported+",
].join(";");

const ERROR = { argument: "E16", memory: "E0e", readOnly: "E01", tooMany: "E1c" } as const;

export class GdbStub {
	readonly #debugger: Debugger;
	readonly #monitor: Monitor;
	/** Kinds 0 and 1 of a breakpoint: software and hardware are the same here. */
	readonly #breaks = new Map<string, number>();
	readonly #watches = new Map<string, Watch & { readonly kind: string }>();
	#symbolFile: Buffer | undefined;
	/** Whether the connection was told that acknowledgements end. */
	isWithoutAcks = false;
	/** Whether the debugger has gone, and whether the run was to go with it. */
	isDetached = false;
	isKilled = false;

	constructor(debugger_: Debugger, monitor: Monitor) {
		this.#debugger = debugger_;
		this.#monitor = monitor;
	}

	/** Answers a packet; "" is what the protocol says to a packet that is not known. */
	answer(data: Buffer): Answer {
		const text = data.toString("latin1");
		switch (text[0]) {
			case "?":
				return this.#stopped(SIGTRAP);
			case "g":
				return Array.from({ length: REGISTER_COUNT }, (_, i) => hexWord(readRegister(this.#chip, i))).join(
					"",
				);
			case "G":
				return this.#writeRegisters(text.slice(1));
			case "p":
				return this.#readOne(text.slice(1));
			case "P":
				return this.#writeOne(text.slice(1));
			case "m":
				return this.#read(text.slice(1));
			case "M":
				return this.#writeHex(text.slice(1));
			case "X":
				return this.#writeBinary(data);
			case "c":
			case "C":
				return this.#walk(1);
			case "s":
			case "S":
				return this.#step();
			case "b":
				return this.#back(text);
			case "Z":
			case "z":
				return this.#breakpoint(text);
			case "H":
			case "T":
				return "OK";
			case "D":
				this.isDetached = true;
				return "OK";
			case "k":
				this.isKilled = true;
				this.isDetached = true;
				return "";
			case "q":
			case "Q":
				return this.#query(text);
			case "v":
				return this.#verb(text);
			default:
				return "";
		}
	}

	get #chip(): Chip {
		return this.#debugger.chip;
	}

	get #stops() {
		return { breaks: [...new Set(this.#breaks.values())], watches: [...this.#watches.values()] };
	}

	#readOne(argument: string): string {
		const number = hexNumber(argument);
		return number === undefined || number >= REGISTER_COUNT
			? ERROR.argument
			: hexWord(readRegister(this.#chip, number));
	}

	#writeOne(argument: string): string {
		const [where, what] = argument.split("=");
		const number = hexNumber(where);
		const bytes = hexBytes(what ?? "");
		if (number === undefined || number >= REGISTER_COUNT || bytes?.length !== 4) return ERROR.argument;
		return this.#setRegisters([[number, bytes.readUInt32BE()]]);
	}

	#writeRegisters(argument: string): string {
		const bytes = hexBytes(argument);
		if (bytes?.length !== REGISTER_COUNT * 4) return ERROR.argument;
		return this.#setRegisters(
			Array.from({ length: REGISTER_COUNT }, (_, i) => [i, bytes.readUInt32BE(4 * i)]),
		);
	}

	#setRegisters(values: readonly (readonly [number: number, value: number])[]): string {
		const changed = values.filter(([number, value]) => changesRegister(this.#chip, number, value));
		if (changed.length > 0) {
			this.#monitor.change("registers", (chip) => {
				for (const [number, value] of changed) writeRegister(chip, number, value);
			});
		}
		return "OK";
	}

	#read(argument: string): string {
		const [address, length] = argument.split(",").map(hexNumber);
		if (address === undefined || length === undefined) return ERROR.argument;
		const bytes = readMemory(this.#chip, address, Math.min(length, PACKET_SIZE / 2 - 8));
		return bytes.length === 0 && length > 0 ? ERROR.memory : turnScalars(address, bytes).toString("hex");
	}

	#writeHex(argument: string): string {
		const [where, what] = argument.split(":");
		return this.#write(where, hexBytes(what ?? "") ?? Buffer.alloc(0));
	}

	#writeBinary(data: Buffer): string {
		const colon = data.indexOf(":");
		if (colon < 0) return ERROR.argument;
		return this.#write(data.toString("latin1", 1, colon), unescapeBinary(data.subarray(colon + 1)));
	}

	#write(where: string, bytes: Buffer): string {
		const [address, length] = where.split(",").map(hexNumber);
		if (address === undefined || length !== bytes.length) return ERROR.argument;
		if (length === 0) return "OK";
		if (whyNotWritable(this.#chip, address, length) !== undefined) return ERROR.memory;
		const copy = Buffer.from(turnScalars(address, bytes));
		if (!readMemory(this.#chip, address, length).equals(copy))
			this.#monitor.change("memory", (chip) => writeMemory(chip, address, copy));
		return "OK";
	}

	#watchTripped({ address, reads, writes }: Watch): string {
		const kind = reads ? (writes ? "awatch" : "rwatch") : "watch";
		return this.#stopped(SIGTRAP, `${kind}:${address.toString(16)};`);
	}

	/** Before a watched access it stays where it is, and says so: GDB then steps without the watch. */
	#step(): Answer {
		const { time } = this.#debugger;
		const watched = time.watchedAccess(this.#stops.watches);
		if (watched) return this.#watchTripped(watched.watch);
		const stopped = (isThere: boolean): string => this.#stopped(SIGTRAP, isThere ? "" : "replaylog:end;");
		return {
			walk: (function* () {
				return stopped(yield* time.stepping());
			})(),
			interrupted: this.#stopped(SIGINT),
		};
	}

	#stepBack(): Answer {
		const { time } = this.#debugger;
		const here = time.tick;
		if (!time.stepBack()) return this.#stopped(SIGTRAP, "replaylog:begin;");
		const watched = time.watchedAccess(this.#stops.watches);
		if (!watched) return this.#stopped(SIGTRAP);
		time.seek(here);
		return this.#watchTripped(watched.watch);
	}

	#back(text: string): Answer {
		if (text === "bs") return this.#stepBack();
		return text === "bc" ? this.#walk(-1) : "";
	}

	#walk(direction: 1 | -1): Answer {
		const debugger_ = this.#debugger;
		const walk = direction > 0 ? debugger_.forward(this.#stops) : debugger_.backward(this.#stops);
		const explain = (reached: Reached): string => {
			if (reached.kind === "watch" || reached.kind === "change") this.#leaveLastStep(direction);
			return this.#explain(reached);
		};
		return {
			walk: (function* () {
				return explain(yield* walk);
			})(),
			interrupted: this.#stopped(SIGINT),
		};
	}

	/**
	 * GDB takes it that an Xtensa core stops before a watched access, and makes the step by itself, forwards or backwards,
	 * before it looks at what has changed.
	 */
	#leaveLastStep(direction: 1 | -1): void {
		if (direction > 0) this.#debugger.time.stepBack();
		else this.#debugger.time.step();
	}

	#explain(reached: Reached): string {
		switch (reached.kind) {
			case "break":
				return this.#stopped(SIGTRAP, "hwbreak:;");
			case "watch":
			case "change":
				return this.#watchTripped(reached.watch);
			case "begin":
			case "end":
				return this.#stopped(SIGTRAP, `replaylog:${reached.kind};`);
			case "exception":
				this.#monitor.say(reached);
				return this.#stopped(EXCEPTION_SIGNALS.get(reached.cause) ?? SIGTRAP);
			default:
				this.#monitor.say(reached);
				return this.#stopped(SIGTRAP);
		}
	}

	#stopped(signal: number, reason = ""): string {
		return `T${signal.toString(16).padStart(2, "0")}${reason}thread:1;`;
	}

	#breakpoint(text: string): string {
		const [type, where, size] = text.slice(1).split(/[,;]/);
		const address = hexNumber(where);
		const length = hexNumber(size);
		if (address === undefined || length === undefined) return ERROR.argument;
		const key = `${type},${where},${size}`;
		const isSet = text[0] === "Z";
		if (type === "0" || type === "1") {
			if (isSet && this.#breaks.size >= MOST_BREAKS) return ERROR.tooMany;
			if (isSet) this.#breaks.set(key, address);
			else this.#breaks.delete(key);
			return "OK";
		}
		if (type !== "2" && type !== "3" && type !== "4") return "";
		if (length === 0 || length > MOST_WATCHED || address + length > 0x1_0000_0000) return ERROR.argument;
		const watched = [...this.#watches.values()].reduce((sum, watch) => sum + watch.length, 0);
		if (
			isSet &&
			!this.#watches.has(key) &&
			(this.#watches.size >= MOST_WATCHES || watched + length > MOST_WATCHED)
		)
			return ERROR.tooMany;
		if (isSet)
			this.#watches.set(key, { address, length, reads: type !== "2", writes: type !== "3", kind: type });
		else this.#watches.delete(key);
		return "OK";
	}

	#query(text: string): Answer {
		if (text.startsWith("qSupported")) return FEATURES;
		if (text.startsWith("qRcmd,")) return this.#command(text.slice("qRcmd,".length));
		if (text.startsWith("qXfer:")) return this.#transfer(text.slice("qXfer:".length));
		switch (text.split(/[:,;]/)[0]) {
			case "QStartNoAckMode":
				this.isWithoutAcks = true;
				return "OK";
			case "qC":
				return "QC1";
			case "qfThreadInfo":
				return "m1";
			case "qsThreadInfo":
				return "l";
			case "qAttached":
				return "1";
			case "qThreadExtraInfo":
				return Buffer.from("LX106 core").toString("hex");
			case "qSymbol":
				return "OK";
			default:
				return "";
		}
	}

	#command(hex: string): Answer {
		const bytes = hexBytes(hex);
		if (!bytes) return ERROR.argument;
		const command = new TextDecoder().decode(bytes);
		const output = (lines: string): string => (lines === "" ? "OK" : Buffer.from(lines).toString("hex"));
		const monitor = this.#monitor;
		return {
			walk: (function* () {
				return output(yield* monitor.run(command));
			})(),
			interrupted: output("stopped on the way\n"),
			isCommand: true,
		};
	}

	#transfer(request: string): Answer {
		const match = /^([a-z-]+):read:([^:]*):([0-9a-f]{1,8}),([0-9a-f]{1,8})$/.exec(request);
		if (!match) return "";
		const [, object, annex, offset, length] = match;
		const whole = this.#object(object, annex);
		if (whole === undefined) return object === "features" ? "E00" : "";
		const from = Number.parseInt(offset, 16);
		const part = whole.subarray(from, from + Math.min(Number.parseInt(length, 16), PACKET_SIZE / 2));
		const isLast = from + part.length >= whole.length;
		return Buffer.concat([Buffer.from(isLast ? "l" : "m"), escapeBinary(part)]);
	}

	#object(object: string, annex: string): Buffer | undefined {
		if (object === "features") return annex === "target.xml" ? Buffer.from(TARGET_XML) : undefined;
		if (object === "memory-map") return Buffer.from(MEMORY_MAP_XML);
		if (object === "threads") return Buffer.from(THREADS_XML);
		return object === "exec-file" ? Buffer.from(SYMBOL_FILE) : undefined;
	}

	#verb(text: string): Answer {
		if (text === "vCont?") return "vCont;c;C;s;S";
		if (text.startsWith("vCont;")) {
			const action = text["vCont;".length];
			if (action === "c" || action === "C") return this.#walk(1);
			return action === "s" || action === "S" ? this.#step() : ERROR.argument;
		}
		if (text.startsWith("vFile:")) {
			return answerFileRequest(text.slice("vFile:".length), () => {
				this.#symbolFile ??= symbolFile(this.#debugger.symbols.entries());
				return this.#symbolFile;
			});
		}
		if (text.startsWith("vKill")) {
			this.isKilled = true;
			this.isDetached = true;
			return "OK";
		}
		return "";
	}
}
