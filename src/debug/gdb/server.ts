/** Listens for a GDB, and lets it work a debugger: one at a time. */
import { createServer, type Socket } from "node:net";
import { formatTime } from "../../world/units.js";
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
	/** What those who connect are to work; who connects before there is one is turned away. */
	debugger: Debugger | undefined;
	readonly isAttached: boolean;
	/** Whether a debugger has ended the run. */
	readonly isKilled: boolean;
	/** Comes back when the debugger that was connected has gone. */
	readonly left: Promise<void>;
	close(): Promise<void>;
}

/** Packets that may wait for an answer; whoever sends more without reading is cut off. */
const MOST_WAITING = 256;
/** GDB gives up on a command of which it has heard nothing for two seconds. */
const SILENCE_MS = 800;

/** Listens; throws what listening throws. */
export async function serveGdb(options: GdbServerOptions): Promise<GdbServer> {
	const listener = new Listener(options);
	await listener.listen(options);
	return listener;
}

class Listener implements GdbServer {
	readonly host: string;
	readonly left: Promise<void>;
	debugger: Debugger | undefined;
	isKilled = false;
	readonly #server = createServer((socket) => this.#connected(socket));
	readonly #onEvent: (line: string) => void;
	#current: Socket | undefined;
	#leave = (): void => {};

	constructor({ host, onEvent = () => {} }: GdbServerOptions) {
		this.host = host;
		this.#onEvent = onEvent;
		this.left = new Promise<void>((resolve) => {
			this.#leave = resolve;
		});
	}

	listen({ host, port }: GdbServerOptions): Promise<void> {
		return new Promise((resolve, reject) => {
			this.#server.once("error", reject);
			this.#server.listen(port, host, () => {
				this.#server.off("error", reject);
				resolve();
			});
		});
	}

	get port(): number {
		const address = this.#server.address();
		return typeof address === "object" && address ? address.port : 0;
	}

	get isAttached(): boolean {
		return this.#current !== undefined;
	}

	close(): Promise<void> {
		this.#current?.destroy();
		return new Promise((resolve) => this.#server.close(() => resolve()));
	}

	#connected(socket: Socket): void {
		if (this.#current || !this.debugger) {
			socket.destroy();
			return;
		}
		this.#current = socket;
		this.#onEvent(`a debugger has connected from ${socket.remoteAddress ?? "somewhere"}`);
		const connection = new Connection(socket, this.debugger, this.#onEvent);
		void connection.done.then(() => {
			this.#current = undefined;
			this.isKilled ||= connection.isKilled;
			this.#onEvent("the debugger has gone");
			this.#leave();
		});
	}
}

class Connection {
	/** When it has ended. */
	readonly done: Promise<void>;
	readonly #debugger: Debugger;
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
		this.#debugger = debugger_;
		this.#monitor = new Monitor(debugger_, onEvent);
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

	get isKilled(): boolean {
		return this.#stub.isKilled;
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
		let said = performance.now();
		for (let step = answer.walk.next(); ; step = answer.walk.next()) {
			if (step.done) {
				this.#notify();
				this.#send(step.value);
				return;
			}
			if (answer.isCommand && performance.now() - said > SILENCE_MS) {
				this.#say(`at ${formatTime(step.value)} ...`);
				said = performance.now();
			}
			await this.#debugger.rest();
			if (!this.#isInterrupted) continue;
			this.#notify();
			this.#send(answer.interrupted);
			return;
		}
	}

	/** Console text may come before what a walk is answered with. */
	#notify(): void {
		for (const notice of this.#monitor.takeNotices()) this.#say(notice);
	}

	/** A line on GDB's console. */
	#say(line: string): void {
		this.#send(`O${Buffer.from(`${line}\n`).toString("hex")}`);
	}

	#send(data: string | Buffer): void {
		this.#last = framePacket(data);
		this.#socket.write(this.#last);
	}
}

/** Lets others have a turn. */
const turn = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));
