/**
 * The Web Serial API (WICG "Web Serial API", interface SerialPort) on a serial adapter: what programs for browsers,
 * such as npm's esptool-js, open, read and write.
 */
import type { SerialAdapter, SerialHost } from "./serial-adapter.js";

/** What the standard takes when it is not said: bytes that a writer may be ahead of the wire. */
const DEFAULT_BUFFER = 255;
/** Bytes that wait for a reader; more are lost. */
const MAX_UNREAD = 1024 * 1024;

/** The standard's options; the chip's frame has 8 data bits, no parity, 1 stop bit. */
export interface WebSerialOptions {
	readonly baudRate: number;
	readonly bufferSize?: number | undefined;
	readonly dataBits?: number | undefined;
	readonly stopBits?: number | undefined;
	readonly parity?: string | undefined;
	readonly flowControl?: string | undefined;
}

/** The standard's output signals. */
export interface WebSerialSignals {
	readonly dataTerminalReady?: boolean | undefined;
	readonly requestToSend?: boolean | undefined;
	readonly break?: boolean | undefined;
}

type Reader = ReadableStreamDefaultController<Uint8Array>;

export class WebSerialPort extends EventTarget implements SerialHost {
	readonly connected = true;
	onconnect = null;
	ondisconnect = null;
	readonly #adapter: SerialAdapter;
	#bufferSize = DEFAULT_BUFFER;
	#open = false;
	#gone = false;
	#readable: ReadableStream<Uint8Array> | null = null;
	#reader: Reader | undefined;
	#writable: WritableStream<Uint8Array> | null = null;
	/** Calls that wait for guest time. */
	#waiting: (() => void)[] = [];

	constructor(adapter: SerialAdapter) {
		super();
		this.#adapter = adapter;
		adapter.host = this;
	}

	/** No USB ids: nothing is to be made of what kind of adapter this is. */
	getInfo(): { usbVendorId?: number; usbProductId?: number } {
		return {};
	}

	/** Throws as the standard says: an InvalidStateError, or a TypeError for what no port can do. */
	async open(options: WebSerialOptions): Promise<void> {
		if (this.#open) throw new DOMException("The port is already open.", "InvalidStateError");
		if (this.#gone) throw lost();
		const { baudRate, dataBits = 8, stopBits = 1, parity = "none", flowControl = "none" } = options;
		const { bufferSize = DEFAULT_BUFFER } = options;
		if (!Number.isInteger(baudRate) || baudRate < 1 || baudRate > 0xffff_ffff || !(bufferSize >= 1)) {
			throw new TypeError("Baud rate and buffer size must be whole numbers from 1.");
		}
		if (dataBits !== 8 || stopBits !== 1 || parity !== "none" || flowControl !== "none") {
			throw new TypeError("This port has frames of 8N1 without flow control, and no others.");
		}
		this.#adapter.baud = baudRate;
		this.#bufferSize = bufferSize;
		this.#open = true;
	}

	/** Closes the port once nobody holds its streams. */
	async close(): Promise<void> {
		if (!this.#open) throw new DOMException("The port is already closed.", "InvalidStateError");
		if (this.#readable?.locked || this.#writable?.locked) {
			throw new TypeError("Cannot close a port whose streams are locked.");
		}
		await Promise.all([this.#readable?.cancel(), this.#writable?.abort()]);
		this.#readable = null;
		this.#writable = null;
		this.#open = false;
	}

	/** Bytes from the chip; a new stream after the last one was cancelled. */
	get readable(): ReadableStream<Uint8Array> | null {
		if (this.#open && !this.#gone) this.#readable ??= this.#newReadable();
		return this.#readable;
	}

	/** Bytes to the chip; a write is done when at most `bufferSize` bytes have not gone out yet. */
	get writable(): WritableStream<Uint8Array> | null {
		if (this.#open && !this.#gone) this.#writable ??= this.#newWritable();
		return this.#writable;
	}

	/** Comes back when the board has seen it. */
	async setSignals(signals: WebSerialSignals): Promise<void> {
		this.#mustBeOpen();
		const { dataTerminalReady: dtr, requestToSend: rts } = signals;
		if (dtr !== undefined || rts !== undefined) {
			this.#adapter.setLines({
				...(dtr === undefined ? {} : { dtr }),
				...(rts === undefined ? {} : { rts }),
			});
		}
		if (signals.break) this.#adapter.sendBreak();
		while (this.#adapter.pending > 0 && !this.#gone) await this.#nextTurn();
	}

	/** The lines that would come from the board: none is connected. */
	async getSignals() {
		this.#mustBeOpen();
		return {
			dataCarrierDetect: false,
			clearToSend: false,
			ringIndicator: false,
			dataSetReady: false,
		};
	}

	async forget(): Promise<void> {
		if (this.#open) await this.close();
	}

	received(bytes: Uint8Array): void {
		// Before anybody asks for the stream the bytes wait in it all the same.
		if (!this.readable || !this.#reader) return;
		if ((this.#reader.desiredSize ?? 0) > -MAX_UNREAD) this.#reader.enqueue(bytes);
	}

	turn(): void {
		const waiting = this.#waiting;
		this.#waiting = [];
		for (const go of waiting) go();
	}

	unplugged(): void {
		this.#gone = true;
		this.#reader?.error(lost());
		this.#readable = null;
		this.#writable = null;
		this.turn();
		this.dispatchEvent(new Event("disconnect"));
	}

	#mustBeOpen(): void {
		if (this.#gone) throw lost();
		if (!this.#open) throw new DOMException("The port is not open.", "InvalidStateError");
	}

	#newReadable(): ReadableStream<Uint8Array> {
		return new ReadableStream<Uint8Array>(
			{
				start: (controller) => {
					this.#reader = controller;
				},
				cancel: () => {
					this.#reader = undefined;
					this.#readable = null;
				},
			},
			{ highWaterMark: 0, size: (bytes) => bytes.length },
		);
	}

	#newWritable(): WritableStream<Uint8Array> {
		return new WritableStream<Uint8Array>({
			write: (bytes, controller) => this.#send(bytes, controller.signal),
			close: () => {
				this.#writable = null;
			},
			abort: () => {
				this.#writable = null;
			},
		});
	}

	async #send(bytes: Uint8Array, aborted: AbortSignal): Promise<void> {
		let rest = bytes;
		for (;;) {
			if (this.#gone) throw lost();
			if (aborted.aborted) return;
			rest = rest.subarray(this.#adapter.write(rest));
			if (rest.length === 0 && this.#adapter.waiting <= this.#bufferSize) return;
			await this.#nextTurn();
		}
	}

	#nextTurn(): Promise<void> {
		return new Promise((resolve) => this.#waiting.push(resolve));
	}
}

function lost(): DOMException {
	return new DOMException("The device has been lost.", "NetworkError");
}
