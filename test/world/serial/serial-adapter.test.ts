import test from "ava";
import { STRAPS_FLASH_BOOT } from "../../../src/chip/config.js";
import { SerialAdapter } from "../../../src/world/serial/serial-adapter.js";
import type { ChipPort } from "../../../src/world/world.js";
import { echoMachine } from "../../session/guest.js";
import { MS, record, replay } from "../../session/run.js";

const PORT: ChipPort = { baud: () => 115_274, frameTicks: () => 13_880 };

/** Collects what comes; the adapter it listens to. */
function listening(baud?: number): { adapter: SerialAdapter; heard: () => string } {
	const adapter = new SerialAdapter(baud);
	let text = "";
	adapter.host = {
		received(bytes) {
			text += Buffer.from(bytes).toString("latin1");
		},
	};
	return {
		adapter,
		heard: () => {
			adapter.pump();
			return text;
		},
	};
}

/** Everything the adapter does up to `until`, with when. */
function actions(adapter: SerialAdapter, until: number) {
	const done: { ms: number; input: unknown }[] = [];
	for (let tick = 0; tick <= until; tick = Math.max(tick + 1, adapter.next() ?? until + 1)) {
		for (const action of adapter.act(tick, PORT)) {
			done.push({ ms: tick / MS, input: action.kind === "input" ? action.input : action });
		}
	}
	return done;
}

test("bytes go both ways, and the recording needs no adapter to replay", (t) => {
	const machine = echoMachine();
	// What the reset value of the divider makes of the crystal's clock.
	const { adapter, heard } = listening(74_880);
	t.is(adapter.write(Buffer.from("HAL")), 3);
	t.is(adapter.waiting, 3);
	const { bytes, console } = record(machine, adapter, 20 * MS);
	t.is(adapter.waiting, 0);
	t.is(heard(), console);
	t.is(console, "IBM");
	const replayed = replay(bytes, machine);
	t.true(replayed.reproduced);
	t.is(replayed.inputs, 3);
});

test("the speed is the program's: another one than the chip's garbles both ways", (t) => {
	const { adapter, heard } = listening(9600);
	adapter.write(Uint8Array.of(0x41));
	t.deepEqual(
		actions(adapter, 2 * MS).map(({ input }) => input),
		[{ kind: "uart", line: 0, byte: 0x41, baud: 9600 }],
	);
	for (const byte of Buffer.from("Hello")) adapter.onConsole(byte, 0, 115_274);
	t.not(heard(), "Hello");
	adapter.baud = 115_200;
	for (const byte of Buffer.from("Hello")) adapter.onConsole(byte, 0, 115_274);
	t.true(heard().endsWith("Hello"));
});

test("a byte that is on the wire keeps its speed", (t) => {
	const { adapter } = listening(9600);
	adapter.write(Uint8Array.of(1, 2));
	adapter.act(0, PORT);
	adapter.baud = 115_200;
	const bauds = actions(adapter, 3 * MS).map(({ input }) => (input as { baud: number }).baud);
	t.deepEqual(bauds, [9600, 115_200]);
});

test("changes of the lines take a millisecond each and keep their order", (t) => {
	const { adapter } = listening();
	adapter.setLines({ rts: true });
	adapter.setLines({ dtr: false });
	adapter.setLines({ rts: false });
	t.deepEqual(adapter.lines, { dtr: false, rts: false });
	t.deepEqual(actions(adapter, 10 * MS), [
		{ ms: 3, input: { kind: "power", event: "reset-pin", straps: STRAPS_FLASH_BOOT } },
	]);
});

test("a chip that is held in reset neither hears nor is heard", (t) => {
	const { adapter, heard } = listening();
	adapter.setLines({ rts: true });
	adapter.act(0, PORT);
	adapter.write(Buffer.from("lost"));
	adapter.onConsole(0x78, 0, 115_200);
	t.deepEqual(actions(adapter, 10 * MS), []);
	t.is(heard(), "");
	t.is(adapter.waiting, 0);
});

test("a break is longer than a byte of either side", (t) => {
	const { adapter } = listening(9600);
	adapter.sendBreak();
	t.deepEqual(actions(adapter, MS), [{ ms: 0, input: { kind: "uart", line: 0, byte: 0, baud: 4800 } }]);
});

test("what nobody fetches is bounded", (t) => {
	const { adapter, heard } = listening();
	for (let i = 0; i < 1024 * 1024 + 10; i++) adapter.onConsole(0x61, 0, 115_200);
	t.is(heard().length, 1024 * 1024);
});

test("it is busy while bytes are under way and a little longer", (t) => {
	const { adapter } = listening();
	adapter.write(Buffer.from("x"));
	adapter.pump();
	t.true(adapter.busy);
	actions(adapter, MS);
	for (let slice = 0; slice < 20; slice++) adapter.pump();
	t.false(adapter.busy);
	adapter.onConsole(0x61, 0, 115_200);
	adapter.pump();
	t.true(adapter.busy);
});

test("the program can end the run", (t) => {
	const { adapter } = listening();
	t.is(adapter.end, undefined);
	adapter.leave("unplugged");
	adapter.leave("again");
	t.deepEqual(record(echoMachine(), adapter).end, { reason: "unplugged" });
});

test("set to the chip's speed, both hear each other at any", (t) => {
	const adapter = new SerialAdapter("chip");
	let text = "";
	adapter.host = {
		received(bytes) {
			text += Buffer.from(bytes).toString("latin1");
		},
	};
	adapter.write(Uint8Array.of(0x41));
	t.deepEqual(
		actions(adapter, 2 * MS).map(({ input }) => input),
		[{ kind: "uart", line: 0, byte: 0x41, baud: 115_274 }],
	);
	for (const byte of Buffer.from("Hello")) adapter.onConsole(byte, 0, 74_880);
	adapter.pump();
	t.is(text, "Hello");
	adapter.sendBreak();
	t.deepEqual(actions(adapter, 3 * MS).at(-1)?.input, { kind: "uart", line: 0, byte: 0, baud: 57_637 });
});

test("what waits can be dropped, but for the byte on the wire", (t) => {
	const { adapter } = listening();
	adapter.purge();
	adapter.write(Buffer.from("abc"));
	adapter.purge();
	t.is(adapter.waiting, 0);
	adapter.write(Buffer.from("def"));
	adapter.act(0, PORT);
	adapter.purge();
	adapter.write(Buffer.from("g"));
	const bytes = actions(adapter, MS).map(({ input }) => (input as { byte: number }).byte);
	t.is(String.fromCharCode(...bytes), "dg");
});

test("it counts the slices since the program last wrote", (t) => {
	const { adapter } = listening();
	t.is(adapter.unasked, Number.POSITIVE_INFINITY);
	adapter.write(Buffer.from("x"));
	adapter.pump();
	t.is(adapter.unasked, 0);
	actions(adapter, MS);
	adapter.onConsole(0x61, 0, 115_200);
	adapter.pump();
	adapter.pump();
	t.is(adapter.unasked, 2);
});

test("on a board without the circuit DTR and RTS do nothing", (t) => {
	const lines = (hasAutoReset: boolean) => {
		const adapter = new SerialAdapter(115200, hasAutoReset);
		adapter.setLines({ rts: true });
		adapter.setLines({ rts: false });
		return actions(adapter, 20 * MS).map(({ input }) => (input as { kind: string }).kind);
	};
	t.deepEqual(lines(true), ["power"]);
	t.deepEqual(lines(false), []);
});
