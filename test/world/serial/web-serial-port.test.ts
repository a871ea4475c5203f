import test from "ava";
import { SerialAdapter } from "../../../src/world/serial/serial-adapter.js";
import { WebSerialPort } from "../../../src/world/serial/web-serial-port.js";
import type { ChipPort } from "../../../src/world/world.js";

const FRAME = 13_889;
const PORT: ChipPort = { baud: () => 115_200, frameTicks: () => FRAME };

function plugged(): { adapter: SerialAdapter; port: WebSerialPort } {
	const adapter = new SerialAdapter();
	return { adapter, port: new WebSerialPort(adapter) };
}

const say = (adapter: SerialAdapter, text: string): void => {
	for (const byte of Buffer.from(text)) adapter.onConsole(byte, 0, 115_200);
	adapter.pump();
};

/** Bytes that arrive in the guest time between two ticks. */
function pass(adapter: SerialAdapter, from: number, to: number): number {
	let bytes = 0;
	for (let tick = from; tick < to; tick++) bytes += adapter.act(tick, PORT).length;
	adapter.pump();
	return bytes;
}

const text = (value: Uint8Array | undefined): string => Buffer.from(value ?? []).toString();

test("what the chip says is read, also what came before the reader", async (t) => {
	const { adapter, port } = plugged();
	say(adapter, "nobody has opened the port");
	await port.open({ baudRate: 115_200 });
	say(adapter, "one");
	const reader = port.readable!.getReader();
	t.is(text((await reader.read()).value), "one");
	const next = reader.read();
	say(adapter, "two");
	t.is(text((await next).value), "two");
});

test("a write is done when it has gone out but for the buffer", async (t) => {
	const { adapter, port } = plugged();
	await port.open({ baudRate: 115_200, bufferSize: 10 });
	const writer = port.writable!.getWriter();
	let done = false;
	const written = writer.write(new Uint8Array(30)).then(() => {
		done = true;
	});
	await new Promise(setImmediate);
	t.is(adapter.waiting, 30);
	t.is(pass(adapter, 0, 15.5 * FRAME), 15);
	await new Promise(setImmediate);
	t.false(done);
	t.is(pass(adapter, 15.5 * FRAME, 20.5 * FRAME), 5);
	await written;
	t.is(adapter.waiting, 10);
});

test("a cancelled stream is followed by a new one, and a closed port by none", async (t) => {
	const { adapter, port } = plugged();
	t.is(port.readable, null);
	await port.open({ baudRate: 9600 });
	t.is(adapter.baud, 9600);
	const reader = port.readable!.getReader();
	await t.throwsAsync(port.close(), { instanceOf: TypeError });
	await reader.cancel();
	reader.releaseLock();
	await port.close();
	t.is(port.readable, null);
	t.is(port.writable, null);
	await t.throwsAsync(port.close(), { any: true, name: "InvalidStateError" });
	await t.throwsAsync(port.setSignals({ requestToSend: true }), { any: true, name: "InvalidStateError" });
	await port.open({ baudRate: 115_200 });
	await t.throwsAsync(port.open({ baudRate: 115_200 }), { any: true, name: "InvalidStateError" });
	const again = port.readable!.getReader();
	say(adapter, "back");
	t.is(text((await again.read()).value), "back");
});

test("signals are the adapter's lines", async (t) => {
	const { adapter, port } = plugged();
	await port.open({ baudRate: 115_200 });
	let done = false;
	const set = port.setSignals({ dataTerminalReady: true }).then(() => {
		done = true;
	});
	t.deepEqual(adapter.lines, { dtr: true, rts: false });
	adapter.pump();
	await new Promise(setImmediate);
	t.false(done, "the board has not seen it yet");
	pass(adapter, 0, 1);
	await set;
	const both = port.setSignals({ dataTerminalReady: false, requestToSend: true });
	t.deepEqual(adapter.lines, { dtr: false, rts: true });
	pass(adapter, 160_000, 160_001);
	await both;
	t.false((await port.getSignals()).clearToSend);
	t.deepEqual(port.getInfo(), {});
});

test("options that no such port has are refused", async (t) => {
	const { port } = plugged();
	for (const options of [
		{ baudRate: 0 },
		{ baudRate: 9600.5 },
		{ baudRate: 9600, bufferSize: 0 },
		{ baudRate: 9600, dataBits: 7 },
		{ baudRate: 9600, stopBits: 2 },
		{ baudRate: 9600, parity: "even" },
		{ baudRate: 9600, flowControl: "hardware" },
	]) {
		await t.throwsAsync(port.open(options), { instanceOf: TypeError }, JSON.stringify(options));
	}
});

test("a board that is unplugged ends what waits for it", async (t) => {
	const { adapter, port } = plugged();
	await port.open({ baudRate: 115_200, bufferSize: 1 });
	const read = port.readable!.getReader().read();
	const write = port.writable!.getWriter().write(new Uint8Array(100));
	let told = false;
	port.addEventListener("disconnect", () => {
		told = true;
	});
	await new Promise(setImmediate);
	adapter.unplug();
	await t.throwsAsync(read, { any: true, name: "NetworkError" });
	await t.throwsAsync(write, { any: true, name: "NetworkError" });
	t.true(told);
	t.is(port.readable, null);
	await t.throwsAsync(port.setSignals({ break: true }), { any: true, name: "NetworkError" });
});

test("bytes that nobody reads are bounded", async (t) => {
	const { adapter, port } = plugged();
	await port.open({ baudRate: 115_200 });
	const block = "x".repeat(512 * 1024);
	for (let i = 0; i < 4; i++) say(adapter, block);
	const reader = port.readable!.getReader();
	let total = 0;
	for (let i = 0; i < 2; i++) total += (await reader.read()).value!.length;
	t.is(total, 1024 * 1024);
	const next = reader.read();
	say(adapter, "new");
	t.is(text((await next).value), "new");
});
