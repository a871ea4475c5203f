/** A TCP port that leads to the serial line: one client at a time, who may leave and come back. */
import { createServer, type Server, type Socket } from "node:net";
import type { SerialAdapter, SerialHost } from "../serial-adapter.js";
import { SerialError } from "./errors.js";
import type { SerialNotice, SerialService } from "./service.js";

/** Bytes that wait for a client which does not read; more are lost, as in a real adapter. */
const MAX_UNREAD = 1024 * 1024;
/** After so much silence the client's machine is asked whether it is still there, ms. */
const KEEP_ALIVE_MS = 10_000;

/** How long clients have for what was sent to them before the end, ms. */
const LAST_WORDS_MS = 500;

/** What a client says, made into calls of the adapter, and back. */
export interface ClientSession {
	/** Whether the client is to be made to wait. */
	readonly full: boolean;
	fromClient(bytes: Uint8Array): void;
	fromChip(bytes: Uint8Array): void;
	turn(): void;
	/** The client is gone. */
	close(): void;
}

export interface SocketServerOptions {
	readonly adapter: SerialAdapter;
	readonly bind: string;
	readonly port: number;
	readonly notice: SerialNotice;
	readonly session: (send: (bytes: Uint8Array) => void) => ClientSession;
}

interface Client {
	readonly socket: Socket;
	readonly session: ClientSession;
	readonly name: string;
}

export class SocketServer implements SerialHost {
	readonly #options: SocketServerOptions;
	readonly #server: Server;
	/** All that are connected: the client, and those that were refused and have not gone yet. */
	readonly #sockets = new Set<Socket>();
	#client: Client | undefined;

	constructor(options: SocketServerOptions) {
		this.#options = options;
		options.adapter.host = this;
		this.#server = createServer({ noDelay: true, keepAlive: true, keepAliveInitialDelay: KEEP_ALIVE_MS });
		this.#server.on("connection", this.#onConnection);
	}

	/** Begins to listen; `url` makes of host and port what a program opens. Rejects with SerialError. */
	async listen(url: (host: string) => string): Promise<SerialService> {
		const { bind, port } = this.#options;
		await new Promise<void>((resolve, reject) => {
			this.#server.once("error", (error) => reject(explain(bind, port, error)));
			this.#server.listen({ host: bind, port }, resolve);
		});
		// What fails later is one connection, not the port.
		this.#server.removeAllListeners("error").on("error", () => {});
		const taken = (this.#server.address() as { port: number }).port;
		const host = bind.includes(":") ? `[${bind}]` : bind;
		return { where: url(`${host}:${taken}`), close: () => this.#close() };
	}

	received(bytes: Uint8Array): void {
		const { socket, session } = this.#client ?? {};
		if (socket && socket.writableLength < MAX_UNREAD) session?.fromChip(bytes);
	}

	turn(): void {
		const client = this.#client;
		if (!client) return;
		client.session.turn();
		if (client.socket.isPaused() && !client.session.full) client.socket.resume();
	}

	unplugged(): void {
		this.#client?.socket.end();
	}

	readonly #onConnection = (socket: Socket): void => {
		// An error is followed by "close".
		socket.on("error", () => {});
		this.#sockets.add(socket);
		socket.once("close", () => this.#sockets.delete(socket));
		if (this.#client) {
			socket.end(`The board's serial line is in use by ${this.#client.name}.\r\n`);
			socket.resume();
			return;
		}
		const send = (bytes: Uint8Array): void => {
			if (socket.writable) socket.write(bytes);
		};
		const name = `${socket.remoteAddress ?? "?"} port ${socket.remotePort ?? "?"}`;
		const client = { socket, session: this.#options.session(send), name };
		this.#client = client;
		this.#options.notice(`${name} has opened the serial line`);
		socket.on("data", (bytes) => {
			client.session.fromClient(bytes);
			if (client.session.full) socket.pause();
		});
		socket.once("close", () => {
			client.session.close();
			this.#client = undefined;
			this.#options.notice(`${name} has closed the serial line`);
		});
	};

	#close(): Promise<void> {
		return new Promise((resolve) => {
			this.#server.close(() => resolve());
			for (const socket of this.#sockets) socket.destroySoon();
			// Whoever does not read never gets the rest.
			setTimeout(() => {
				for (const socket of this.#sockets) socket.destroy();
			}, LAST_WORDS_MS).unref();
		});
	}
}

function explain(bind: string, port: number, error: NodeJS.ErrnoException): SerialError {
	const why: Readonly<Record<string, string>> = {
		EADDRINUSE: "the port is in use; name another one, or 0 for any",
		EACCES: "this user may not listen at that port",
		EADDRNOTAVAIL: "this machine does not have that address",
		ENOTFOUND: "this machine does not have that address",
	};
	const reason = why[error.code ?? ""] ?? error.message;
	return new SerialError(`cannot listen at ${bind} port ${port}: ${reason}`, { cause: error });
}
