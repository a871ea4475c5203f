/** Listens for a GDB, and lets it work a debugger: one at a time. */
import { createServer, type Server, type Socket } from "node:net";
import type { Debugger } from "../debugger.js";
import { Monitor } from "../monitor/monitor.js";
import { framePacket, type Incoming, PacketReader } from "./packets.js";
import { type Answer, GdbStub } from "./stub.js";

export interface GdbServerOptions {
	readonly host: string;
	/** 0 takes any that is free. */
	readonly port: number;
	/** Hears what happens, in lines for people. */
	readonly onEvent?: (line: string) => void;
}

/** A server that listens. */
export interface GdbServer {
	readonly host: string;
	readonly port: number;
	/** Comes back when the debugger that was connected has gone. */
	readonly left: Promise<void>;
	close(): Promise<void>;
}

/** Packets that may wait for an answer; whoever sends more without reading is cut off. */
const MOST_WAITING = 256;

/** Listens; throws what listening throws. */
export async function serveGdb(debugger_: Debugger, options: GdbServerOptions): Promise<GdbServer> {
	const { host, port, onEvent = () => {} } = options;
	let current: Socket | undefined;
	let leave = (): void => {};
	const left = new Promise<void>((resolve) => {
		leave = resolve;
	});
	const server = createServer((socket) => {
		if (current) {
			socket.destroy();
			return;
		}
		current = socket;
		onEvent(`a debugger has connected from ${socket.remoteAddress ?? "somewhere"}`);
		new Connection(socket, debugger_, onEvent).done.then(() => {
			current = undefined;
			onEvent("the debugger has gone");
			leave();
		});
	});
	await listen(server, host, port);
	const address = server.address();
	return {
		host,
		port: typeof address === "object" && address ? address.port : port,
		left,
		close: () =>
			new Promise((resolve) => {
				current?.destroy();
				server.close(() => resolve());
			}),
	};
}

function listen(server: Server, host: string, port: number): Promise<void> {
	return new Promise((resolve, reject) => {
		server.once("error", reject);
		server.listen(port, host, () => {
			server.off("error", reject);
			resolve();
		});
	});
}

class Connection {
	/** When it has ended. */
	readonly done: Promise<void>;
	readonly #socket: Socket;
	readonly #reader = new PacketReader();
	readonly #stub: GdbStub;
	readonly #monitor: Monitor;
	readonly #waiting: Buffer[] = [];
	#last: Uint8Array = Buffer.alloc(0);
	#isBusy = false;
	#isInterrupted = false;

	constructor(socket: Socket, debugger_: Debugger, onEvent: (line: string) => void) {
		this.#socket = socket;
		this.#monitor = new Monitor(debugger_, (what) =>
			onEvent(`${what} written: from here on this is not the recorded run`),
		);
		this.#stub = new GdbStub(debugger_, this.#monitor);
		socket.setNoDelay(true);
		this.done = new Promise((resolve) => {
			socket.on("close", () => {
				this.#isInterrupted = true;
				resolve();
			});
		});
		socket.on("error", () => socket.destroy());
		socket.on("data", (bytes) => {
			for (const incoming of this.#reader.take(bytes)) this.#take(incoming);
		});
	}

	#take(incoming: Incoming): void {
		switch (incoming.kind) {
			case "interrupt":
				this.#isInterrupted = true;
				return;
			case "again":
				if (!this.#stub.isWithoutAcks) this.#socket.write(this.#last);
				return;
			case "damaged":
				if (!this.#stub.isWithoutAcks) this.#socket.write("-");
				return;
			default:
				if (!this.#stub.isWithoutAcks) this.#socket.write("+");
				if (this.#waiting.length >= MOST_WAITING) this.#socket.destroy();
				else this.#waiting.push(incoming.data);
				if (!this.#isBusy) void this.#work();
		}
	}

	async #work(): Promise<void> {
		this.#isBusy = true;
		for (let data = this.#waiting.shift(); data && !this.#socket.destroyed; data = this.#waiting.shift()) {
			// An interrupt only stops what runs.
			this.#isInterrupted = false;
			await this.#finish(this.#stub.answer(data));
			if (this.#stub.isDetached) this.#socket.end();
			await turn();
		}
		this.#isBusy = false;
	}

	async #finish(answer: Answer): Promise<void> {
		if (typeof answer === "string" || Buffer.isBuffer(answer)) {
			this.#send(answer);
			return;
		}
		for (let step = answer.walk.next(); ; step = answer.walk.next()) {
			if (step.done) {
				this.#notify();
				this.#send(step.value);
				return;
			}
			await turn();
			if (!this.#isInterrupted) continue;
			this.#notify();
			this.#send(answer.interrupted);
			return;
		}
	}

	/** Console text may come before what a walk is answered with. */
	#notify(): void {
		for (const notice of this.#monitor.takeNotices())
			this.#send(`O${Buffer.from(`${notice}\n`).toString("hex")}`);
	}

	#send(data: string | Buffer): void {
		this.#last = framePacket(data);
		this.#socket.write(this.#last);
	}
}

/** Lets others have a turn. */
const turn = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));
