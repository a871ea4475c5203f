/** An HTTP/1.1 server that says the same thing every time: no date, no chance. Source: RFC 9110, RFC 9112. */
import { TICKS_PER_MS, TICKS_PER_SECOND } from "../../../chip/time.js";
import type { Timer } from "../../agenda.js";
import { concat, NO_BYTES } from "../codec/bytes.js";
import { Outbox, toBytes } from "../outbox.js";
import type { ServiceContext, TcpService } from "../service.js";
import type { StreamHandlers, TcpStream } from "../tcp/stream.js";
import { type HttpMessage, HttpReader } from "./http-message.js";

/** Between two pieces of a slow body. */
const PIECE_INTERVAL = 100 * TICKS_PER_MS;
/** Requests that may wait for the answer before theirs. */
const MAX_REQUESTS = 32;
/** Bytes of one chunk of a chunked body. */
const CHUNK = 1000;

export interface HttpAnswer {
	/** 200 unless said. */
	readonly status?: number;
	readonly headers?: Readonly<Record<string, string>>;
	readonly body?: string | Uint8Array;
	/** Sent in chunks, without a length. */
	readonly chunked?: boolean;
	/** Bytes of the body a second; as fast as it goes unless said. */
	readonly rate?: number;
	/** Ticks before anything is said. */
	readonly delay?: number;
	/** Bytes of the body after which the connection is reset. */
	readonly breaksAfter?: number;
}

/** Answers a request. */
export type HttpHandler = (request: HttpMessage) => HttpAnswer;

/** A path and its answer, or a function for every request. */
export type HttpSite = Readonly<Record<string, HttpAnswer | HttpHandler>> | HttpHandler;

/** Serves `site`; what is not there is 404. Paths are compared without the query. */
export function httpServer(site: HttpSite): TcpService {
	return (context) => new HttpConnection(context, site);
}

/** An answer that sends elsewhere. */
export function redirect(location: string, status = 302): HttpAnswer {
	return { status, headers: { Location: location } };
}

class HttpConnection implements StreamHandlers {
	readonly #site: HttpSite;
	readonly #outbox = new Outbox();
	readonly #reader: HttpReader;
	readonly #timer: Timer;
	readonly #requests: HttpMessage[] = [];
	#stream: TcpStream | undefined;
	/** What of the answer under way is still to be sent, and how much at a time. */
	#rest: Uint8Array | undefined;
	#piece = 0;
	#breaks = false;
	#closes = false;

	constructor({ agenda }: ServiceContext, site: HttpSite) {
		this.#site = site;
		this.#reader = new HttpReader("request", (request) => this.#requests.push(request));
		this.#timer = agenda.timer(() => this.#continue());
	}

	onReadable(stream: TcpStream): void {
		this.#stream = stream;
		if (!this.#reader.push(stream.read()) || this.#requests.length > MAX_REQUESTS) this.#refuse(stream);
		else this.#answerNext();
		if (stream.ended && !this.#rest) this.#outbox.end(stream);
	}

	onWritable(stream: TcpStream): void {
		this.#outbox.flush(stream);
	}

	onClosed(): void {
		this.#timer.cancel();
		this.#outbox.clear();
	}

	#refuse(stream: TcpStream): void {
		this.#outbox.send(
			stream,
			toBytes("HTTP/1.1 400 Bad Request\r\nConnection: close\r\nContent-Length: 0\r\n\r\n"),
		);
		this.#outbox.end(stream);
	}

	/** One answer at a time, in the order of the requests. */
	#answerNext(): void {
		if (this.#rest || this.#closes) return;
		const request = this.#requests.shift();
		if (!request) return;
		const answer = this.#find(request);
		const body = request.method === "HEAD" ? NO_BYTES : toBytes(answer.body ?? NO_BYTES);
		this.#closes = !request.keepAlive;
		this.#breaks = answer.breaksAfter !== undefined;
		const whole = answer.chunked ? inChunks(body) : body;
		const head = toBytes(headOf(answer, toBytes(answer.body ?? NO_BYTES).length, this.#closes));
		this.#piece = answer.rate
			? Math.max(1, Math.floor((answer.rate * PIECE_INTERVAL) / TICKS_PER_SECOND))
			: 0;
		this.#rest = concat(head, whole.subarray(0, answer.breaksAfter));
		if (answer.delay) this.#timer.after(answer.delay);
		else this.#continue();
	}

	#continue(): void {
		const stream = this.#stream!;
		const rest = this.#rest!;
		const piece = this.#piece > 0 ? rest.subarray(0, this.#piece) : rest;
		this.#outbox.send(stream, piece);
		if (piece.length < rest.length) {
			this.#rest = rest.subarray(piece.length);
			this.#timer.after(PIECE_INTERVAL);
			return;
		}
		this.#rest = undefined;
		if (this.#breaks) stream.abort();
		else if (this.#closes) this.#outbox.end(stream);
		else this.#answerNext();
	}

	#find(request: HttpMessage): HttpAnswer {
		const site = this.#site;
		if (typeof site === "function") return site(request);
		const path = request.url.replace(/\?.*$/, "");
		const found = Object.hasOwn(site, path) ? site[path] : { status: 404, body: "not found\n" };
		return typeof found === "function" ? found(request) : found;
	}
}

const REASONS: Readonly<Record<number, string>> = {
	200: "OK",
	301: "Moved Permanently",
	302: "Found",
	404: "Not Found",
};

function headOf(
	{ status = 200, headers = {}, chunked }: HttpAnswer,
	length: number,
	closes: boolean,
): string {
	const framing = chunked ? "Transfer-Encoding: chunked" : `Content-Length: ${length}`;
	const lines = Object.entries(headers).map(([name, value]) => `${name}: ${value}`);
	const connection = `Connection: ${closes ? "close" : "keep-alive"}`;
	return [`HTTP/1.1 ${status} ${REASONS[status] ?? "Status"}`, ...lines, framing, connection, "", ""].join(
		"\r\n",
	);
}

function inChunks(body: Uint8Array): Uint8Array {
	const parts: Uint8Array[] = [];
	for (let at = 0; at < body.length; at += CHUNK) {
		const data = body.subarray(at, at + CHUNK);
		parts.push(toBytes(`${data.length.toString(16)}\r\n`), data, toBytes("\r\n"));
	}
	return concat(...parts, toBytes("0\r\n\r\n"));
}
