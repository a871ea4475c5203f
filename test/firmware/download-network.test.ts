/** Ways to a server, and away from it: redirects, refusals, dawdling, proxies, mirrors, the user's Ctrl-C. */
import { existsSync, readFileSync } from "node:fs";
import { createServer, request as httpRequest } from "node:http";
import { type AddressInfo, createServer as createTcpServer } from "node:net";
import test from "ava";
import { sha256 } from "../../src/firmware/cache.js";
import { downloadUrl } from "../../src/firmware/download.js";
import { type Answer, BYTES, Client, DownloadServer, FILE, good, LIMITS, status } from "./download-server.js";

const IMPATIENT = { ...LIMITS, windowMs: 300 };

const redirect = (location: string, code = 302): Answer => status(code, { location });

test("redirects are followed, relative ones and to other hosts", async (t) => {
	const other = await DownloadServer.start(t, redirect("sub/two"), redirect("../three", 308), good);
	const server = await DownloadServer.start(t, redirect(`http://localhost:${other.port}/a/b`, 301));
	t.is(sha256(await new Client(t).get(server.url)), FILE.sha256);
	t.deepEqual(
		other.requests.map(({ url }) => url),
		["/a/b", "/a/sub/two", "/a/three"],
	);
});

const ASTRAY: Record<string, [location: string | undefined, message: RegExp]> = {
	"in a circle": ["/", /more than 5 redirects/],
	"to nowhere": [undefined, /a redirect to nowhere/],
	"to no address": ["http://[", /a redirect to nowhere/],
	"to another protocol": ["ftp://127.0.0.1/file", /from http:\/\/ to ftp:\/\/ is not followed/],
};

for (const [name, [location, message]] of Object.entries(ASTRAY)) {
	test(`a redirect ${name}`, async (t) => {
		const server = await DownloadServer.start(t, location === undefined ? status(302) : redirect(location));
		const error = await new Client(t).failure(t, server.url);
		t.regex(error.message, message);
		t.true(server.requests.length <= 6);
	});
}

test("what may pass is tried again, what may not is not", async (t) => {
	for (const code of [408, 429, 500, 502, 503, 504]) {
		const server = await DownloadServer.start(t, status(code), status(code), good);
		t.is(sha256(await new Client(t).get(server.url)), FILE.sha256);
		t.is(server.requests.length, 3);
	}
	for (const code of [400, 401, 403, 404, 410, 501, 204]) {
		const server = await DownloadServer.start(t, status(code));
		const error = await new Client(t).failure(t, server.url);
		t.true(error.message.includes(`the server answered ${code}.`), error.message);
		t.is(server.requests.length, 1);
	}
});

test("a server that stays broken is given up", async (t) => {
	const server = await DownloadServer.start(t, status(503));
	const error = await new Client(t).failure(t, server.url);
	t.is(error.code, "unavailable");
	t.is(server.requests.length, LIMITS.tries);
});

test("Retry-After is heeded, within bounds", async (t) => {
	const server = await DownloadServer.start(t, status(503, { "retry-after": "3600" }), good);
	const started = performance.now();
	await new Client(t).get(server.url, { limits: { ...LIMITS, maxPauseMs: 150 } });
	const took = performance.now() - started;
	t.true(took >= 145 && took < 10_000, `${took} ms`);
});

test("a server that never answers, and one that drips", async (t) => {
	const silent = await DownloadServer.start(t, () => {});
	t.regex(
		(await new Client(t).failure(t, silent.url, { limits: IMPATIENT })).message,
		/only 0 bytes came in 0\.3 s/,
	);
	t.is(silent.requests.length, IMPATIENT.tries);
	const drip = await DownloadServer.start(t, (_, response) => {
		response.writeHead(200, { "content-length": BYTES.length });
		let at = 0;
		const timer = setInterval(() => response.write(BYTES.subarray(at, ++at)), 20);
		response.on("close", () => clearInterval(timer));
	});
	t.regex(
		(await new Client(t).failure(t, drip.url, { limits: IMPATIENT })).message,
		/only \d+ bytes came in 0\.3 s/,
	);
});

test("a server that takes a connection and says nothing, not even TLS", async (t) => {
	const server = createTcpServer((socket) => void socket.resume().on("error", () => {})).listen(
		0,
		"127.0.0.1",
	);
	await new Promise((resolve) => server.once("listening", resolve));
	t.teardown(() => server.close());
	const { port } = server.address() as AddressInfo;
	const error = await new Client(t).failure(t, `https://127.0.0.1:${port}/`, {
		limits: { ...IMPATIENT, tries: 1 },
	});
	t.regex(error.message, /only 0 bytes|Connect Timeout/);
});

test("nobody there, and no such host", async (t) => {
	const server = createServer().listen(0, "127.0.0.1");
	await new Promise((resolve) => server.once("listening", resolve));
	const { port } = server.address() as AddressInfo;
	await new Promise((resolve) => server.close(resolve));
	t.regex((await new Client(t).failure(t, `http://127.0.0.1:${port}/`)).message, /ECONNREFUSED/);
	const error = await new Client(t).failure(t, "http://no-such-host.invalid/");
	t.regex(error.message, /no host no-such-host\.invalid|the name no-such-host\.invalid cannot be looked up/);
});

test("offline: nothing is asked, and the message says what to get", async (t) => {
	const server = await DownloadServer.start(t, good);
	const error = await new Client(t).failure(t, server.url, { offline: true });
	t.is(error.code, "unavailable");
	t.regex(
		error.message,
		/v0\.1 .* is not in the cache, and --offline was said; get http:.*file-v0\.1\.bin by other means/,
	);
	t.is(server.requests.length, 0);
});

test("a mirror is a folder, with or without its slash, and may need a password", async (t) => {
	const server = await DownloadServer.start(t, redirect("/again"), good);
	const other = await DownloadServer.start(t, redirect(server.url), good);
	await new Client(t).get(`http://me:se%20cret@127.0.0.1:${server.port}/some/folder`);
	t.is(server.requests[0].url, `/some/folder/${FILE.file}`);
	const basic = `Basic ${Buffer.from("me:se cret").toString("base64")}`;
	t.deepEqual(server.header("authorization"), [basic, basic]);
	await new Client(t).get(`http://me:secret@127.0.0.1:${other.port}/x/`);
	t.is(other.requests[0].url, `/x/${FILE.file}`);
	t.is(server.header("authorization").at(-1), undefined, "the password is not for others");
	const error = await new Client(t).failure(t, `http://me:secret@127.0.0.1:${other.port}/`, {
		offline: true,
	});
	t.notRegex(error.message, /secret/);
});

test("the official address, and a mirror that is none", (t) => {
	t.is(downloadUrl("f.bin", {}).href, "https://micropython.org/resources/firmware/f.bin");
	for (const mirror of ["mirror", "ftp://mirror/", "file:///x"]) {
		t.throws(() => downloadUrl("f.bin", { ESP8266_REPLAY_MIRROR: mirror }), { message: /must be an http/ });
	}
});

/** Asks on in the client's name, as a proxy does that is given whole addresses. */
const forward: Answer = (request, response) => {
	const onward = httpRequest(String(request.url), { headers: request.headers }, (answer) => {
		response.writeHead(answer.statusCode ?? 500, answer.headers);
		answer.pipe(response);
	});
	onward.end();
};

test("a proxy from the environment, and the hosts that need none", async (t) => {
	const server = await DownloadServer.start(t, good);
	const proxy = await DownloadServer.start(t, forward);
	const address = `127.0.0.1:${proxy.port}`;
	for (const env of [
		{ HTTP_PROXY: `http://me:pw@${address}` },
		{ http_proxy: address, HTTP_PROXY: "http://127.0.0.1:9" },
	]) {
		t.is(sha256(await new Client(t).get(server.url, { env })), FILE.sha256);
	}
	t.deepEqual(
		proxy.requests.map(({ url }) => url),
		[`${server.url}${FILE.file}`, `${server.url}${FILE.file}`],
	);
	t.is(proxy.header("proxy-authorization")[0], `Basic ${Buffer.from("me:pw").toString("base64")}`);
	await new Client(t).get(server.url, { env: { HTTP_PROXY: address, NO_PROXY: "example.org,127.0.0.1" } });
	t.is(proxy.requests.length, 2);
});

test("a proxy that will not, and one that is none", async (t) => {
	const proxy = await DownloadServer.start(t, good);
	const asked: (string | undefined)[] = [];
	proxy.http.on("connect", (request, socket) => {
		asked.push(request.url);
		socket.end("HTTP/1.1 403 Forbidden\r\n\r\n");
	});
	const env = { HTTPS_PROXY: `http://127.0.0.1:${proxy.port}` };
	const error = await new Client(t).failure(t, "https://mirror.example/", { env });
	t.regex(error.message, /the proxy refused: .*403/);
	t.deepEqual(asked, ["mirror.example:443"]);
	const none = await new Client(t).failure(t, "https://mirror.example/", {
		env: { HTTPS_PROXY: "http://[" },
	});
	t.regex(none.message, /the proxy that HTTP_PROXY or HTTPS_PROXY names cannot be used/);
});

test("stopping keeps what came, and no new download begins", async (t) => {
	const server = await DownloadServer.start(t, (_, response) => {
		response.writeHead(200, { "content-length": BYTES.length }).write(BYTES.subarray(0, 50_000));
	});
	const client = new Client(t);
	const stop = new AbortController();
	const stopped = await client.failure(t, server.url, {
		stop: stop.signal,
		onProgress: (received) => received === 50_000 && stop.abort(),
	});
	t.is(stopped.code, "stopped");
	t.regex(stopped.message, /50000 of 200000 bytes are kept/);
	t.is(readFileSync(client.part).length, 50_000);
	t.is((await client.failure(t, server.url, { stop: stop.signal })).code, "stopped");
	t.is(server.requests.length, 1);
});

test("stopping ends a pause", async (t) => {
	const server = await DownloadServer.start(t, status(503, { "retry-after": "600" }));
	const client = new Client(t);
	const stop = new AbortController();
	setTimeout(() => stop.abort(), 200);
	const limits = { ...LIMITS, maxPauseMs: 600_000 };
	t.is((await client.failure(t, server.url, { stop: stop.signal, limits })).code, "stopped");
	t.false(existsSync(client.part));
});
