import test from "ava";
import { SerialError } from "../../../../src/world/serial/host/errors.js";
import { parseSerial } from "../../../../src/world/serial/host/serial-spec.js";

test("serial lines are read, and are for this machine alone unless said", (t) => {
	t.deepEqual(parseSerial("pty"), { kind: "pty" });
	t.deepEqual(parseSerial("tcp:4000"), { kind: "tcp", bind: "127.0.0.1", port: 4000 });
	t.deepEqual(parseSerial("rfc2217:0.0.0.0:0"), { kind: "rfc2217", bind: "0.0.0.0", port: 0 });
	t.deepEqual(parseSerial("rfc2217:[::1]:65535"), { kind: "rfc2217", bind: "::1", port: 65535 });
});

for (const text of [
	"",
	"tcp",
	"tcp:",
	"tcp:x",
	"tcp:65536",
	"tcp:-1",
	"udp:1",
	"pty:1",
	"tcp:1:2:3",
	"tcp:a b:1",
]) {
	test(`"${text}" is none`, (t) => {
		const { message } = t.throws(() => parseSerial(text), { instanceOf: SerialError });
		t.regex(message, /must be pty, tcp:PORT or rfc2217:PORT/);
	});
}
