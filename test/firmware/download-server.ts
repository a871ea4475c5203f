/** A web server on 127.0.0.1 that does as it is told, and what is downloaded from it. */
import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import type { ExecutionContext } from "ava";
import { ImageCache, sha256 } from "../../src/firmware/cache.js";
import { type Download, type DownloadOptions, downloadRelease } from "../../src/firmware/download.js";
import { ImageError } from "../../src/firmware/errors.js";
import { tempFolder } from "../temp.js";

/** The file, and what it is known by. */
export const BYTES = Uint8Array.from({ length: 200_000 }, (_, i) => (i * 7 + (i >> 8)) & 0xff);
export const FILE: Download = {
	name: "v0.1",
	file: "file-v0.1.bin",
	size: BYTES.length,
	sha256: sha256(BYTES),
};
export const ETAG = '"one"';

/** Answers one request. */
export type Answer = (request: IncomingMessage, response: ServerResponse) => void;

/** The file as a good server sends it, parts included. */
export const good: Answer = (request, response) => {
	const [, first] = /^bytes=(\d+)-$/.exec(request.headers.range ?? "") ?? [];
	const ifRange = request.headers["if-range"];
	const from = first === undefined || (ifRange !== undefined && ifRange !== ETAG) ? 0 : Number(first);
	const part = BYTES.subarray(from);
	const range = { "content-range": `bytes ${from}-${BYTES.length - 1}/${BYTES.length}` };
	response.writeHead(from === 0 ? 200 : 206, {
		"content-length": part.length,
		etag: ETAG,
		...(from === 0 ? {} : range),
	});
	response.end(part);
};

/** Bytes as the whole body. */
export const body =
	(
		bytes: Uint8Array,
		headers: Record<string, string | number> = { "content-length": bytes.length },
	): Answer =>
	(_, response) =>
		response.writeHead(200, headers).end(bytes);

/** Begins like `good`, and breaks the connection after `count` bytes of the body. */
export const cutAfter =
	(count: number, headers: Record<string, string> = { etag: ETAG }): Answer =>
	(request, response) => {
		const from = Number(/^bytes=(\d+)-$/.exec(request.headers.range ?? "")?.[1] ?? 0);
		response.writeHead(from === 0 ? 200 : 206, {
			...headers,
			"content-length": BYTES.length - from,
			...(from === 0 ? {} : { "content-range": `bytes ${from}-${BYTES.length - 1}/${BYTES.length}` }),
		});
		response.write(BYTES.subarray(from, from + count), () => response.destroy());
	};

export const status =
	(code: number, headers: Record<string, string> = {}): Answer =>
	(_, response) =>
		response.writeHead(code, headers).end("sorry");

export class DownloadServer {
	readonly requests: IncomingMessage[] = [];
	readonly #server: Server;

	private constructor(answers: readonly Answer[]) {
		this.#server = createServer((request, response) => {
			const answer = answers[Math.min(this.requests.length, answers.length - 1)];
			this.requests.push(request);
			answer(request, response);
		});
	}

	/** Serves until the test ends; each request gets the next answer, and the last one again and again. */
	static async start(t: ExecutionContext, ...answers: Answer[]): Promise<DownloadServer> {
		const server = new DownloadServer(answers);
		await new Promise<void>((resolve) => server.#server.listen(0, "127.0.0.1", resolve));
		t.teardown(() => {
			server.#server.closeAllConnections();
			server.#server.close();
		});
		return server;
	}

	get http(): Server {
		return this.#server;
	}

	get port(): number {
		return (this.#server.address() as AddressInfo).port;
	}

	get url(): string {
		return `http://127.0.0.1:${this.port}/`;
	}

	/** What was asked for, in order. */
	header(name: string): (string | string[] | undefined)[] {
		return this.requests.map(({ headers }) => headers[name]);
	}
}

/** Short pauses, so that tests are quick. */
export const LIMITS = { windowMs: 20_000, minBytes: 1000, tries: 3, pauseMs: 1, maxPauseMs: 20 };

/** A cache of its own, and downloads into it. */
export class Client {
	readonly cache: ImageCache;
	readonly part: string;

	constructor(t: ExecutionContext) {
		this.cache = new ImageCache(tempFolder(t));
		this.part = this.cache.path("firmware", FILE.sha256).replace(/bin$/, "part");
	}

	get(mirror: string, options: DownloadOptions = {}): Promise<Uint8Array> {
		const env = { ESP8266_REPLAY_MIRROR: mirror, ...options.env };
		return downloadRelease(FILE, { cache: this.cache, limits: LIMITS, ...options, env });
	}

	/** The error that a download ends with. */
	async failure(t: ExecutionContext, mirror: string, options?: DownloadOptions): Promise<ImageError> {
		const error = await t.throwsAsync(this.get(mirror, options), { instanceOf: ImageError });
		t.deepEqual(this.cache.list("firmware"), [], "nothing got into the cache");
		return error;
	}
}
