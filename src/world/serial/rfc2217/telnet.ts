/**
 * Telnet (RFC 854, 855): data with commands in between, each begun by an IAC byte. The decoder takes any bytes, in any
 * pieces. An IAC in the data, or in a subnegotiation, is sent twice.
 */

const IAC = 255;
const SB = 250;
const SE = 240;

/** Commands that carry an option. */
export const Verb = { WILL: 251, WONT: 252, DO: 253, DONT: 254 } as const;
export type Verb = (typeof Verb)[keyof typeof Verb];

/** The one command without an option that a serial line has a use for. */
export const BREAK = 243;

/** Options that programs for serial lines negotiate (RFC 856, 857, 858, 2217). */
export const Option = { BINARY: 0, ECHO: 1, SUPPRESS_GO_AHEAD: 3, COM_PORT: 44 } as const;

/** The longest subnegotiation that is kept; one that is longer is dropped as a whole. */
const MAX_SUBNEGOTIATION = 256;

export interface TelnetHandler {
	data(bytes: Uint8Array): void;
	/** A command without an option: BREAK and others. */
	command(code: number): void;
	option(verb: Verb, option: number): void;
	/** What stands between IAC SB OPTION and IAC SE. */
	subnegotiation(option: number, body: Uint8Array): void;
}

export class TelnetDecoder {
	readonly #handler: TelnetHandler;
	/** What the next byte is: after an IAC a command, after a verb an option. */
	#expects: "data" | "command" | Verb = "data";
	/** Option and body of the subnegotiation that is open. */
	#open: number[] | undefined;

	constructor(handler: TelnetHandler) {
		this.#handler = handler;
	}

	push(bytes: Uint8Array): void {
		let data: number[] = [];
		const flush = (): void => {
			if (data.length > 0) this.#handler.data(Uint8Array.from(data));
			data = [];
		};
		for (const byte of bytes) {
			if (this.#expects === "data" && byte !== IAC) this.#take(byte, data);
			else if (this.#expects === "data") this.#expects = "command";
			else if (this.#expects === "command" && byte === IAC) {
				this.#expects = "data";
				this.#take(IAC, data);
			} else {
				flush();
				this.#command(byte);
			}
		}
		flush();
	}

	#take(byte: number, data: number[]): void {
		if (!this.#open) data.push(byte);
		else if (this.#open.length <= MAX_SUBNEGOTIATION + 1) this.#open.push(byte);
	}

	#command(byte: number): void {
		const expected = this.#expects;
		this.#expects = "data";
		if (expected !== "command") this.#handler.option(expected as Verb, byte);
		else if (isVerb(byte)) this.#expects = byte;
		else if (byte === SB) this.#open = [];
		else if (byte === SE) this.#close();
		else this.#handler.command(byte);
	}

	#close(): void {
		const open = this.#open;
		this.#open = undefined;
		if (!open || open.length === 0 || open.length > MAX_SUBNEGOTIATION + 1) return;
		this.#handler.subnegotiation(open[0], Uint8Array.from(open.slice(1)));
	}
}

/** Data as it goes over the connection. */
export function encodeData(bytes: Uint8Array): Uint8Array {
	return bytes.includes(IAC) ? Uint8Array.from([...bytes].flatMap(escaped)) : bytes;
}

export function encodeOption(verb: Verb, option: number): Uint8Array {
	return Uint8Array.of(IAC, verb, option);
}

export function encodeSubnegotiation(option: number, body: Uint8Array): Uint8Array {
	return Uint8Array.from([IAC, SB, option, ...[...body].flatMap(escaped), IAC, SE]);
}

function escaped(byte: number): number[] {
	return byte === IAC ? [IAC, IAC] : [byte];
}

function isVerb(byte: number): byte is Verb {
	return byte >= Verb.WILL && byte <= Verb.DONT;
}
