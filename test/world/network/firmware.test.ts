/** MicroPython and sockets of this machine, through the air, the access point and the gateway; recorded and replayed. */
import { createHash } from "node:crypto";
import { createSocket } from "node:dgram";
import { once } from "node:events";
import { createServer, get } from "node:http";
import type { AddressInfo } from "node:net";
import type { ExecutionContext } from "ava";
import { runLive } from "../../../src/session/live.js";
import { makeMachine } from "../../../src/session/machine.js";
import { Recorder } from "../../../src/session/recorder.js";
import { MemorySink } from "../../../src/trace/sink.js";
import { Air } from "../../../src/world/air/air.js";
import { Network } from "../../../src/world/network/network.js";
import { generatedBytes } from "../../../src/world/network/servers/generated.js";
import { firmwareTest, IMAGES, type Images } from "../../images.js";
import { hash64, MS, makeDigests, steps } from "../../session/run.js";
import { lines, reproduces } from "../air/guest.js";

const BODY = generatedBytes(100_000);
const REQUESTS = 8;

/** Servers of this machine that the guest asks: HTTP with BODY, and UDP echo. */
async function serve(t: ExecutionContext): Promise<{ http: number; udp: number }> {
	const server = createServer((_request, response) => response.end(BODY));
	server.listen(0, "127.0.0.1");
	const echo = createSocket("udp4");
	echo.on("message", (message, { port, address }) => echo.send(message, port, address));
	echo.bind(0, "127.0.0.1");
	await Promise.all([once(server, "listening"), once(echo, "listening")]);
	t.teardown(() => {
		server.close();
		echo.close();
	});
	return { http: (server.address() as AddressInfo).port, udp: echo.address().port };
}

/** What the guest does: joins, fetches, asks for an echo, then serves. */
function guest(http: number, udp: number): string {
	const define = (text: string) => `exec(${JSON.stringify(text)})`;
	return lines(
		"import network, time, socket, hashlib, binascii",
		"network.WLAN(1).active(False); w = network.WLAN(0); w.active(True); w.connect('net', 'correct horse')",
		define("while not w.isconnected(): time.sleep_ms(50)"),
		`s = socket.socket(); s.connect(socket.getaddrinfo('host.internal', ${http})[0][-1])`,
		"s.send(b'GET / HTTP/1.0\\r\\n\\r\\n')",
		define(
			"h = hashlib.sha256(); b = bytearray(1024)\nwhile s.readline() != b'\\r\\n': pass\n" +
				"while 1:\n k = s.readinto(b)\n if not k: break\n h.update(memoryview(b)[:k])",
		),
		"s.close(); print('hash', binascii.hexlify(h.digest()).decode())",
		"u = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)",
		`u.sendto(b'datagram', socket.getaddrinfo('host.internal', ${udp})[0][-1]); print('echo', u.recv(99)); u.close()`,
		"l = socket.socket(); l.bind(('', 80)); l.listen(5); print('serv' + 'ing')",
		define(
			`for i in range(${REQUESTS}):\n c, a = l.accept()\n c.recv(500)\n` +
				" c.send(b'HTTP/1.0 200 OK\\r\\n\\r\\nfrom the guest')\n c.close()",
		),
	);
}

function fetchText(port: number): Promise<string> {
	return new Promise((resolve, reject) => {
		get({ host: "127.0.0.1", port, path: "/", agent: false }, (response) => {
			let text = "";
			response.on("data", (chunk) => {
				text += chunk;
			});
			response.on("end", () => resolve(text));
		}).on("error", reject);
	});
}

async function meetsThisMachine(t: ExecutionContext, images: Images): Promise<void> {
	const ports = await serve(t);
	const air = new Air({ seed: 7n });
	const network = new Network({ mode: "host", seed: 7n });
	t.teardown(() => network.close());
	const forward = await network.forward("tcp:0:80");
	const antenna = air.addChip();
	const security = { security: "wpa2", passphrase: "correct horse" } as const;
	const bssid = "02:00:00:00:00:01";
	air.addAccessPoint({ ssid: "net", bssid, channel: 6, ...security, wired: network.segment });
	const sink = new MemorySink();
	let console = "";
	const fetched: string[] = [];
	const recorder = new Recorder({
		machine: makeMachine(images),
		// The last connection has a second to close.
		worlds: [steps(`${guest(ports.http, ports.udp)}  - wait: 1s\n`), antenna, network],
		sink,
		hash64,
		digests: makeDigests(),
		onConsole: (byte) => {
			console += String.fromCharCode(byte);
			if (console.endsWith("\nserving\r\n")) {
				// Half of them at once, the rest one after another.
				const first = Array.from({ length: REQUESTS / 2 }, () => fetchText(forward.spec.hostPort));
				void Promise.allSettled(first).then(async (settled) => {
					for (const result of settled)
						fetched.push(result.status === "fulfilled" ? result.value : `${result.reason}`);
					while (fetched.length < REQUESTS) fetched.push(await fetchText(forward.spec.hostPort));
				});
			}
		},
	});
	const end = await runLive(recorder, { realtime: false, until: 120_000 * MS });
	recorder.finish(end.reason);
	t.deepEqual(end, { reason: "scenario end" }, end.failure ?? console.slice(-500));
	t.true(console.includes(`hash ${createHash("sha256").update(BODY).digest("hex")}`));
	t.true(console.includes("echo b'datagram'"));
	t.deepEqual(fetched, Array(REQUESTS).fill("from the guest"));
	reproduces(t, images, sink.bytes());
}

for (const version of ["v1.14", "v1.26.0"] as const) {
	firmwareTest(
		IMAGES[version],
		`${version}: fetches from this machine, has a datagram echoed, and serves it through a forwarded port`,
		meetsThisMachine,
	);
}
