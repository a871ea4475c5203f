/** A TLS client on the chip and Node's own server: what axTLS can, and how it fails where it cannot. */
import { once } from "node:events";
import type { AddressInfo } from "node:net";
import { createServer, type TlsOptions } from "node:tls";
import type { ExecutionContext } from "ava";
import { generate } from "selfsigned";
import { firmwareTest, IMAGES, type Images } from "../images.js";
import { Board, HOME } from "./board.js";

const ON_HOST = { ...HOME, network: { ...HOME.network, mode: "host" as const } };
/** Nobody asked for this name: the firmware does not look. */
const certificate = await generate([{ name: "commonName", value: "somebody-else.test" }], { keySize: 2048 });

const CLIENT = `def fetch(port):
    try:
        import ussl as ssl
    except ImportError:
        import ssl
    s = socket.socket(); s.connect(ai('host.internal', port))
    try:
        c = ssl.wrap_socket(s)
        c.write(b'hello'); b = c.read(20000)
        print('read', len(b), b[:5])
    except OSError as e:
        print('failed', e.args[0])
    finally:
        s.close()`;

/** What the client says of a server that answers with `answer`. */
async function visit(
	t: ExecutionContext,
	images: Images,
	options: TlsOptions,
	answer: Buffer,
): Promise<string> {
	const { private: key, cert } = certificate;
	const server = createServer({ key, cert, ...options }, (socket) => {
		socket.on("error", () => {});
		socket.once("data", () => socket.end(answer));
	});
	server.on("tlsClientError", () => {});
	server.listen(0, "127.0.0.1");
	await once(server, "listening");
	const board = new Board(t, images, ON_HOST);
	await board.start();
	await board.join();
	await board.paste(CLIENT);
	const said = await board.line(`fetch(${(server.address() as AddressInfo).port})`);
	server.close();
	const result = await board.finish();
	t.true(result.reproduced);
	return said.split("\r\n").slice(0, -1).join("\n");
}

const RSA = {
	minVersion: "TLSv1.2",
	maxVersion: "TLSv1.2",
	ciphers: "AES128-SHA256:AES128-SHA@SECLEVEL=0",
} as const;
const ECDHE = { ...RSA, ciphers: "ECDHE-RSA-AES128-SHA256" } as const;

for (const version of ["v1.14", "v1.26.0"] as const) {
	firmwareTest(
		IMAGES[version],
		`${version}: RSA key exchange; nobody checks the certificate`,
		async (t, images) => {
			t.is(await visit(t, images, RSA, Buffer.from("hello to you")), "read 12 b'hello'");
		},
	);

	firmwareTest(IMAGES[version], `${version}: a server that offers only ECDHE`, async (t, images) => {
		t.is(await visit(t, images, ECDHE, Buffer.from("x")), "failed -40");
	});

	firmwareTest(IMAGES[version], `${version}: a record larger than the buffer`, async (t, images) => {
		t.regex(
			await visit(t, images, RSA, Buffer.alloc(8600, "x")),
			/^TLS buffer overflow, record size: \d+ \(\+5\)\nfailed -257$/,
		);
	});
}
