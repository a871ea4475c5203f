/** Fetches from a server on the chip, without the host's help. */

import { type Endpoint, formatIpv4 } from "../addresses.js";
import { concat, NO_BYTES } from "../codec/bytes.js";
import type { IpHost } from "../ip/ip-host.js";
import { toBytes } from "../outbox.js";
import { type HttpMessage, HttpReader } from "../servers/http-message.js";
import type { CloseReason, StreamHandlers, TcpStream } from "../tcp/stream.js";

export interface HttpFetch {
	/** "GET" unless said. */
	readonly method?: string;
	readonly path: string;
	readonly headers?: Readonly<Record<string, string>>;
	readonly body?: string | Uint8Array;
}

/** Hears how it went: the response, or why there is none. */
export type HttpResult = (response: HttpMessage | undefined, reason: CloseReason) => void;

/** Asks from `host`; `done` is called once, when the connection is over. */
export function httpFetch(host: IpHost, server: Endpoint, fetch: HttpFetch, done: HttpResult): void {
	const client = new HttpClient(requestOf(server, fetch), done);
	if (!host.tcp.connect(host.address, server, client)) done(undefined, "unreachable");
}

class HttpClient implements StreamHandlers {
	readonly #request: Uint8Array;
	readonly #done: HttpResult;
	readonly #reader: HttpReader;
	#response: HttpMessage | undefined;
	#sent = 0;

	constructor(request: Uint8Array, done: HttpResult) {
		this.#request = request;
		this.#done = done;
		this.#reader = new HttpReader("response", (response) => {
			this.#response ??= response;
		});
	}

	onOpen(stream: TcpStream): void {
		this.#write(stream);
	}

	onWritable(stream: TcpStream): void {
		this.#write(stream);
	}

	onReadable(stream: TcpStream): void {
		this.#read(stream);
		if (this.#response || stream.ended) stream.end();
	}

	onClosed(stream: TcpStream, reason: CloseReason): void {
		this.#read(stream);
		this.#done(this.#response, reason);
	}

	#read(stream: TcpStream): void {
		const bytes = stream.read();
		if (bytes.length > 0 && !this.#reader.push(bytes)) stream.abort();
		else if (stream.ended) this.#reader.end();
	}

	#write(stream: TcpStream): void {
		this.#sent += stream.write(this.#request.subarray(this.#sent));
	}
}

function requestOf(server: Endpoint, { method = "GET", path, headers = {}, body }: HttpFetch): Uint8Array {
	const payload = body === undefined ? undefined : toBytes(body);
	const lines = [
		`${method} ${path} HTTP/1.1`,
		`Host: ${formatIpv4(server.address)}`,
		"Connection: close",
		...Object.entries(headers).map(([name, value]) => `${name}: ${value}`),
		...(payload ? [`Content-Length: ${payload.length}`] : []),
	];
	return concat(toBytes(`${lines.join("\r\n")}\r\n\r\n`), payload ?? NO_BYTES);
}
