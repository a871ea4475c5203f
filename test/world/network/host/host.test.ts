/** The guest and sockets of this machine: both ways, TCP and UDP, and what may not be reached. */
import { createHash } from "node:crypto";
import { createSocket } from "node:dgram";
import { once } from "node:events";
import { type AddressInfo, connect, createServer, type Server, type Socket } from "node:net";
import test, { type ExecutionContext } from "ava";
import { parseIpv4 } from "../../../../src/world/network/addresses.js";
import { tcpScript, udpClient } from "../../../../src/world/network/clients/raw-client.js";
import type { NetworkOptions } from "../../../../src/world/network/network.js";
import { tcpEcho, udpEcho } from "../../../../src/world/network/servers/echo.js";
import { generatedBytes } from "../../../../src/world/network/servers/generated.js";
import type { ScriptResult, ScriptStep } from "../../../../src/world/network/servers/script.js";
import { Lab } from "../lab.js";

const HOST = parseIpv4("10.0.2.2")!;

function openLab(t: ExecutionContext, options: Partial<NetworkOptions> = {}): Lab {
	const lab = new Lab({ mode: "host", ...options });
	t.teardown(() => lab.network.close());
	return lab;
}

async function serve(
	t: ExecutionContext,
	onConnection: (socket: Socket) => void,
	halfOpen = false,
): Promise<number> {
	const server: Server = createServer({ allowHalfOpen: halfOpen }, (socket) => {
		socket.on("error", () => {});
		onConnection(socket);
	});
	server.listen(0, "127.0.0.1");
	await once(server, "listening");
	t.teardown(() => server.close());
	return (server.address() as AddressInfo).port;
}

async function talk(
	lab: Lab,
	port: number,
	steps: readonly ScriptStep[],
	address = HOST,
): Promise<ScriptResult> {
	const station = lab.station();
	let result: ScriptResult | undefined;
	tcpScript(station, { address, port }, steps, (got) => {
		result = got;
	});
	await lab.runLive(() => result !== undefined);
	return result!;
}

const sha256 = (bytes: Uint8Array) => createHash("sha256").update(bytes).digest("hex");

test("a megabyte comes from a server of this machine, whole", async (t) => {
	const body = generatedBytes(1_000_000);
	const port = await serve(t, (socket) => socket.end(body));
	const { done, received, reason } = await talk(openLab(t), port, [
		{ take: body.length },
		"expect end",
		"end",
	]);
	t.deepEqual([done, reason], [true, "closed"]);
	t.is(sha256(received), sha256(body));
});

test("a megabyte goes to a server of this machine that reads slowly, and a half-closed one still answers", async (t) => {
	const body = generatedBytes(1_000_000);
	const got: Buffer[] = [];
	const port = await serve(
		t,
		(socket) => {
			socket.on("data", (chunk) => {
				got.push(chunk);
				socket.pause();
				setTimeout(() => socket.resume(), 1);
			});
			socket.on("end", () => socket.end("all read"));
		},
		true,
	);
	const steps: ScriptStep[] = [{ send: body }, "end", { expect: "all read" }, "expect end"];
	const { done, reason } = await talk(openLab(t), port, steps);
	t.deepEqual([done, reason], [true, "closed"]);
	t.is(sha256(Buffer.concat(got)), sha256(body));
});

test("a guest that does not read keeps the server of this machine from sending more", async (t) => {
	let sent = 0;
	const port = await serve(t, (socket) => {
		const piece = Buffer.alloc(65536);
		const write = () => {
			while (!socket.destroyed && socket.write(piece)) sent += piece.length;
			socket.once("drain", write);
		};
		write();
	});
	const lab = openLab(t);
	const station = lab.station();
	const stream = station.tcp.connect(station.address, { address: HOST, port }, {})!;
	await lab.runLive(() => stream.readable === 32 * 1024);
	for (let before = -1; before !== sent; ) {
		before = sent;
		let turns = 0;
		await lab.runLive(() => ++turns > 500);
	}
	t.is(stream.readable, 32 * 1024, "the guest's window is full");
	t.true(sent < 16 * 1024 * 1024);
	stream.abort();
	await lab.runLive(() => station.tcp.size === 0);
});

test("a port where nobody listens is refused", async (t) => {
	const port = await serve(t, () => {});
	const closed = createServer().listen(0, "127.0.0.1");
	await once(closed, "listening");
	const free = (closed.address() as AddressInfo).port;
	closed.close();
	await once(closed, "close");
	t.not(port, free);
	t.is((await talk(openLab(t), free, [])).reason, "refused");
});

test("a reset passes through, both ways", async (t) => {
	const resets: string[] = [];
	const port = await serve(t, (socket) => {
		socket.on("error", (error: NodeJS.ErrnoException) => resets.push(error.code!));
		socket.on("data", (data) => {
			if (data.toString() === "reset me") socket.resetAndDestroy();
		});
	});
	const lab = openLab(t);
	t.is((await talk(lab, port, [{ send: "reset me" }, { expect: "never" }])).reason, "reset");
	t.is((await talk(lab, port, [{ send: "x" }, { wait: 160_000_000 }, "abort"])).reason, "aborted");
	await lab.runLive(() => resets.length > 0);
	t.deepEqual(resets, ["ECONNRESET"]);
});

test("only what is allowed is reached", async (t) => {
	let connections = 0;
	const port = await serve(t, (socket) => {
		connections++;
		socket.end("hello");
	});
	const reason = async (allow: string[]) =>
		(await talk(openLab(t, { allow }), port, ["expect end", "end"])).reason;
	t.is(await reason([]), "refused");
	t.is(await reason(["example.org", "10.0.0.0/8", `host.internal:${port === 1 ? 2 : 1}`]), "refused");
	t.is(connections, 0);
	t.is(await reason([`host.internal:${port}`]), "closed");
	t.is(await reason(["*"]), "closed");
	t.is(connections, 2);
	t.is((await talk(openLab(t), port, [], parseIpv4("127.0.0.1")!)).reason, "refused", "only by its name");
});

test("UDP is echoed by a socket of this machine; nobody else can answer", async (t) => {
	const server = createSocket("udp4");
	server.on("message", (message, { port, address }) => {
		server.send(message, port, address);
		const stranger = createSocket("udp4");
		stranger.send("stranger", port, address, () => stranger.close());
	});
	server.bind(0, "127.0.0.1");
	await once(server, "listening");
	t.teardown(() => server.close());
	const lab = openLab(t);
	const station = lab.station();
	const heard: string[] = [];
	const client = udpClient(station, (from, payload) => heard.push(`${from.port} ${Buffer.from(payload)}`))!;
	for (const text of ["one", "two", "three"]) {
		client.send({ address: HOST, port: server.address().port }, Buffer.from(text));
		await lab.runLive(() => heard.some((line) => line.endsWith(text)));
	}
	lab.run(16_000_000);
	t.deepEqual(
		heard,
		["one", "two", "three"].map((text) => `${server.address().port} ${text}`),
	);
});

test("a forwarded TCP port carries connections of this machine to the guest", async (t) => {
	const lab = openLab(t, { mode: "isolated" });
	const forward = await lab.network.forward("tcp:0:8266");
	const station = lab.station();
	const echo = tcpEcho();
	station.tcp.listen((request) => {
		if (request.local.port !== 8266) return request.refuse();
		const { agenda } = station;
		request.accept(echo({ agenda, random: undefined as never }, request.remote)!);
	});
	const body = generatedBytes(200_000);
	const clients = Array.from({ length: 8 }, async () => {
		const socket = connect(forward.spec.hostPort, "127.0.0.1");
		socket.end(body);
		const chunks: Buffer[] = [];
		for await (const chunk of socket) chunks.push(chunk as Buffer);
		return sha256(Buffer.concat(chunks));
	});
	let hashes: string[] | undefined;
	void Promise.all(clients).then((all) => {
		hashes = all;
	});
	await lab.runLive(() => hashes !== undefined);
	t.deepEqual(hashes, Array(8).fill(sha256(body)));
	const opened = lab.topics().filter((topic) => topic.startsWith("net/open "));
	t.is(opened.length, 8);
	t.is(lab.topics().filter((topic) => topic.startsWith("net/opened")).length, 8);
	t.true(
		opened.every((topic) => topic.includes('"chip":"10.0.2.15:8266"') && topic.includes('"opener":"world"')),
	);
});

test("a forwarded port of a guest that is not there closes at once", async (t) => {
	const lab = openLab(t, { mode: "isolated" });
	const forward = await lab.network.forward("tcp:0:8266");
	const socket = connect(forward.spec.hostPort, "127.0.0.1");
	let closed = false;
	socket
		.on("error", () => {})
		.on("close", () => {
			closed = true;
		});
	await lab.runLive(() => closed);
	t.pass();
});

test("a forwarded UDP port, for two clients", async (t) => {
	const lab = openLab(t, { mode: "isolated" });
	const forward = await lab.network.forward("udp:127.0.0.1:0:7");
	const station = lab.station();
	station.udp.bind(7, ({ local, remote, payload }) => station.udp.send(local, remote, payload));
	const heard: string[] = [];
	const clients = ["a", "b"].map((name) => {
		const socket = createSocket("udp4");
		socket.on("message", (message) => heard.push(`${name} ${message}`));
		socket.send(`from ${name}`, forward.spec.hostPort, "127.0.0.1");
		return socket;
	});
	await lab.runLive(() => heard.length === 2);
	t.deepEqual(heard.sort(), ["a from a", "b from b"]);
	for (const socket of clients) socket.close();
});

test("a network that is closed gives its ports back, and may be closed again", async (t) => {
	const lab = openLab(t);
	const { spec: tcp } = await lab.network.forward("tcp:0:8266");
	const { spec: udp } = await lab.network.forward("udp:0:7");
	await lab.network.close();
	await lab.network.close();
	const again = openLab(t);
	await again.network.forward(`tcp:${tcp.hostPort}:8266`);
	await again.network.forward(`udp:${udp.hostPort}:7`);
	t.pass();
});

test("a port in use is named", async (t) => {
	const port = await serve(t, () => {});
	const lab = openLab(t, { mode: "isolated" });
	await t.throwsAsync(lab.network.forward(`tcp:${port}:80`), {
		name: "NetworkError",
		message: `cannot forward tcp:127.0.0.1:${port}:80: the port is in use`,
	});
	const udp = createSocket("udp4");
	udp.bind(0, "127.0.0.1");
	await once(udp, "listening");
	const udpPort = udp.address().port;
	await t.throwsAsync(lab.network.forward(`udp:${udpPort}:80`), {
		message: `cannot forward udp:127.0.0.1:${udpPort}:80: the port is in use`,
	});
	udp.close();
});

test("names that no model server has are resolved by this machine, if they may be", async (t) => {
	const { encode, decode, RECURSION_DESIRED } = await import("dns-packet");
	const ask = async (lab: Lab, name: string) => {
		const station = lab.station();
		let answer: Buffer | undefined;
		const client = udpClient(station, (_from, payload) => {
			answer = Buffer.from(payload);
		})!;
		const questions = [{ type: "A" as const, name }];
		client.send(
			{ address: HOST, port: 53 },
			encode({ type: "query", id: 1, flags: RECURSION_DESIRED, questions }),
		);
		await lab.runLive(() => answer !== undefined);
		const { rcode, answers } = decode(answer!) as unknown as { rcode: string; answers: { data: string }[] };
		return [rcode, ...answers.map(({ data }) => data)];
	};
	t.deepEqual(await ask(openLab(t), "localhost"), ["NOERROR", "127.0.0.1"]);
	t.deepEqual(await ask(openLab(t, { allow: ["example.org"] }), "localhost"), ["REFUSED"]);
});

test("model servers stay reachable beside the host's network", async (t) => {
	const lab = openLab(t);
	lab.network.server({ names: ["echo.test"], tcp: { 7: tcpEcho() }, udp: { 7: udpEcho() } });
	const steps: ScriptStep[] = [{ send: "x" }, { expect: "x" }, "end", "expect end"];
	t.true((await talk(lab, 7, steps, parseIpv4("198.51.100.10")!)).done);
});
