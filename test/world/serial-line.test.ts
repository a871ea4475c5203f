import test from "ava";
import fc from "fast-check";
import { LiveTerminal } from "../../src/world/serial/live-terminal.js";
import { SerialLine } from "../../src/world/serial/serial-line.js";
import type { ChipPort, WorldAction } from "../../src/world/world.js";

const FRAME = 13_880;
const PORT: ChipPort = { baud: () => 115_274, frameTicks: () => FRAME };

/** Runs a line until it is idle; what arrived, and when. */
function drain(line: SerialLine, from: number, port = PORT): { tick: number; action: WorldAction }[] {
	const arrived: { tick: number; action: WorldAction }[] = [];
	for (let tick = from; !line.idle; tick = Math.max(tick, line.next()!)) {
		arrived.push(...line.act(tick, port).map((action) => ({ tick, action })));
	}
	return arrived;
}

test("bytes arrive one frame apart, the first a frame after it was sent", (t) => {
	fc.assert(
		fc.property(fc.uint8Array({ minLength: 1, maxLength: 50 }), fc.nat(1e9), (bytes, from) => {
			const line = new SerialLine();
			line.send(bytes);
			const arrived = drain(line, from);
			t.deepEqual(
				arrived.map(({ tick }) => tick),
				Array.from(bytes, (_, i) => from + (i + 1) * FRAME),
			);
			t.deepEqual(
				arrived.map(({ action }) => action),
				Array.from(bytes, (byte) => ({
					kind: "input" as const,
					input: { kind: "uart" as const, line: 0 as const, byte, baud: 115_274 },
				})),
			);
		}),
	);
});

test("a fixed speed does not ask the chip", (t) => {
	const line = new SerialLine(1, 9600);
	line.send(Uint8Array.of(1, 2));
	const ticks = drain(line, 100).map(({ tick }) => tick);
	t.deepEqual(ticks, [100 + 166_667, 100 + 2 * 166_667]);
});

test("the line follows the chip when it changes its speed", (t) => {
	const line = new SerialLine();
	line.send(Uint8Array.of(1, 2));
	line.act(0, PORT);
	line.act(FRAME, { ...PORT, frameTicks: () => 1000 });
	t.is(line.next(), FRAME + 1000);
});

test("a full queue says how much it took", (t) => {
	const line = new SerialLine();
	t.is(line.send(new Uint8Array(1024 * 1024 + 5)), 1024 * 1024);
	t.is(line.send(Uint8Array.of(1)), 0);
});

test("what is sent is a copy", (t) => {
	const line = new SerialLine();
	const buffer = Buffer.from([7]);
	line.send(buffer);
	buffer[0] = 9;
	const [{ action }] = drain(line, 0);
	t.like(action, { input: { byte: 7 } });
});

test("a live terminal types, and leaves once", (t) => {
	const terminal = new LiveTerminal();
	t.is(terminal.next(), undefined);
	terminal.type(Uint8Array.of(65));
	t.is(terminal.next(), 0);
	t.deepEqual(terminal.act(5, PORT), []);
	t.is(terminal.next(), 5 + FRAME);
	terminal.leave("user");
	terminal.leave("other");
	t.deepEqual(terminal.end, { reason: "user" });
});
