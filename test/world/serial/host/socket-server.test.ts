import test from "ava";
import { SerialError } from "../../../../src/world/serial/host/errors.js";
import { Client, liveLine, until } from "./lines.js";

test("a socket's bytes go to the chip and back; a second client is told why not; the first may come back", async (t) => {
	const line = await liveLine(t, "tcp:0");
	t.regex(line.where, /^socket:\/\/127\.0\.0\.1:\d+$/);
	const first = new Client(line.where);
	first.socket.write("HAL");
	await until(() => first.text === "IBM");
	const second = new Client(line.where);
	await until(() => second.closed);
	t.regex(second.text, /^The board's serial line is in use by 127\.0\.0\.1 port \d+\.\r\n$/);
	first.socket.end();
	await until(() => first.closed);
	await until(() => line.notices.length === 2);
	const again = new Client(line.where);
	again.socket.write("VMS");
	await until(() => again.text === "WNT");
	await line.end();
	await until(() => again.closed);
	t.deepEqual(
		line.notices.map((notice) => notice.replace(/port \d+/, "port N")),
		[
			"127.0.0.1 port N has opened the serial line",
			"127.0.0.1 port N has closed the serial line",
			"127.0.0.1 port N has opened the serial line",
			"127.0.0.1 port N has closed the serial line",
		],
	);
});

test("what is written at once arrives whole, however much it is", async (t) => {
	const line = await liveLine(t, "tcp:0");
	const client = new Client(line.where);
	const text = "0123456789".repeat(300);
	client.socket.write(text);
	await until(() => client.text.length === text.length);
	t.is(client.text, "123456789:".repeat(300));
	await line.end();
});

test("a port that is taken is said so", async (t) => {
	const line = await liveLine(t, "rfc2217:0");
	const port = line.where.split(":").at(-1);
	const error = await t.throwsAsync(liveLine(t, `tcp:${port}`), { instanceOf: SerialError });
	t.is(
		error.message,
		`cannot listen at 127.0.0.1 port ${port}: the port is in use; name another one, or 0 for any`,
	);
	await line.end();
});

test("a client that does not read cannot keep the board from ending", async (t) => {
	const line = await liveLine(t, "tcp:0");
	const client = new Client(line.where);
	client.socket.pause();
	client.socket.write("x".repeat(1000));
	await until(() => line.notices.length === 1);
	await line.end();
	client.socket.destroy();
	t.pass();
});

test("RFC 2217: a client that makes noise is served on, and leaves the board as it was", async (t) => {
	const line = await liveLine(t, "rfc2217:0");
	const noise = new Client(line.where);
	noise.socket.write(Uint8Array.from({ length: 5000 }, (_, i) => (i * 7919) & 255));
	await until(() => noise.text.length > 100);
	noise.socket.destroy();
	await until(() => line.notices.length === 2);
	const client = new Client(line.where);
	// IAC SB COM-PORT-OPTION SIGNATURE IAC SE
	client.socket.write(Uint8Array.of(255, 250, 44, 0, 255, 240));
	await until(() => client.text.includes("esp8266-replay"));
	await line.end();
	t.pass();
});
