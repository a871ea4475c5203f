/** What an application has to say, given to a stream as fast as that takes it. */
import { NO_BYTES } from "./codec/bytes.js";
import type { TcpStream } from "./tcp/stream.js";

export class Outbox {
	readonly #pieces: Uint8Array[] = [];
	#waiting = 0;
	#ended = false;

	/** Bytes that the stream has not taken yet. */
	get waiting(): number {
		return this.#waiting;
	}

	send(stream: TcpStream, bytes: Uint8Array): void {
		if (bytes.length > 0) this.#pieces.push(bytes);
		this.#waiting += bytes.length;
		this.flush(stream);
	}

	/** Ends the stream once everything has been taken. */
	end(stream: TcpStream): void {
		this.#ended = true;
		this.flush(stream);
	}

	/** To be called when the stream has room again. */
	flush(stream: TcpStream): void {
		for (let piece = this.#pieces[0]; piece; piece = this.#pieces[0]) {
			const taken = stream.write(piece);
			this.#waiting -= taken;
			if (taken < piece.length) {
				this.#pieces[0] = piece.subarray(taken);
				return;
			}
			this.#pieces.shift();
		}
		if (this.#ended) stream.end();
	}

	/** Forgets what was not taken. */
	clear(): void {
		this.#pieces.length = 0;
		this.#waiting = 0;
	}
}

/** UTF-8. */
export function toBytes(text: string | Uint8Array): Uint8Array {
	if (typeof text !== "string") return text;
	return text === "" ? NO_BYTES : new TextEncoder().encode(text);
}
