/** One GET over HTTP(S): proxies from the environment, bounded redirects, and no waiting for a server that dawdles. */
import { EnvHttpProxyAgent, request } from "undici";

export type Environment = Readonly<Record<string, string | undefined>>;

/** Why a request did not give what was asked for. */
export class HttpFailure extends Error {
	override readonly name = "HttpFailure";
	/** Whether the same request may do better later. */
	readonly again: boolean;
	/** How long the server wants to be left alone, ms. */
	readonly afterMs: number;

	constructor(message: string, { again, afterMs = 0, ...options }: FailureOptions) {
		super(message, options);
		this.again = again;
		this.afterMs = afterMs;
	}
}

interface FailureOptions extends ErrorOptions {
	readonly again: boolean;
	readonly afterMs?: number;
}

/** How slow is too slow: fewer than `minBytes` within `windowMs`, connecting included. */
export interface Patience {
	readonly windowMs: number;
	readonly minBytes: number;
}

/** A server's answer, after redirects; `chunks` can be read once. */
export interface Reply {
	readonly url: URL;
	readonly status: number;
	/** The header's value; the first when there are several. */
	header(name: string): string | undefined;
	chunks(): AsyncGenerator<Uint8Array>;
}

/** A connection that takes longer does not come, ms. */
const CONNECT_MS = 10_000;
const MAX_REDIRECTS = 5;
const REDIRECTS: ReadonlySet<number> = new Set([301, 302, 303, 307, 308]);

/**
 * Asks for `url` and hands the answer to `use`; the connection is gone after that. Throws HttpFailure, what
 * `use` throws, and the reason of `stop`.
 */
export async function httpGet<T>(
	url: URL,
	headers: Readonly<Record<string, string>>,
	options: {
		readonly env: Environment;
		readonly patience: Patience;
		readonly stop?: AbortSignal | undefined;
	},
	use: (reply: Reply) => Promise<T>,
): Promise<T> {
	const { env, patience, stop } = options;
	stop?.throwIfAborted();
	const agent = proxyAgent(env, Math.min(patience.windowMs, CONNECT_MS));
	// Destroying the agent ends a request in every state; a signal waits for the connection.
	const end = (reason: unknown) => void agent.destroy(reason as Error).catch(() => {});
	const onStop = () => end(stop?.reason);
	const watch = new Watch(patience, end);
	stop?.addEventListener("abort", onStop);
	try {
		return await use(await follow(url, headers, agent, watch));
	} catch (error) {
		stop?.throwIfAborted();
		throw watch.failure ?? error;
	} finally {
		stop?.removeEventListener("abort", onStop);
		watch.close();
		end(null);
	}
}

/** Proxies as the environment names them; lower-case names win, as with curl. */
function proxyAgent(env: Environment, timeout: number): EnvHttpProxyAgent {
	const proxy = (name: string) => withScheme(env[name] || env[name.toUpperCase()] || "");
	try {
		return new EnvHttpProxyAgent({
			httpProxy: proxy("http_proxy"),
			httpsProxy: proxy("https_proxy"),
			noProxy: env.no_proxy || env.NO_PROXY || "",
			// A proxy need not tunnel to ports other than 443.
			proxyTunnel: false,
			// The watch has an eye on all of it.
			headersTimeout: 0,
			bodyTimeout: 0,
			// But it cannot end what still connects.
			connect: { timeout },
			proxyTls: { timeout },
			requestTls: { timeout },
		});
	} catch (error) {
		throw new HttpFailure(
			`the proxy that HTTP_PROXY or HTTPS_PROXY names cannot be used: ${message(error)}`,
			{
				again: false,
				cause: error,
			},
		);
	}
}

const withScheme = (proxy: string): string =>
	proxy === "" || proxy.includes("://") ? proxy : `http://${proxy}`;

async function follow(
	first: URL,
	headers: Readonly<Record<string, string>>,
	agent: EnvHttpProxyAgent,
	watch: Watch,
): Promise<Reply> {
	let url = first;
	for (let hops = 0; hops <= MAX_REDIRECTS; hops++) {
		const {
			statusCode,
			headers: answer,
			body,
		} = await request(withoutUser(url), {
			dispatcher: agent,
			headers: { ...headers, ...(url.origin === first.origin ? authorization(first) : {}) },
		}).catch(explain);
		watch.rest();
		const header = (name: string) => [answer[name]].flat()[0];
		if (!REDIRECTS.has(statusCode)) {
			return { url, status: statusCode, header, chunks: () => watch.count(body) };
		}
		body.on("error", () => {}).destroy();
		url = redirected(url, header("location"));
	}
	throw new HttpFailure(`more than ${MAX_REDIRECTS} redirects`, { again: false });
}

/** Where a redirect leads. Throws HttpFailure when that is nowhere one should go. */
function redirected(from: URL, location: string | undefined): URL {
	const url =
		location !== undefined && URL.canParse(location, from.href) ? new URL(location, from.href) : undefined;
	if (!url) throw new HttpFailure("a redirect to nowhere", { again: false });
	const safe = url.protocol === "https:" || (url.protocol === "http:" && from.protocol === "http:");
	if (!safe) {
		throw new HttpFailure(`a redirect from ${from.protocol}// to ${url.protocol}// is not followed`, {
			again: false,
		});
	}
	return url;
}

/** The URL as it may be shown and sent: without a user's name and password. */
export function withoutUser(url: URL): URL {
	const plain = new URL(url);
	plain.username = "";
	plain.password = "";
	return plain;
}

function authorization({ username, password }: URL): Record<string, string> {
	if (username === "") return {};
	const pair = `${decodeURIComponent(username)}:${decodeURIComponent(password)}`;
	return { authorization: `Basic ${Buffer.from(pair).toString("base64")}` };
}

/** Ends a request that is too slow. */
class Watch {
	readonly #patience: Patience;
	readonly #end: (reason: unknown) => void;
	#timer: NodeJS.Timeout;
	#received = 0;
	failure: HttpFailure | undefined;

	constructor(patience: Patience, end: (reason: unknown) => void) {
		this.#patience = patience;
		this.#end = end;
		this.#timer = this.#start();
	}

	/** Begins a new window. */
	rest(): void {
		this.close();
		this.#timer = this.#start();
	}

	async *count(body: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array> {
		try {
			for await (const chunk of body) {
				this.#received += chunk.length;
				yield chunk;
			}
		} catch (error) {
			explain(error);
		}
	}

	close(): void {
		clearInterval(this.#timer);
	}

	#start(): NodeJS.Timeout {
		const { windowMs, minBytes } = this.#patience;
		this.#received = 0;
		return setInterval(() => {
			if (this.#received < minBytes) {
				this.failure = new HttpFailure(`only ${this.#received} bytes came in ${windowMs / 1000} s`, {
					again: true,
				});
				this.#end(this.failure);
			}
			this.#received = 0;
		}, windowMs);
	}
}

/** Throws the network's own error as an HttpFailure that says what it means. */
function explain(error: unknown): never {
	throw meaning(error);
}

function meaning(error: unknown): HttpFailure {
	const first = error instanceof AggregateError ? error.errors[0] : error;
	const { code = "", hostname = "" } = first as NodeJS.ErrnoException & { hostname?: string };
	const fail = (text: string, again: boolean) => new HttpFailure(text, { again, cause: error });
	if (code === "ENOTFOUND") return fail(`there is no host ${hostname}, or no network`, false);
	if (code === "EAI_AGAIN")
		return fail(`the name ${hostname} cannot be looked up; is there a network?`, true);
	if (/CERT|SIGNATURE/.test(code)) {
		return fail(
			`the server's certificate is not trusted (${code}); if your network has an authority of its own, ` +
				"NODE_EXTRA_CA_CERTS names its file",
			false,
		);
	}
	if (code === "UND_ERR_ABORTED" && /tunnel/i.test(message(first))) {
		return fail(`the proxy refused: ${message(first)}`, false);
	}
	return fail(message(first), true);
}

function message(error: unknown): string {
	return error instanceof Error ? error.message : String(error);
}
