import { join } from "node:path";
import test from "ava";
import { recordFile } from "../../src/session/record-file.js";
import { withSerialHost } from "../../src/session/serial-session.js";
import { SerialAdapter } from "../../src/world/serial/serial-adapter.js";
import { WebSerialPort } from "../../src/world/serial/web-serial-port.js";
import { tempFolder } from "../temp.js";
import { echoMachine } from "./guest.js";

test("a program on the wall clock talks to the guest, and ends the run", async (t) => {
	const adapter = new SerialAdapter();
	const port = new WebSerialPort(adapter);
	const session = recordFile({
		...withSerialHost(adapter),
		machine: echoMachine(),
		worlds: [adapter],
		trace: join(tempFolder(t), "t.mpk"),
	});
	await port.open({ baudRate: 74_880 });
	const [reader, writer] = [port.readable!.getReader(), port.writable!.getWriter()];
	let answer = "";
	for (const word of ["HAL", "VMS"]) {
		await writer.write(Buffer.from(word));
		const wanted = answer.length + word.length;
		while (answer.length < wanted) answer += Buffer.from((await reader.read()).value!).toString();
	}
	adapter.leave("the program is done");
	const { end } = await session;
	t.is(answer, "IBMWNT");
	t.deepEqual(end, { reason: "the program is done" });
});

test("guest time hurries while bytes are under way, and, if asked, for a while after each that was written", (t) => {
	const adapter = new SerialAdapter("chip");
	const [plain, ahead] = [withSerialHost(adapter), withSerialHost(adapter, 100)];
	const slices = (count: number): void => {
		for (let i = 0; i < count; i++) plain.onSlice(0);
	};
	slices(20);
	t.deepEqual([plain.hurry(), ahead.hurry()], [false, false]);
	adapter.write(Buffer.from("x"));
	slices(1);
	t.deepEqual([plain.hurry(), ahead.hurry()], [true, true]);
	for (let tick = 0; adapter.waiting > 0; tick += 10_000) {
		adapter.act(tick, { baud: () => 115_200, frameTicks: () => 13_880 });
	}
	slices(20);
	t.deepEqual([plain.hurry(), ahead.hurry()], [false, true]);
	slices(100);
	t.deepEqual([plain.hurry(), ahead.hurry()], [false, false]);
});
