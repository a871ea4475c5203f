/**
 * A USB serial adapter on a development board: between the chip's UART0 and RST, and a program that lives outside of
 * guest time. The program writes bytes, sets speed and lines at any moment; what it does reaches the chip at whole
 * milliseconds of guest time, in its order, as a USB frame would bring it. What the chip sends is handed on by `pump`,
 * which the session calls between slices.
 *
 * Transports (Web Serial, a terminal, a socket) differ only in how they turn their host's calls into these.
 */
import { receiveFrame } from "../../chip/peripherals/uart-line.js";
import { TICKS_PER_MS } from "../../chip/time.js";
import { type ChipPort, earliest, type World, type WorldAction, type WorldEnd } from "../world.js";
import { AutoReset, type ModemLines } from "./auto-reset.js";
import { SerialLine } from "./serial-line.js";

/** Eight data bits, no parity, one stop bit, as CONF0 of the chip's UART would have it. */
const FRAME_8N1 = 0x1c;
/** Bytes that wait for the program; what comes on top of them is lost, as in a real adapter. */
const MAX_RECEIVED = 1024 * 1024;
/** One request to the adapter takes a USB frame. */
const REQUEST_TICKS = TICKS_PER_MS;
/** After so many slices without a byte nobody is taken to wait for the guest. */
const IDLE_SLICES = 10;

/** The program's side. All are called between slices of the run, never while the chip runs. */
export interface SerialHost {
	/** Bytes have come from the chip. */
	received(bytes: Uint8Array): void;
	/** Guest time has gone on, and there may be room to write. */
	turn?(): void;
	/** The board is gone: nothing will come any more. */
	unplugged?(): void;
}

export class SerialAdapter implements World {
	/** Who is told what comes. */
	host: SerialHost | undefined;
	readonly #line: SerialLine;
	readonly #autoReset = new AutoReset();
	readonly #hasAutoReset: boolean;
	#lines: ModemLines = { dtr: false, rts: false };
	/** Changes of the lines, and breaks, that wait for their turn. */
	readonly #requests: (ModemLines | "break")[] = [];
	/** When the next of them may be carried out. */
	#requestAt = 0;
	#received = new Uint8Array(0);
	#count = 0;
	/** Slices since the last byte, either way; and since the last one to the chip. */
	#idle = 0;
	#unasked = Number.POSITIVE_INFINITY;
	#end: WorldEnd | undefined;

	/**
	 * `baud`: what the program's side is set to at first; "chip": at any time to what the chip's UART is set to.
	 * `hasAutoReset`: whether DTR and RTS lead to the board's auto-reset circuit, or nowhere.
	 */
	constructor(baud: number | "chip" = 115200, hasAutoReset = true) {
		this.#hasAutoReset = hasAutoReset;
		this.#line = new SerialLine(0, baud === "chip" ? undefined : baud);
	}

	/** Speed of the program's side, both ways; at another speed than the chip's both hear rubbish. */
	get baud(): number | "chip" {
		return this.#line.baud ?? "chip";
	}

	set baud(baud: number | "chip") {
		this.#line.baud = baud === "chip" ? undefined : baud;
	}

	/** Queues bytes for the chip; returns how many were taken: fewer than given when the queue is full. */
	write(bytes: Uint8Array): number {
		return this.#line.send(bytes);
	}

	/** Drops bytes that are not on the wire to the chip yet. */
	purge(): void {
		this.#line.clear();
	}

	/** Bytes that have not reached the chip yet. */
	get waiting(): number {
		return this.#line.waiting;
	}

	/** What the lines were last asked to be. */
	get lines(): ModemLines {
		return this.#lines;
	}

	/** Asserts lines, or lets go of them; what is left out stays as it is. */
	setLines(lines: Partial<ModemLines>): void {
		this.#lines = { ...this.#lines, ...lines };
		this.#requests.push(this.#lines);
	}

	/** Changes of the lines, and breaks, that have not been carried out yet; a millisecond each. */
	get pending(): number {
		return this.#requests.length;
	}

	/** Holds the wire to the chip low for longer than a byte. */
	sendBreak(): void {
		this.#requests.push("break");
	}

	/** Ends the run, at the next moment the session looks. */
	leave(reason: string): void {
		this.#end ??= { reason };
	}

	/** Tells the program that nothing will come any more. */
	unplug(): void {
		this.host?.unplugged?.();
	}

	/** Whether bytes are under way, or were a moment ago: the program may be waiting for the guest. */
	get busy(): boolean {
		return this.#idle < IDLE_SLICES;
	}

	/** Slices since the program last wrote. */
	get unasked(): number {
		return this.#unasked;
	}

	/** Hands on what has come, and gives the program its turn. */
	readonly pump = (): void => {
		this.#unasked = this.waiting > 0 ? 0 : this.#unasked + 1;
		this.#idle = this.#count > 0 || this.waiting > 0 ? 0 : this.#idle + 1;
		if (this.#count > 0) {
			const bytes = this.#received.slice(0, this.#count);
			this.#count = 0;
			this.host?.received(bytes);
		}
		this.host?.turn?.();
	};

	get end(): WorldEnd | undefined {
		return this.#end;
	}

	next(): number | undefined {
		const request = this.#requests.length > 0 ? this.#requestAt : undefined;
		return earliest(request, this.#line.next(), this.#autoReset.next());
	}

	act(now: number, port: ChipPort): readonly WorldAction[] {
		const actions: WorldAction[] = [];
		const reset = this.#autoReset.act(now);
		if (reset) actions.push({ kind: "input", input: reset });
		const bytes = this.#line.act(now, port);
		// A chip that is kept in reset hears nothing.
		if (!this.#autoReset.holds) actions.push(...bytes);
		if (now >= this.#requestAt) {
			const request = this.#requests.shift();
			if (request) this.#requestAt = now + REQUEST_TICKS;
			if (request === "break") actions.push(breakFrame(Math.min(this.#line.baud ?? Infinity, port.baud(0))));
			else if (request && this.#hasAutoReset) this.#autoReset.set(now, request);
		}
		return actions;
	}

	onConsole(byte: number, _tick: number, baud: number): void {
		if (this.#autoReset.holds || this.#count === MAX_RECEIVED) return;
		if (this.#count === this.#received.length) {
			const larger = new Uint8Array(Math.max(256, 2 * this.#received.length));
			larger.set(this.#received);
			this.#received = larger;
		}
		const ours = this.#line.baud ?? baud;
		this.#received[this.#count++] = receiveFrame(byte, baud, ours, FRAME_8N1).byte;
	}
}

/** A receiver at `baud` sees no stop bit in a zero that is sent at half its speed. */
function breakFrame(baud: number): WorldAction {
	return {
		kind: "input",
		input: { kind: "uart", line: 0, byte: 0, baud: Math.max(1, Math.floor(baud / 2)) },
	};
}
