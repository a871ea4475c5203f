/** A TCP connection as applications see it. Everything happens at the host's present tick. */
import type { Endpoint } from "../addresses.js";

/**
 * How a connection ended: both sides closed it; the other side reset it; it refused to open it; it stopped
 * answering; a router said that it cannot be reached; this side gave it up.
 */
export type CloseReason = "closed" | "reset" | "refused" | "timed out" | "unreachable" | "aborted";

/** What an application wants to hear. Handlers may call any method of the stream. */
export interface StreamHandlers {
	/** The connection is open. */
	onOpen?(stream: TcpStream): void;
	/** There are bytes to read, or the other side has ended. */
	onReadable?(stream: TcpStream): void;
	/** There is room again, after `write` filled the buffer or took less than it was given. */
	onWritable?(stream: TcpStream): void;
	/** The connection is over; called once, and nothing after it. */
	onClosed?(stream: TcpStream, reason: CloseReason): void;
}

export interface TcpStream {
	readonly local: Endpoint;
	readonly remote: Endpoint;
	/** Bytes that can be read. */
	readonly readable: number;
	/** The other side has ended, and everything it sent was read. */
	readonly ended: boolean;
	/** Bytes that `write` would take. */
	readonly writable: number;
	/** Takes up to `max` bytes. What is not read keeps the other side from sending more. */
	read(max?: number): Uint8Array;
	/** Sends a copy; returns how many bytes were taken, which is fewer when the buffer is full or the side has ended. */
	write(bytes: Uint8Array): number;
	/** No more will be written; the other side learns of it after what was written. Reading goes on. */
	end(): void;
	/** Neither reads nor writes any more: what still comes is answered by a reset. */
	close(): void;
	/** Gives the connection up at once, with a reset. */
	abort(): void;
}

/** Who opened a connection. */
export type Opener = "local" | "remote";

/** Sees what an application sends and gets, for the trace. */
export interface StreamObserver {
	opened(): void;
	received(bytes: Uint8Array): void;
	sent(bytes: Uint8Array): void;
	/** One side will send no more. */
	finished(side: "local" | "remote"): void;
	closed(reason: CloseReason): void;
}
