/** HTTP/1 messages as they come in pieces. Source: RFC 9112. */
import { HTTPParser } from "http-parser-js";
import { concat } from "../codec/bytes.js";

/** Bytes of a body, and of all headers, that are taken. */
const MAX_BODY = 4 * 1024 * 1024;
const MAX_HEADERS = 16 * 1024;

export interface HttpMessage {
	/** Of a request: "GET", "/path?query". */
	readonly method: string;
	readonly url: string;
	/** Of a response. */
	readonly status: number;
	/** By name in lower case; what is there twice is joined by ", ". */
	readonly headers: ReadonlyMap<string, string>;
	readonly body: Uint8Array;
	/** Whether another message may follow. */
	readonly keepAlive: boolean;
}

export class HttpReader {
	readonly #parser: InstanceType<typeof HTTPParser>;
	readonly #onMessage: (message: HttpMessage) => void;
	#body: Uint8Array[] = [];
	#length = 0;
	#head: Omit<HttpMessage, "body"> | undefined;
	#failed = false;

	/** Reads "request"s or "response"s and gives each one whole. */
	constructor(type: "request" | "response", onMessage: (message: HttpMessage) => void) {
		const parser = new HTTPParser(type === "request" ? HTTPParser.REQUEST : HTTPParser.RESPONSE);
		this.#parser = parser;
		this.#onMessage = onMessage;
		parser.maxHeaderSize = MAX_HEADERS;
		parser[HTTPParser.kOnHeadersComplete] = (info) => {
			this.#head = {
				method: HTTPParser.methods[info.method] ?? "",
				url: info.url ?? "",
				status: info.statusCode ?? 0,
				headers: joinHeaders(info.headers),
				keepAlive: info.shouldKeepAlive,
			};
		};
		parser[HTTPParser.kOnBody] = (chunk, offset, length) => {
			this.#length += length;
			if (this.#length > MAX_BODY) this.#failed = true;
			else this.#body.push(Uint8Array.from(chunk.subarray(offset, offset + length)));
		};
		parser[HTTPParser.kOnMessageComplete] = () => this.#complete();
	}

	/** Takes bytes; false when they are not HTTP, or too many. Nothing more is taken then. */
	push(bytes: Uint8Array): boolean {
		if (this.#failed) return false;
		const result = this.#parser.execute(Buffer.from(bytes));
		if (typeof result !== "number") this.#failed = true;
		return !this.#failed;
	}

	/** The other side has ended: a body without a length ends with it. */
	end(): void {
		if (!this.#failed) this.#parser.finish();
	}

	#complete(): void {
		const head = this.#head;
		const body = concat(...this.#body);
		this.#head = undefined;
		this.#body = [];
		this.#length = 0;
		if (head && !this.#failed) this.#onMessage({ ...head, body });
	}
}

/** Names and values, one after the other. */
function joinHeaders(list: readonly string[]): Map<string, string> {
	const headers = new Map<string, string>();
	for (let i = 0; i + 1 < list.length; i += 2) {
		const name = list[i].toLowerCase();
		const before = headers.get(name);
		headers.set(name, before === undefined ? list[i + 1] : `${before}, ${list[i + 1]}`);
	}
	return headers;
}
