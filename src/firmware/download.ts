/** Downloads a release into the cache: nothing gets there but the bytes whose hash is pinned. */
import { setTimeout as sleep } from "node:timers/promises";
import { ImageCache } from "./cache.js";
import { ImageError } from "./errors.js";
import { type Environment, HttpFailure, httpGet, type Patience, type Reply, withoutUser } from "./http.js";
import { PartialFile } from "./partial.js";
import { type OfficialRelease, RELEASES_URL } from "./releases.js";

/** What is downloaded. */
export type Download = Pick<OfficialRelease, "name" | "file" | "size" | "sha256">;

/** How much trouble is put up with. */
export interface DownloadLimits extends Patience {
	/** Tries in a row that bring nothing new. */
	readonly tries: number;
	/** Pause after the first failed try, doubled with each; ms. */
	readonly pauseMs: number;
	/** The longest pause, also when the server asks for a longer one; ms. */
	readonly maxPauseMs: number;
}

export const DEFAULT_LIMITS: DownloadLimits = {
	windowMs: 30_000,
	minBytes: 4096,
	tries: 5,
	pauseMs: 500,
	maxPauseMs: 8_000,
};

export interface DownloadOptions {
	readonly cache?: ImageCache;
	/** Whether the network must be left alone. */
	readonly offline?: boolean;
	/** For proxies and the mirror; the process's own unless given. */
	readonly env?: Environment;
	/** Called with bytes so far and bytes in all. */
	readonly onProgress?: (received: number, total: number) => void;
	/** Ends the download; what came is kept for the next. */
	readonly stop?: AbortSignal;
	readonly limits?: Partial<DownloadLimits>;
}

/** New bytes that make up for earlier failures: with fewer, a server could keep us for ever. */
const PROGRESS = 16 * 1024;
/** Answers that another try may improve. */
const PASSING: ReadonlySet<number> = new Set([408, 425, 429, 500, 502, 503, 504]);

/**
 * Downloads into the cache and returns the bytes. Throws ImageError: `unavailable` when they cannot be had,
 * `invalid` for a wrong ESP8266_REPLAY_MIRROR, `stopped`.
 */
export async function downloadRelease(
	download: Download,
	options: DownloadOptions = {},
): Promise<Uint8Array> {
	const url = downloadUrl(download.file, options.env);
	if (options.offline) {
		throw new ImageError(
			"unavailable",
			`${download.name} (${download.file}) is not in the cache, and --offline was said; ${byHand(url)}`,
		);
	}
	return new Transfer(download, url, options).run();
}

/** Where a file is, on micropython.org or on the mirror that ESP8266_REPLAY_MIRROR names. */
export function downloadUrl(file: string, env: Environment = process.env): URL {
	const base = env.ESP8266_REPLAY_MIRROR || RELEASES_URL;
	const url = URL.canParse(base) ? new URL(base) : undefined;
	if (url?.protocol !== "https:" && url?.protocol !== "http:") {
		throw new ImageError("invalid", `ESP8266_REPLAY_MIRROR=${base}: must be an http:// or https:// address`);
	}
	if (!url.pathname.endsWith("/")) url.pathname += "/";
	return new URL(file, url);
}

class Transfer {
	readonly #download: Download;
	readonly #url: URL;
	readonly #options: DownloadOptions;
	readonly #limits: DownloadLimits;
	readonly #cache: ImageCache;
	readonly #partial: PartialFile;
	/** Names the server's version of the file, so that no two are mixed. */
	#etag: string | undefined;

	constructor(download: Download, url: URL, options: DownloadOptions) {
		this.#download = download;
		this.#url = url;
		this.#options = options;
		this.#limits = { ...DEFAULT_LIMITS, ...options.limits };
		this.#cache = options.cache ?? new ImageCache();
		const path = this.#cache.path("firmware", download.sha256).replace(/\.bin$/, ".part");
		this.#partial = new PartialFile(path, download.size);
	}

	async run(): Promise<Uint8Array> {
		const partial = this.#partial;
		let most = partial.length;
		for (let failed = 0; ; ) {
			// Another process may have been faster.
			const bytes = this.#cache.read("firmware", this.#download.sha256) ?? (await this.#try());
			if (bytes instanceof Uint8Array) return bytes;
			if (partial.length >= most + PROGRESS) {
				most = partial.length;
				failed = 0;
			}
			if (!bytes.again || ++failed >= this.#limits.tries) throw this.#unavailable(bytes);
			await this.#pause(failed, bytes.afterMs);
		}
	}

	/** One request: the verified bytes, stored, or why there are none. Throws when stopped. */
	async #try(): Promise<Uint8Array | HttpFailure> {
		const from = this.#partial.length;
		try {
			if (!this.#partial.complete) await this.#request(from);
			return this.#finish(from);
		} catch (error) {
			this.#partial.save();
			if (this.#options.stop?.aborted) throw this.#stopped();
			if (error instanceof HttpFailure) return error;
			throw error;
		}
	}

	#request(from: number): Promise<void> {
		const { env = process.env, stop } = this.#options;
		const range = from === 0 ? {} : { range: `bytes=${from}-` };
		const headers = {
			"user-agent": "esp8266-replay",
			"accept-encoding": "identity",
			...range,
			...(from > 0 && this.#etag !== undefined ? { "if-range": this.#etag } : {}),
		};
		return httpGet(this.#url, headers, { env, patience: this.#limits, stop }, (reply) =>
			this.#take(reply, from),
		);
	}

	async #take(reply: Reply, from: number): Promise<void> {
		const partial = this.#partial;
		if (reply.status === 206) this.#checkRange(reply, from);
		else if (reply.status === 200) {
			partial.rewind();
			this.#checkLength(reply.header("content-length"));
		} else throw this.#refusal(reply);
		// A weak tag says "much the same", which is not enough to go on from.
		const etag = reply.header("etag");
		this.#etag = etag?.startsWith('"') ? etag : undefined;
		for await (const chunk of reply.chunks()) {
			if (!partial.add(chunk)) throw this.#wrong(`it is longer than ${partial.size} bytes`);
			this.#options.onProgress?.(partial.length, partial.size);
		}
		if (partial.complete) return;
		const text = `it ended after ${partial.length} of ${partial.size} bytes`;
		// Only a close tells the end of a body without length or chunks, and a broken connection closes too.
		const framed = ["content-length", "transfer-encoding"].some((name) => reply.header(name) !== undefined);
		throw reply.status === 200 && framed ? this.#wrong(text) : new HttpFailure(text, { again: true });
	}

	/** Checks that the server goes on where we stopped. */
	#checkRange(reply: Reply, from: number): void {
		const [, first, total] = /^bytes (\d+)-\d+\/(\d+|\*)$/.exec(reply.header("content-range") ?? "") ?? [];
		if (total !== undefined && total !== "*") this.#checkLength(total);
		if (first === undefined || Number(first) !== from) {
			this.#partial.rewind();
			throw new HttpFailure("the server sent another part of the file than was asked for", { again: true });
		}
	}

	#checkLength(length: string | undefined): void {
		const { size } = this.#partial;
		if (length === undefined || Number(length) === size) return;
		throw this.#wrong(
			`it has ${length} bytes, not ${size}; a mirror, a proxy or a sign-in page sent something else`,
		);
	}

	#refusal({ status, header }: Reply): HttpFailure {
		if (status === 416) {
			this.#partial.remove();
			return new HttpFailure("the server has not the part that is missing", { again: true });
		}
		const afterMs = Number(header("retry-after") ?? 0) * 1000 || 0;
		return new HttpFailure(`the server answered ${status}`, { again: PASSING.has(status), afterMs });
	}

	/** Stores what came when it is what it should be. */
	#finish(from: number): Uint8Array {
		const { sha256 } = this.#download;
		const bytes = this.#partial.verified(sha256);
		if (!bytes) {
			const failure = this.#wrong(`its sha256 is not ${sha256}`);
			// What was gone on from may be to blame.
			throw from === 0 ? failure : new HttpFailure(failure.message, { again: true });
		}
		this.#cache.store("firmware", bytes);
		this.#partial.remove();
		return bytes;
	}

	/** Throws away what came. */
	#wrong(why: string): HttpFailure {
		this.#partial.remove();
		return new HttpFailure(`what came is not this file: ${why}`, { again: false });
	}

	async #pause(failed: number, afterMs: number): Promise<void> {
		const { pauseMs, maxPauseMs } = this.#limits;
		// Spread, so that many machines that failed together do not come back together.
		const wanted = pauseMs * 2 ** (failed - 1) * (0.5 + Math.random() / 2);
		const { stop } = this.#options;
		await sleep(
			Math.min(Math.max(wanted, afterMs), maxPauseMs),
			undefined,
			stop ? { signal: stop } : {},
		).catch(() => {
			throw this.#stopped();
		});
	}

	#unavailable(cause: HttpFailure): ImageError {
		const { name, file } = this.#download;
		return new ImageError(
			"unavailable",
			`${name} (${file}) could not be downloaded: ${cause.message}. ${this.#kept()}Behind a proxy set HTTPS_PROXY; ` +
				`ESP8266_REPLAY_MIRROR names another server; or ${byHand(this.#url)}`,
			{ cause },
		);
	}

	#stopped(): ImageError {
		return new ImageError(
			"stopped",
			`the download of ${this.#download.file} was stopped. ${this.#kept()}`.trim(),
		);
	}

	#kept(): string {
		const { length, size } = this.#partial;
		return length === 0 ? "" : `${length} of ${size} bytes are kept; the next try goes on from there. `;
	}
}

function byHand(url: URL): string {
	return `get ${withoutUser(url).href} by other means and put it into the cache: replay firmware add FILE`;
}
