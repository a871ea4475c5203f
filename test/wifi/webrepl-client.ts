/** A WebREPL client on npm's WebSocket. Source of the file protocol: MicroPython, extmod/modwebrepl.c. */
import { once } from "node:events";
import WebSocket from "ws";

const PUT = 1;
const GET = 2;
const HEADER = 82;
const NAME_AT = 18;
const CHUNK = 1024;

export class WebRepl {
	readonly #socket: WebSocket;
	readonly #binary: Buffer[] = [];
	#text = "";
	#wake: () => void = () => {};

	private constructor(socket: WebSocket) {
		this.#socket = socket;
		socket.on("message", (data: Buffer, isBinary: boolean) => {
			if (isBinary) this.#binary.push(Buffer.from(data));
			else this.#text += data.toString();
			this.#wake();
		});
		socket.on("close", () => this.#wake());
		socket.on("error", () => this.#wake());
	}

	/** Connects and logs in. */
	static async open(port: number, password: string): Promise<WebRepl> {
		// The firmware answers a close frame with a frame of text that holds the bytes of one, which are no UTF-8.
		const socket = new WebSocket(`ws://127.0.0.1:${port}/`, { skipUTF8Validation: true });
		const repl = new WebRepl(socket);
		await once(socket, "open");
		await repl.until("Password: ");
		socket.send(`${password}\r`);
		return repl;
	}

	/** Types a line; what is said up to the next prompt. */
	async run(line: string): Promise<string> {
		this.#socket.send(`${line}\r`);
		await this.until("\n");
		return this.until(">>> ");
	}

	/** Text up to the end of `text`. */
	async until(text: string): Promise<string> {
		while (!this.#text.includes(text)) await this.#more();
		const end = this.#text.indexOf(text) + text.length;
		const said = this.#text.slice(0, end);
		this.#text = this.#text.slice(end);
		return said;
	}

	async put(name: string, data: Buffer): Promise<void> {
		this.#socket.send(header(PUT, name, data.length));
		await this.#answer();
		for (let at = 0; at < data.length; at += CHUNK) this.#socket.send(data.subarray(at, at + CHUNK));
		await this.#answer();
	}

	async get(name: string): Promise<Buffer> {
		this.#socket.send(header(GET, name, 0));
		await this.#answer();
		const parts: Buffer[] = [];
		for (;;) {
			this.#socket.send(Buffer.alloc(1));
			const length = (await this.#take(2)).readUInt16LE();
			if (length === 0) break;
			parts.push(await this.#take(length));
		}
		await this.#answer();
		return Buffer.concat(parts);
	}

	close(): void {
		this.#socket.close();
	}

	async #answer(): Promise<void> {
		const answer = await this.#take(4);
		const code = answer.readUInt16LE(2);
		if (answer.toString("latin1", 0, 2) !== "WB" || code !== 0) throw new Error(`WebREPL answered ${code}`);
	}

	async #take(length: number): Promise<Buffer> {
		let bytes = Buffer.concat(this.#binary);
		while (bytes.length < length) {
			await this.#more();
			bytes = Buffer.concat(this.#binary);
		}
		this.#binary.splice(0, this.#binary.length, bytes.subarray(length));
		return bytes.subarray(0, length);
	}

	async #more(): Promise<void> {
		if (this.#socket.readyState > WebSocket.OPEN) throw new Error("WebREPL closed the connection");
		await new Promise<void>((resolve) => {
			this.#wake = resolve;
		});
	}
}

function header(operation: number, name: string, size: number): Buffer {
	const bytes = Buffer.alloc(HEADER);
	bytes.write("WA", 0, "latin1");
	bytes.writeUInt8(operation, 2);
	bytes.writeUInt32LE(size, 12);
	bytes.writeUInt16LE(name.length, 16);
	bytes.write(name, NAME_AT, "latin1");
	return bytes;
}
