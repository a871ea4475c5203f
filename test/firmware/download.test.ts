/** Downloads from servers that are bad in every way: the right bytes get into the cache, or nothing does. */
import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { dirname } from "node:path";
import test from "ava";
import fc from "fast-check";
import { sha256 } from "../../src/firmware/cache.js";
import { ImageError } from "../../src/firmware/errors.js";
import {
	type Answer,
	BYTES,
	body,
	Client,
	cutAfter,
	DownloadServer,
	ETAG,
	FILE,
	good,
	status,
} from "./download-server.js";

const flipped = Uint8Array.from(BYTES, (byte, i) => (i === 5 ? byte ^ 1 : byte));

/** Sends the whole file, whatever part was asked for. */
const ignoresRange = body(BYTES, { "content-length": BYTES.length, etag: ETAG });

const part =
	(range: string, bytes: Uint8Array): Answer =>
	(_, response) =>
		response.writeHead(206, { "content-range": range, "content-length": bytes.length }).end(bytes);

test("a file gets into the cache, with progress, and nothing else stays", async (t) => {
	const server = await DownloadServer.start(t, good);
	const client = new Client(t);
	const progress: number[] = [];
	const bytes = await client.get(server.url, {
		onProgress: (received, total) => {
			progress.push(received);
			t.is(total, FILE.size);
		},
	});
	t.deepEqual(Buffer.from(bytes), Buffer.from(BYTES));
	t.deepEqual(readdirSync(dirname(client.part)), [`${FILE.sha256}.bin`]);
	t.is(progress.at(-1), FILE.size);
	t.deepEqual(
		progress,
		[...progress].sort((a, b) => a - b),
	);
	t.is(server.requests[0].url, `/${FILE.file}`);
});

test("what is in the cache is not asked for", async (t) => {
	const server = await DownloadServer.start(t, good);
	const client = new Client(t);
	client.cache.store("firmware", BYTES);
	await client.get(server.url);
	t.is(server.requests.length, 0);
});

const WRONG: Record<string, [Answer, RegExp]> = {
	"wrong bytes": [body(flipped), /its sha256 is not/],
	"a short file": [body(BYTES.subarray(0, 1000)), /it has 1000 bytes, not 200000/],
	"a short file in chunks": [body(BYTES.subarray(0, 1000), {}), /it ended after 1000 of 200000 bytes/],
	"an empty file": [body(new Uint8Array()), /it has 0 bytes/],
	"a long file": [body(Buffer.concat([BYTES, BYTES])), /it has 400000 bytes/],
	"a long file in chunks": [body(Buffer.concat([BYTES, BYTES]), {}), /longer than 200000 bytes/],
	"another file's part": [part("bytes 0-9/10", BYTES.subarray(0, 10)), /it has 10 bytes/],
};

for (const [name, [answer, message]] of Object.entries(WRONG)) {
	test(`${name}: refused at once, and thrown away`, async (t) => {
		const server = await DownloadServer.start(t, answer);
		const client = new Client(t);
		const error = await client.failure(t, server.url);
		t.is(error.code, "unavailable");
		t.regex(error.message, message);
		t.regex(error.message, /replay firmware add FILE$/);
		t.is(server.requests.length, 1);
		t.false(existsSync(client.part));
	});
}

test("a broken connection is gone on from, if the file is still the same", async (t) => {
	const server = await DownloadServer.start(t, cutAfter(50_000), cutAfter(60_000), good);
	const client = new Client(t);
	await client.get(server.url);
	const [none, first, second] = server.header("range").map((range) => /\d+/.exec(String(range))?.[0]);
	t.is(none, undefined);
	t.true(Number(first) > 0 && Number(first) <= 50_000, first);
	t.true(Number(second) > Number(first) && Number(second) <= 110_000, second);
	t.deepEqual(server.header("if-range"), [undefined, ETAG, ETAG]);
});

test("a weak tag is no ground to go on from", async (t) => {
	const server = await DownloadServer.start(t, cutAfter(50_000, { etag: 'W/"one"' }), good);
	await new Client(t).get(server.url);
	t.deepEqual(server.header("if-range"), [undefined, undefined]);
	t.truthy(server.header("range")[1]);
});

test("a body whose end only the connection tells, cut short, is gone on from", async (t) => {
	const http10: Answer = (_, response) => {
		response.socket?.end(Buffer.concat([Buffer.from("HTTP/1.0 200 OK\r\n\r\n"), BYTES.subarray(0, 50_000)]));
	};
	const server = await DownloadServer.start(t, http10, good);
	await new Client(t).get(server.url);
	t.is(server.header("range")[1], "bytes=50000-");
});

test("a later run goes on where an earlier one failed", async (t) => {
	const server = await DownloadServer.start(t, cutAfter(50_000), good);
	const client = new Client(t);
	const error = await client.failure(t, server.url, { limits: { tries: 1 } });
	const kept = readFileSync(client.part);
	t.true(error.message.includes(`${kept.length} of ${FILE.size} bytes are kept`), error.message);
	t.deepEqual(kept, Buffer.from(BYTES.subarray(0, kept.length)));
	await client.get(server.url);
	t.is(server.header("range")[1], `bytes=${kept.length}-`);
	t.false(existsSync(client.part));
});

const RESUMED: Record<string, [answers: Answer[], requests: number]> = {
	"a server that ignores Range": [[ignoresRange], 1],
	"a server that has not the part": [[status(416), good], 2],
	"a server that sends another part": [[part(`bytes 10-19/${FILE.size}`, BYTES.subarray(10, 20)), good], 2],
	"a part that does not say which": [[part("", BYTES.subarray(100)), good], 2],
	"parts of which none is the last": [
		[
			part(`bytes 100-199/${FILE.size}`, BYTES.subarray(100, 200)),
			part("bytes 200-299/*", BYTES.subarray(200, 300)),
			good,
		],
		3,
	],
};

for (const [name, [answers, requests]] of Object.entries(RESUMED)) {
	test(`going on: ${name}`, async (t) => {
		const server = await DownloadServer.start(t, ...answers);
		const client = new Client(t);
		mkdirSync(dirname(client.part), { recursive: true });
		writeFileSync(client.part, BYTES.subarray(0, 100));
		t.is(sha256(await client.get(server.url)), FILE.sha256);
		t.is(server.header("range")[0], "bytes=100-");
		t.is(server.requests.length, requests);
		t.false(existsSync(client.part));
	});
}

const LEFT: Record<string, [left: Uint8Array, ranges: (string | undefined)[]]> = {
	"all of the file": [BYTES, []],
	"other bytes": [flipped.subarray(0, 100), ["bytes=100-", undefined]],
	"other bytes, and as many": [flipped, [undefined]],
	"more than the file": [Buffer.concat([BYTES, BYTES]), [undefined]],
	nothing: [new Uint8Array(), [undefined]],
};

for (const [name, [left, ranges]] of Object.entries(LEFT)) {
	test(`an earlier run left ${name}`, async (t) => {
		const server = await DownloadServer.start(t, good);
		const client = new Client(t);
		mkdirSync(dirname(client.part), { recursive: true });
		writeFileSync(client.part, left);
		t.is(sha256(await client.get(server.url)), FILE.sha256);
		t.deepEqual(server.header("range"), ranges);
		t.false(existsSync(client.part));
	});
}

test("a server that breaks every connection is given up, what came is kept", async (t) => {
	const server = await DownloadServer.start(t, cutAfter(100));
	const client = new Client(t);
	const error = await client.failure(t, server.url);
	t.is(server.requests.length, 3);
	t.regex(error.message, /\d+ of 200000 bytes are kept/);
});

test("a server that breaks every connection but sends something worth it is not given up", async (t) => {
	const server = await DownloadServer.start(t, cutAfter(40_000));
	t.is(sha256(await new Client(t).get(server.url)), FILE.sha256);
	t.true(server.requests.length >= 5);
});

test("two at once do not disturb each other", async (t) => {
	const server = await DownloadServer.start(t, cutAfter(70_000), cutAfter(90_000), good);
	const client = new Client(t);
	const both = await Promise.all([client.get(server.url), client.get(server.url)]);
	t.deepEqual(both.map(sha256), [FILE.sha256, FILE.sha256]);
	t.deepEqual(client.cache.list("firmware"), [FILE.sha256]);
});

test("when another process was faster, its file is taken", async (t) => {
	const client = new Client(t);
	const server = await DownloadServer.start(t, (request, response) => {
		client.cache.store("firmware", BYTES);
		status(500)(request, response);
	});
	t.is(sha256(await client.get(server.url)), FILE.sha256);
	t.is(server.requests.length, 1);
});

test("whatever servers do: the right bytes, or an ImageError and an empty cache", async (t) => {
	const answers: Answer[] = [
		good,
		cutAfter(30_000),
		cutAfter(0),
		ignoresRange,
		status(416),
		status(503),
		body(flipped),
		part(`bytes 0-9/${FILE.size}`, BYTES.subarray(0, 10)),
		part(`bytes 30000-30009/${FILE.size}`, flipped.subarray(0, 10)),
	];
	const mood = fc.array(fc.constantFrom(...answers), { minLength: 1, maxLength: 6 });
	await fc.assert(
		fc.asyncProperty(mood, async (moods) => {
			const server = await DownloadServer.start(t, ...moods);
			const client = new Client(t);
			try {
				t.is(sha256(await client.get(server.url)), FILE.sha256);
				t.false(existsSync(client.part));
			} catch (error) {
				t.true(error instanceof ImageError, String(error));
				t.deepEqual(client.cache.list("firmware"), []);
			}
		}),
		{ numRuns: 40 },
	);
});
