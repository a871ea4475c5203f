/**
 * One connection of the guest and one socket of the host, each given what the other sends. Neither side is read faster
 * than the other takes it.
 */
import type { Socket } from "node:net";
import type { CloseReason, StreamHandlers, TcpStream } from "../tcp/stream.js";
import type { Arrivals } from "./arrivals.js";

export class Pipe implements StreamHandlers {
	readonly #socket: Socket;
	readonly #arrivals: Arrivals;
	#stream: TcpStream | undefined;
	/** What the socket delivered and the guest has not taken; the socket is paused meanwhile. */
	#waiting: Uint8Array | undefined;
	#socketEnded = false;
	#guestEnded = false;

	/** `socket` is open, was made with allowHalfOpen, and has not been read from. */
	constructor(socket: Socket, arrivals: Arrivals) {
		this.#socket = socket;
		this.#arrivals = arrivals;
		const later = (enter: () => void) => () => this.#arrivals.add(enter);
		socket.on("data", (chunk) => {
			socket.pause();
			this.#arrivals.add(() => {
				this.#waiting = chunk;
				this.#toGuest();
			});
		});
		socket.on(
			"end",
			later(() => {
				this.#socketEnded = true;
				this.#toGuest();
			}),
		);
		socket.on(
			"drain",
			later(() => this.#toSocket()),
		);
		// An error closes; how it is named makes no difference to the guest.
		socket.on("error", () => {});
		socket.on("close", (failed) => {
			if (failed) this.#arrivals.add(() => this.#stream?.abort());
		});
		socket.pause();
	}

	/** The guest's side; what was read from the socket goes to it from now on. */
	attach(stream: TcpStream): void {
		this.#stream = stream;
	}

	onOpen(): void {
		this.#socket.resume();
	}

	onReadable(): void {
		this.#toSocket();
	}

	onWritable(): void {
		this.#toGuest();
	}

	onClosed(stream: TcpStream, reason: CloseReason): void {
		this.#waiting = undefined;
		if (reason !== "closed") this.#socket.resetAndDestroy();
		else {
			this.#socket.write(stream.read());
			this.#endSocket();
			// The guest has said everything and heard everything; what the socket still says has no reader.
			this.#socket.resume();
		}
	}

	#toGuest(): void {
		const stream = this.#stream;
		if (!stream) return;
		if (this.#waiting) {
			const rest = this.#waiting.subarray(stream.write(this.#waiting));
			this.#waiting = rest.length > 0 ? rest : undefined;
			if (this.#waiting) return;
			this.#socket.resume();
		}
		if (this.#socketEnded) stream.end();
	}

	#toSocket(): void {
		const stream = this.#stream;
		if (!stream) return;
		if (this.#socket.destroyed) {
			stream.abort();
			return;
		}
		if (stream.readable > 0 && !this.#socket.writableNeedDrain) this.#socket.write(stream.read());
		if (stream.ended) this.#endSocket();
	}

	#endSocket(): void {
		if (this.#guestEnded) return;
		this.#guestEnded = true;
		this.#socket.end();
	}
}
