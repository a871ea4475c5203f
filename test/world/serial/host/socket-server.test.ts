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
