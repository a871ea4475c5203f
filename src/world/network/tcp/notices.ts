/** What an application is to hear, kept until the segment under way is dealt with; and what the trace is to get. */
import type { CloseReason, StreamHandlers, StreamObserver, TcpStream } from "./stream.js";

export class Notices {
	readonly #stream: TcpStream;
	readonly #handlers: StreamHandlers;
	readonly #observer: StreamObserver | undefined;
	#opened = false;
	#readable = false;
	/** There is no room, or less than the application wanted. */
	#wantsRoom = false;
	#closed = false;

	constructor(stream: TcpStream, handlers: StreamHandlers, observer: StreamObserver | undefined) {
		this.#stream = stream;
		this.#handlers = handlers;
		this.#observer = observer;
	}

	opened(): void {
		this.#opened = true;
		this.#observer?.opened();
	}

	/** There is something to read. */
	arrived(): void {
		this.#readable = true;
	}

	/** One side sends no more. */
	finished(side: "local" | "remote"): void {
		this.#observer?.finished(side);
		if (side === "remote") this.#readable = true;
	}

	read(bytes: Uint8Array): void {
		if (bytes.length > 0) this.#observer?.received(bytes);
	}

	/** `taken` of `bytes` were written. */
	written(bytes: Uint8Array, taken: number): void {
		this.#wantsRoom ||= taken < bytes.length || this.#stream.writable === 0;
		if (taken > 0) this.#observer?.sent(bytes.subarray(0, taken));
	}

	/** Tells the application; it may do anything meanwhile, also end the connection. */
	deliver(): void {
		if (this.#opened) {
			this.#opened = false;
			this.#handlers.onOpen?.(this.#stream);
		}
		if (this.#readable && !this.#closed) {
			this.#readable = false;
			this.#handlers.onReadable?.(this.#stream);
		}
		if (this.#wantsRoom && this.#stream.writable > 0) {
			this.#wantsRoom = false;
			this.#handlers.onWritable?.(this.#stream);
		}
	}

	/** The end, at once; later ones are not told. */
	closed(reason: CloseReason): void {
		if (this.#closed) return;
		this.#closed = true;
		this.#observer?.closed(reason);
		this.#handlers.onClosed?.(this.#stream, reason);
	}
}
