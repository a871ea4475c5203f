/**
 * One client of the serial line that speaks Telnet with the COM-PORT-OPTION (RFC 2217): pyserial's `rfc2217://`, and
 * with it esptool; `telnet` by itself works too. What cannot be had (other frames, flow control) is answered with what
 * holds instead, as the RFC says, so that a client which insists can say so.
 */
import type { ModemLines } from "../auto-reset.js";
import { Outgoing } from "../outgoing.js";
import type { SerialAdapter } from "../serial-adapter.js";
import { answer, baudBytes, Control, FRAME, flowAnswer, Purge, Request, readBaud } from "./com-port.js";
import { Negotiation } from "./negotiation.js";
import {
	BREAK,
	encodeData,
	encodeOption,
	encodeSubnegotiation,
	Option,
	TelnetDecoder,
	type TelnetHandler,
	type Verb,
} from "./telnet.js";

/** Bytes that are kept for a client which has asked for silence; more are lost. */
const MAX_HELD = 1024 * 1024;
/** How long a client that lets go of reset by asserting DTR has for letting go of RTS as well, ms of the wall clock. */
const BOTH_LINES_MS = 300;
const SIGNATURE = "esp8266-replay";

/** Where the client's bytes come from and go to. */
export interface Rfc2217Options {
	readonly adapter: SerialAdapter;
	readonly send: (bytes: Uint8Array) => void;
	/** Milliseconds of any clock that goes with the client's. */
	readonly now?: () => number;
}

export class Rfc2217Session implements TelnetHandler {
	readonly #adapter: SerialAdapter;
	readonly #write: (bytes: Uint8Array) => void;
	readonly #now: () => number;
	readonly #decoder = new TelnetDecoder(this);
	readonly #negotiation: Negotiation;
	readonly #outgoing: Outgoing;
	/** The lines as the client has them; the board may see them later. */
	#lines: ModemLines;
	/** When the board sees lines that are kept from it. */
	#heldUntil: number | undefined;
	/** Answers that wait until the board has seen its lines. */
	#answers: Uint8Array[] = [];
	#breaking = false;
	/** What has come for a client that has asked for silence. */
	#held: Uint8Array[] | undefined;
	#heldBytes = 0;

	constructor({ adapter, send, now = () => performance.now() }: Rfc2217Options) {
		this.#adapter = adapter;
		this.#write = send;
		this.#now = now;
		this.#outgoing = new Outgoing(adapter);
		this.#lines = adapter.lines;
		this.#negotiation = new Negotiation({
			ours: [Option.ECHO, Option.SUPPRESS_GO_AHEAD, Option.BINARY, Option.COM_PORT],
			theirs: [Option.SUPPRESS_GO_AHEAD, Option.BINARY, Option.COM_PORT],
			send: (verb, option) => send(encodeOption(verb, option)),
		});
		this.#negotiation.start();
	}

	/** Whether the client is to be made to wait. */
	get full(): boolean {
		return this.#outgoing.full || this.#answers.length > 1024;
	}

	/** Bytes from the client. */
	fromClient(bytes: Uint8Array): void {
		this.#decoder.push(bytes);
	}

	/** Bytes from the chip. */
	fromChip(bytes: Uint8Array): void {
		if (!this.#held) this.#write(encodeData(bytes));
		else if (this.#heldBytes < MAX_HELD) {
			this.#held.push(bytes);
			this.#heldBytes += bytes.length;
		}
	}

	/** Guest time has gone on. */
	turn(): void {
		this.#outgoing.flush();
		if (this.#heldUntil !== undefined && this.#now() >= this.#heldUntil) this.#show();
		if (this.#adapter.pending > 0) return;
		for (const waiting of this.#answers.splice(0)) this.#write(waiting);
	}

	/** The client is gone: as when a port is closed, neither line is asserted any more. */
	close(): void {
		this.#lines = { dtr: false, rts: false };
		this.#show();
	}

	data(bytes: Uint8Array): void {
		this.#outgoing.write(bytes);
	}

	command(code: number): void {
		if (code === BREAK) this.#adapter.sendBreak();
	}

	option(verb: Verb, option: number): void {
		this.#negotiation.receive(verb, option);
	}

	subnegotiation(option: number, body: Uint8Array): void {
		if (option !== Option.COM_PORT || body.length === 0) return;
		this.#request(body[0], body.subarray(1));
	}

	#request(request: number, value: Uint8Array): void {
		switch (request) {
			case Request.SIGNATURE:
				if (value.length === 0) this.#answer(request, ...Buffer.from(SIGNATURE));
				break;
			case Request.SET_BAUDRATE:
				this.#setBaud(value);
				break;
			case Request.SET_DATASIZE:
				this.#answer(request, FRAME.dataSize);
				break;
			case Request.SET_PARITY:
				this.#answer(request, FRAME.parity);
				break;
			case Request.SET_STOPSIZE:
				this.#answer(request, FRAME.stopSize);
				break;
			case Request.SET_CONTROL:
				if (value.length > 0) this.#control(value[0]);
				break;
			case Request.NOTIFY_LINESTATE:
			case Request.NOTIFY_MODEMSTATE:
				this.#answer(request, 0);
				break;
			case Request.SET_LINESTATE_MASK:
				this.#answer(request, value[0] ?? 0);
				break;
			case Request.SET_MODEMSTATE_MASK:
				this.#answer(request, value[0] ?? 0);
				// Nothing is wired to the adapter's inputs, and that never changes.
				this.#answer(Request.NOTIFY_MODEMSTATE, 0);
				break;
			case Request.FLOWCONTROL_SUSPEND:
				this.#held ??= [];
				break;
			case Request.FLOWCONTROL_RESUME:
				this.#resume();
				break;
			case Request.PURGE_DATA:
				this.#purge(value[0] ?? 0);
				break;
		}
	}

	#answer(request: number, ...value: readonly number[]): void {
		this.#write(encodeSubnegotiation(Option.COM_PORT, answer(request, ...value)));
	}

	/** A new speed holds for what is written after it, not for what still waits. */
	#setBaud(value: Uint8Array): void {
		const baud = readBaud(value);
		if (baud === undefined) return;
		this.#outgoing.afterwards(() => {
			if (baud > 0) this.#adapter.baud = baud;
			this.#answer(Request.SET_BAUDRATE, ...baudBytes(Number(this.#adapter.baud)));
		});
	}

	#control(control: number): void {
		const flow = flowAnswer(control);
		if (flow !== undefined) {
			this.#answer(Request.SET_CONTROL, flow);
			return;
		}
		switch (control) {
			case Control.BREAK_ON:
				if (!this.#breaking) this.#adapter.sendBreak();
				this.#breaking = true;
				break;
			case Control.BREAK_OFF:
				this.#breaking = false;
				break;
			case Control.DTR_ON:
			case Control.DTR_OFF:
				this.#setLines({ ...this.#lines, dtr: control === Control.DTR_ON });
				break;
			case Control.RTS_ON:
			case Control.RTS_OFF:
				this.#setLines({ ...this.#lines, rts: control === Control.RTS_ON });
				break;
		}
		const state = this.#stateOf(control);
		if (state === undefined) return;
		const reply = encodeSubnegotiation(Option.COM_PORT, answer(Request.SET_CONTROL, state));
		this.#answers.push(reply);
		if (this.#adapter.pending === 0) this.turn();
	}

	/** What an answer to `control` tells of the line that it is about. */
	#stateOf(control: number): number | undefined {
		if (control < Control.BREAK_QUERY || control > Control.RTS_OFF) return undefined;
		if (control <= Control.BREAK_OFF) return this.#breaking ? Control.BREAK_ON : Control.BREAK_OFF;
		if (control <= Control.DTR_OFF) return this.#lines.dtr ? Control.DTR_ON : Control.DTR_OFF;
		return this.#lines.rts ? Control.RTS_ON : Control.RTS_OFF;
	}

	/**
	 * Programs change the lines one after another, over a network 50 ms apart (pyserial). To get into the boot loader
	 * they go from RTS alone to DTR alone; both are asserted in between, and a board's reset is over long before the
	 * second change comes. So that state is kept from the board for a while.
	 */
	#setLines(lines: ModemLines): void {
		const wasReset = this.#adapter.lines.rts && !this.#adapter.lines.dtr;
		this.#lines = lines;
		if (wasReset && lines.rts && lines.dtr) this.#heldUntil ??= this.#now() + BOTH_LINES_MS;
		else this.#show();
	}

	/** The board sees the lines as they are. */
	#show(): void {
		this.#heldUntil = undefined;
		const { dtr, rts } = this.#adapter.lines;
		if (dtr !== this.#lines.dtr || rts !== this.#lines.rts) this.#adapter.setLines(this.#lines);
	}

	#resume(): void {
		const held = this.#held ?? [];
		this.#held = undefined;
		this.#heldBytes = 0;
		for (const bytes of held) this.fromChip(bytes);
	}

	#purge(which: number): void {
		if (which & Purge.RECEIVED && this.#held) {
			this.#held = [];
			this.#heldBytes = 0;
		}
		if (which & Purge.TRANSMIT) this.#outgoing.purge();
		this.#answer(Request.PURGE_DATA, which);
	}
}
