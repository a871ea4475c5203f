/** The chip and programs of the host: through forwarded ports, and through sockets that the network opens. */
import { createHash, randomBytes } from "node:crypto";
import { createSocket } from "node:dgram";
import { once } from "node:events";
import { createServer } from "node:http";
import { type AddressInfo, connect, type Socket } from "node:net";
import type { ExecutionContext } from "ava";
import { firmwareTest, IMAGES } from "../images.js";
import { Board, HOME, RELEASES } from "./board.js";

const ON_HOST = { ...HOME, network: { ...HOME.network, mode: "host" as const } };

async function finish(t: ExecutionContext, board: Board): Promise<void> {
	const result = await board.finish();
	t.true(result.reproduced);
	t.log(`${result.inputs} inputs, ${result.trace.length} bytes, ${board.seconds.toFixed(1)} guest s`);
}

const UDP_SERVER = `def shout(n):
    print('listening'); senders = set()
    for i in range(n):
        m, a = u.recvfrom(100); senders.add(a); u.sendto(m.upper(), a)
    print(len(senders), 'senders')`;

const DOWNLOAD = `def download(port):
    import hashlib
    s = socket.socket(); s.connect(ai('host.internal', port)); s.send(b'GET /data HTTP/1.0\\r\\n\\r\\n')
    while s.readline() != b'\\r\\n': pass
    h = hashlib.sha256(); n = 0; b = bytearray(1024); m = memoryview(b)
    while True:
        k = s.readinto(b)
        if not k: break
        h.update(m[:k]); n += k
    s.close()
    print('got', n, ''.join('%02x' % x for x in h.digest()))`;

for (const version of RELEASES) {
	firmwareTest(
		IMAGES[version],
		`${version}: a client on the chip fetches a megabyte from the host`,
		async (t, images) => {
			const data = randomBytes(1_000_000);
			const server = createServer((_request, response) => response.end(data)).listen(0, "127.0.0.1");
			await once(server, "listening");
			const board = new Board(t, images, ON_HOST);
			await board.start();
			await board.join();
			await board.paste(DOWNLOAD);
			const { port } = server.address() as AddressInfo;
			await board.line(`download(${port})`, "got 1000000 ");
			const hash = (await board.until("\r\n")).trim();
			t.is(hash, createHash("sha256").update(data).digest("hex"));
			server.close();
			await finish(t, board);
		},
	);

	firmwareTest(IMAGES[version], `${version}: datagrams to and from the host`, async (t, images) => {
		const echo = createSocket("udp4", (message, { port, address }) => echo.send(message, port, address));
		echo.bind(0, "127.0.0.1");
		await once(echo, "listening");
		const board = new Board(t, images, {
			...ON_HOST,
			network: { ...ON_HOST.network, forward: ["udp:0:5000"] },
		});
		await board.start();
		await board.join();
		await board.line("u = socket.socket(socket.AF_INET, socket.SOCK_DGRAM); u.bind(('', 5000))");
		await board.line(
			`u.sendto(b'hello', ai('host.internal', ${echo.address().port})); print(u.recvfrom(100)[0])`,
			"b'hello'",
		);
		await board.paste(UDP_SERVER);
		await board.line("shout(3)", "listening");
		for (const text of ["one", "two", "three"]) {
			// A socket for each: the guest sees three senders, and each hears its own answer.
			const client = createSocket("udp4");
			client.connect(board.surroundings.forwarded[0].hostPort, "127.0.0.1");
			await once(client, "connect");
			client.send(text);
			const [answer] = await once(client, "message");
			t.is(String(answer), text.toUpperCase());
			client.close();
		}
		await board.until("3 senders");
		echo.close();
		await finish(t, board);
	});
}

firmwareTest(IMAGES["v1.23.0"], "a host that is not allowed is not reached", async (t, images) => {
	const server = createServer((_request, response) => response.end("x")).listen(0, "127.0.0.1");
	await once(server, "listening");
	const { port } = server.address() as AddressInfo;
	const board = new Board(t, images, {
		...ON_HOST,
		network: { ...ON_HOST.network, allow: ["example.test:80"] },
	});
	await board.start();
	await board.join();
	await board.line(`socket.socket().connect(('10.0.2.2', ${port}))`, "OSError");
	let heard = false;
	server.on("connection", () => {
		heard = true;
	});
	t.false(heard);
	server.close();
	await finish(t, board);
});

firmwareTest(
	IMAGES["v1.23.0"],
	"five connections of the host, open at once; the firmware leaves a sixth unanswered, which ends in a reset",
	async (t, images) => {
		const board = new Board(t, images, { ...ON_HOST, network: { ...ON_HOST.network, forward: ["tcp:0:7"] } });
		await board.start();
		await board.join();
		await board.paste(`def echo(n):
    l = socket.socket(); l.bind(('', 7)); l.listen(8); print('listening'); t = []
    for i in range(n):
        t.append(l.accept()[0]); t[i].send(b'hello %d' % i)
    for s in t: s.send(s.recv(100).upper())
    for s in t: s.close()
    l.close()`);
		await board.line("echo(5)", "listening");
		const { hostPort } = board.surroundings.forwarded[0];
		const sockets: Socket[] = [];
		for (let i = 0; i < 5; i++) {
			const socket = connect(hostPort, "127.0.0.1");
			sockets.push(socket);
			t.is(String((await once(socket, "data"))[0]), `hello ${i}`);
		}
		await t.throwsAsync(once(connect(hostPort, "127.0.0.1"), "data"), { code: "ECONNRESET" });
		for (const [i, socket] of sockets.entries()) socket.write(`client ${i}`);
		for (const [i, socket] of sockets.entries()) {
			t.is(String((await once(socket, "data"))[0]), `CLIENT ${i}`);
			socket.destroy();
		}
		await finish(t, board);
	},
);
