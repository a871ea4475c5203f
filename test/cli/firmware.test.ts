import { readdirSync, readFileSync, writeFileSync } from "node:fs";
import { createServer as createTlsServer } from "node:https";
import { type AddressInfo, connect } from "node:net";
import test, { type ExecutionContext } from "ava";
import { ImageCache } from "../../src/firmware/cache.js";
import { DEBIAN_BUILD, RELEASES } from "../../src/firmware/releases.js";
import { ROM_SIZE } from "../../src/firmware/rom.js";
import { type Answer, body, DownloadServer, status } from "../firmware/download-server.js";
import { CERTIFICATE, KEY } from "../firmware/tls.js";
import { IMAGES, imageTest } from "../images.js";
import { tinyImage } from "../session/guest.js";
import { rewrite } from "../session/rewrite.js";
import { runBeside } from "./child.js";
import { Desk, machine, recorded } from "./desk.js";

const RELEASE = RELEASES.find(({ name }) => name === "v1.23.0")!;

/** A TLS server on localhost; its port. */
async function tlsServer(t: ExecutionContext, answer: Answer): Promise<number> {
	const server = createTlsServer({ key: KEY, cert: CERTIFICATE }, answer).listen(0, "127.0.0.1");
	await new Promise((resolve) => server.once("listening", resolve));
	t.teardown(() => {
		server.closeAllConnections();
		server.close();
	});
	return (server.address() as AddressInfo).port;
}

test("list: what is known, what is here, what is spoilt", (t) => {
	const desk = new Desk(t);
	const cache = new ImageCache(desk.env.ESP8266_REPLAY_CACHE);
	writeFileSync(cache.path("firmware", RELEASE.sha256), "spoilt");
	const { code, out } = desk.run("firmware", "list");
	t.is(code, 0);
	const lines = out.split("\n");
	t.is(lines.length, RELEASES.length + 4);
	t.regex(out, /^v1\.14 +- +official +175e72a51a40725c {2}v1\.14, ESP8266_GENERIC$/m);
	t.regex(out, /^v1\.23\.0 +spoilt +official .*is not what its name says; delete it$/m);
	t.regex(out, /^v1\.25\.0\+ds-1 +- +debian-build /m);
	t.true(out.includes(`${machine.firmware.sha256.slice(0, 12)}  here    own `));
	t.is(desk.run("firmware").out, out);
	const { cache: folder, images } = JSON.parse(desk.run("firmware", "list", "--json").out);
	t.is(folder, desk.env.ESP8266_REPLAY_CACHE);
	t.deepEqual(
		images.map(({ sha256 }: { sha256: string }) => sha256),
		[...RELEASES.map(({ sha256 }) => sha256), DEBIAN_BUILD.sha256, machine.firmware.sha256],
	);
	t.like(images.at(-1), { origin: "own", version: "v1.2.3 on 2020-02-02", size: 512 });
	t.false("path" in images[0]);
});

test("add: an image and a ROM go in, other files do not", (t) => {
	const desk = new Desk(t, false);
	desk.write("f.bin", machine.firmware.bytes);
	desk.write("rom.bin", machine.rom.bytes);
	t.is(desk.run("firmware", "add", "f.bin").out, `${machine.firmware.sha256}  v1.2.3 on 2020-02-02\n`);
	t.is(desk.run("firmware", "add", "--rom", "rom.bin").out, `${machine.rom.sha256}  unknown ROM\n`);
	t.is(desk.run("hal.mpk").code, 0, "the trace finds both");
	const facts = {
		name: machine.firmware.sha256.slice(0, 12),
		origin: "own",
		size: 512,
		sha256: machine.firmware.sha256,
		path: desk.path(`cache/firmware/${machine.firmware.sha256}.bin`),
		version: "v1.2.3 on 2020-02-02",
	};
	t.deepEqual(JSON.parse(desk.run("firmware", "add", "--json", "f.bin").out), facts);
	t.deepEqual(JSON.parse(desk.run("firmware", "where", "--json", "v1.2.3").out), facts);
	t.like(JSON.parse(desk.run("firmware", "add", "--rom", "--json", "rom.bin").out), {
		name: "unknown ROM",
		size: ROM_SIZE,
		sha256: machine.rom.sha256,
	});
	t.is(
		desk.run("firmware", "where", machine.firmware.sha256.slice(0, 8)).out.trim(),
		desk.path(`cache/firmware/${machine.firmware.sha256}.bin`),
	);
	desk.write("damaged.bin", tinyImage().fill(4, 20, 21));
	t.like(desk.run("firmware", "add", "damaged.bin"), { code: 2, out: "" });
	desk.write("short.rom", new Uint8Array(ROM_SIZE - 1));
	t.like(desk.run("firmware", "add", "--rom", "short.rom"), { code: 2, out: "" });
	t.like(desk.run("firmware", "add", "nothing.bin"), {
		code: 3,
		err: "replay: there is no file nothing.bin\n",
	});
	t.like(desk.run("firmware", "where", "v1.14"), { code: 3, out: "" });
	t.deepEqual(readdirSync(desk.path("cache/firmware")), [`${machine.firmware.sha256}.bin`]);
});

test("get: an unknown version, offline, and a server with other bytes", async (t) => {
	const desk = new Desk(t, false);
	const unknown = desk.run("firmware", "get", "v0.0.1");
	t.is(unknown.code, 3);
	t.regex(unknown.err, /no release v0\.0\.1 is known; there are v1\.14, .*v1\.26\.0, v1\.25\.0\+ds-1\n$/);
	const server = await DownloadServer.start(t, body(new Uint8Array(RELEASE.size)));
	const env = { ESP8266_REPLAY_MIRROR: server.url };
	const offline = await runBeside(desk, env, "firmware", "get", "v1.23.0", "--offline");
	t.is(offline.code, 3);
	t.is(server.requests.length, 0);
	const wrong = await runBeside(desk, env, "firmware", "get", "v1.23.0");
	t.is(wrong.code, 3);
	t.regex(wrong.err, /what came is not this file: its sha256 is not eaeec530/);
	t.is(wrong.out, "");
	t.deepEqual(readdirSync(desk.path("cache/firmware")), []);
	t.is((await runBeside(desk, { ESP8266_REPLAY_MIRROR: "nonsense" }, "firmware", "get", "v1.23.0")).code, 2);
});

test("TLS: a certificate that nobody vouches for, one that the user does, and no way back to plain HTTP", async (t) => {
	const desk = new Desk(t, false);
	const plain = await DownloadServer.start(t, body(new Uint8Array(1)));
	const port = await tlsServer(t, status(302, { location: plain.url }));
	const env = { ESP8266_REPLAY_MIRROR: `https://localhost:${port}/` };
	const untrusted = await runBeside(desk, env, "firmware", "get", "v1.23.0");
	t.is(untrusted.code, 3);
	t.regex(untrusted.err, /certificate is not trusted \(DEPTH_ZERO_SELF_SIGNED_CERT\).*NODE_EXTRA_CA_CERTS/);
	const trusted = { ...env, NODE_EXTRA_CA_CERTS: desk.write("ca.pem", CERTIFICATE) };
	const { code, err } = await runBeside(desk, trusted, "firmware", "get", "v1.23.0");
	t.is(code, 3);
	t.regex(err, /a redirect from https:\/\/ to http:\/\/ is not followed/);
	t.is(plain.requests.length, 0);
});

test("replay, record and verify download what is official, and say what they cannot have", async (t) => {
	const desk = new Desk(t);
	const server = await DownloadServer.start(t, status(404));
	const env = { ESP8266_REPLAY_MIRROR: server.url };
	desk.write(
		"traces/official.mpk",
		rewrite(recorded, { header: (h) => ({ ...h, firmware: { ...h.firmware, sha256: RELEASE.sha256 } }) }),
	);
	desk.write("traces/spoilt.mpk", "nothing");
	for (const args of [
		["traces/official.mpk"],
		["record", "v1.23.0", "--for", "1ms"],
		["record", "EAEEC530", "--for", "1ms"],
		["verify"],
	]) {
		const before = server.requests.length;
		const { err } = await runBeside(desk, env, ...args);
		t.regex(
			err,
			/v1\.23\.0 \(ESP8266_GENERIC-20240602-v1\.23\.0\.bin\) could not be downloaded: the server answered 404\./,
		);
		t.is(server.requests.length, before + 1);
		const offline = await runBeside(desk, env, ...args, "--offline");
		t.regex(offline.err, /is not in the cache, and --offline was said/);
		t.is(server.requests.length, before + 1);
	}
	t.is((await runBeside(desk, env, "traces/official.mpk", "--offline")).code, 3);
	const verified = await runBeside(desk, env, "verify", "traces/official.mpk", "--offline");
	t.is(verified.code, 3);
	t.regex(verified.out, /^skipped {4}official .*get it with: replay firmware get v1\.23\.0/s);
});

imageTest(
	IMAGES["v1.23.0"],
	"an official image comes through a TLS proxy, and a trace by its version",
	async (t, { firmware }) => {
		const desk = new Desk(t, false);
		const port = await tlsServer(t, body(firmware.bytes));
		const proxy = await DownloadServer.start(t, status(400));
		const tunnels: (string | undefined)[] = [];
		proxy.http.on("connect", (request, client) => {
			tunnels.push(request.url);
			const onward = connect(port, "127.0.0.1", () => client.write("HTTP/1.1 200 OK\r\n\r\n"));
			onward.pipe(client).on("error", () => {});
			client.pipe(onward).on("error", () => {});
		});
		const env = {
			ESP8266_REPLAY_MIRROR: "https://localhost/some/mirror",
			HTTPS_PROXY: `127.0.0.1:${proxy.port}`,
			NODE_EXTRA_CA_CERTS: desk.write("ca.pem", CERTIFICATE),
		};
		const { code, out, err } = await runBeside(
			desk,
			env,
			"record",
			"v1.23.0",
			"--for",
			"10ms",
			"-o",
			"new.mpk",
			"-q",
		);
		t.is(code, 0, err);
		t.is(out, "");
		t.deepEqual(tunnels, ["localhost:443"]);
		const path = desk.run("firmware", "get", "v1.23.0", "--offline").out.trim();
		t.deepEqual(new Uint8Array(readFileSync(path)), firmware.bytes);
		t.like(JSON.parse(desk.run("firmware", "get", "v1.23.0", "--json").out), {
			name: "v1.23.0",
			origin: "official",
			sha256: firmware.sha256,
			path,
		});
		t.is(desk.run("new.mpk", "-q", "--offline").code, 0);
	},
);
