import test from "ava";
import { Outgoing } from "../../../src/world/serial/outgoing.js";
import { SerialAdapter } from "../../../src/world/serial/serial-adapter.js";
import type { ChipPort } from "../../../src/world/world.js";

const PORT: ChipPort = { baud: () => 115_200, frameTicks: () => 100 };

/** Lets the adapter send what it holds; how many bytes that were. */
function drain(adapter: SerialAdapter): number {
	let bytes = 0;
	for (let tick = 0; adapter.waiting > 0; tick += 100_000) bytes += adapter.act(tick, PORT).length;
	return bytes;
}

test("what there is no room for waits, and goes out in its order", (t) => {
	const adapter = new SerialAdapter("chip");
	const outgoing = new Outgoing(adapter);
	const done: string[] = [];
	outgoing.write(new Uint8Array(1024 * 1024 + 100_000));
	t.true(outgoing.full);
	outgoing.afterwards(() => done.push("first"));
	outgoing.write(Uint8Array.of(1));
	outgoing.afterwards(() => done.push("second"));
	t.is(drain(adapter), 1024 * 1024);
	t.deepEqual(done, []);
	outgoing.flush();
	t.false(outgoing.full);
	t.is(drain(adapter), 100_000);
	outgoing.flush();
	t.deepEqual(done, ["first"]);
	t.is(drain(adapter), 1);
	outgoing.flush();
	t.deepEqual(done, ["first", "second"]);
});

test("nothing to wait for: at once", (t) => {
	const outgoing = new Outgoing(new SerialAdapter());
	let done = false;
	outgoing.write(new Uint8Array(0));
	outgoing.afterwards(() => {
		done = true;
	});
	t.true(done);
});

test("many deeds make the program wait, as many bytes do", (t) => {
	const outgoing = new Outgoing(new SerialAdapter());
	outgoing.write(Uint8Array.of(1));
	for (let i = 0; i < 1025; i++) outgoing.afterwards(() => {});
	t.true(outgoing.full);
});
