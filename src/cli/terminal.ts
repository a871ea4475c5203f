/** The user's terminal as the far end of the serial line: raw, and put back on every way out. */
import type { Readable } from "node:stream";
import type { LiveTerminal } from "../world/serial/live-terminal.js";

/** Ctrl-], as telnet and miniterm have it; Ctrl-C belongs to the guest. */
const LEAVE = 0x1d;

/** Input of a process: a terminal when it has `setRawMode`. */
export type TerminalInput = Readable & { isTTY?: boolean; setRawMode?: (raw: boolean) => unknown };

export class TerminalKeys {
	readonly #input: TerminalInput;
	readonly #terminal: LiveTerminal;
	readonly #pending: Uint8Array[] = [];
	readonly #restore = () => this.#setRaw(false);

	/** Takes the terminal over until `close`. */
	constructor(input: TerminalInput, terminal: LiveTerminal) {
		this.#input = input;
		this.#terminal = terminal;
		this.#setRaw(true);
		process.once("exit", this.#restore);
		input.on("data", this.#onData);
		input.once("end", this.#onEnd);
		input.resume();
	}

	/** Passes on what the line had no room for. */
	readonly pump = (): void => {
		while (this.#pending.length > 0) {
			const [first] = this.#pending;
			const taken = this.#terminal.type(first);
			if (taken < first.length) {
				this.#pending[0] = first.subarray(taken);
				return;
			}
			this.#pending.shift();
		}
		if (this.#input.isPaused()) this.#input.resume();
	};

	/** Gives the terminal back. */
	close(): void {
		this.#input.off("data", this.#onData);
		this.#input.off("end", this.#onEnd);
		this.#input.pause();
		process.off("exit", this.#restore);
		this.#setRaw(false);
	}

	readonly #onData = (data: Uint8Array): void => {
		const leave = this.#input.isTTY ? data.indexOf(LEAVE) : -1;
		this.#pending.push(leave < 0 ? data : data.subarray(0, leave));
		this.#input.pause();
		this.pump();
		if (leave >= 0) this.#terminal.leave("user");
	};

	/** The end of a pipe ends only what is typed; a terminal that is gone ends the run. */
	readonly #onEnd = (): void => {
		if (this.#input.isTTY) this.#terminal.leave("the terminal was closed");
	};

	#setRaw(raw: boolean): void {
		if (this.#input.isTTY) this.#input.setRawMode?.(raw);
	}
}
