import test from "ava";
import fc from "fast-check";
import { Symbols } from "../../../src/debug/code/symbols.js";
import { Debugger } from "../../../src/debug/debugger.js";
import { LiveRun, WRITTEN_TO } from "../../../src/debug/live/live-run.js";
import { TimeMachine } from "../../../src/debug/time/time-machine.js";
import { STOPPED } from "../../../src/session/live.js";
import { Recorder } from "../../../src/session/recorder.js";
import type { Chunk } from "../../../src/trace/schema.js";
import { MemorySink } from "../../../src/trace/sink.js";
import { LiveTerminal } from "../../../src/world/serial/live-terminal.js";
import type { World } from "../../../src/world/world.js";
import { echoMachine } from "../../session/guest.js";
import { hash64, MS, makeDigests, open, record, replay, steps } from "../../session/run.js";
import { finish } from "../runs.js";

const machine = echoMachine();
const NOTHING = { breaks: [], watches: [] };
/** In the echo guest: behind the load of a byte that has come. */
const TAKEN = 0x40000098;
const HAL = `
  - send: HAL
  - expect: IBM
  - pin: { 5: low }
  - wait: 3ms
  - reset
  - send: "012"
  - expect: /1.3/
  - wait: 12ms
`;

function begin(world: World, sliceTicks = MS) {
	const sink = new MemorySink();
	const run = new LiveRun();
	let console = "";
	const recorder = new Recorder({
		machine,
		worlds: [world],
		sink,
		hash64,
		digests: makeDigests(),
		onConsole: (byte) => {
			console += String.fromCharCode(byte);
		},
		companion: run,
	});
	run.begin(recorder, sliceTicks);
	const time = new TimeMachine(run);
	return { sink, run, time, debugger_: new Debugger(time, new Symbols()), console: () => console };
}

/** All that a trace says, however it was cut into chunks. */
function contents(bytes: Uint8Array) {
	const { chunks, ending } = open(bytes).readAll();
	const all = <T>(list: (chunk: Chunk) => readonly T[]): T[] => chunks.flatMap(list);
	return {
		events: all((chunk) => chunk.events),
		checkpoints: all((chunk) => chunk.checkpoints),
		console: all((chunk) => chunk.outputs.uart[0]),
		pins: all((chunk) => chunk.outputs.pins),
		power: all((chunk) => chunk.outputs.power),
		end: ending.end,
	};
}

const reference = contents(record(machine, steps(HAL), Number.POSITIVE_INFINITY).bytes);

test("property: however one walks while it is recorded, the recording is the same", (t) => {
	const walks = fc.oneof(
		fc.record({ kind: fc.constant("step" as const), count: fc.integer({ min: 1, max: 40 }) }),
		fc.record({ kind: fc.constant("back" as const), count: fc.integer({ min: 1, max: 20 }) }),
		fc.record({ kind: fc.constant("seek" as const), count: fc.nat({ max: 12 * MS }) }),
		fc.record({ kind: fc.constant("break" as const), count: fc.integer({ min: 1, max: 3 }) }),
		fc.record({ kind: fc.constant("reverse" as const), count: fc.integer({ min: 1, max: 2 }) }),
		fc.record({ kind: fc.constant("run" as const), count: fc.integer({ min: 1, max: 4 }) }),
		fc.record({ kind: fc.constant("watch" as const), count: fc.constant(1) }),
	);
	fc.assert(
		fc.property(fc.array(walks, { maxLength: 15 }), (all) => {
			const { sink, run, time } = begin(steps(HAL));
			const breaks = { breaks: [TAKEN], watches: [] };
			const watches = {
				breaks: [],
				watches: [{ address: 0x60000300, length: 4, reads: false, writes: true }],
			};
			for (const { kind, count } of all) {
				if (kind === "seek") time.seek(count);
				for (let i = 0; i < count && kind !== "seek"; i++) {
					if (kind === "step") time.step();
					else if (kind === "back") time.stepBack();
					else if (kind === "break") finish(time.forward(breaks));
					else if (kind === "reverse") finish(time.backward(breaks));
					else if (kind === "watch") finish(time.forward(watches));
					else time.runOn();
				}
			}
			while (run.isOpen) time.runOn();
			t.deepEqual(contents(sink.bytes()), reference);
			// And the walker knows what the trace does.
			t.deepEqual(
				time.history.console,
				reference.console.map(({ tick, byte }) => ({ tick, byte })),
			);
			t.deepEqual(
				time.inputs.map(({ tick }) => tick),
				reference.events.filter(({ event }) => event.kind !== "note").map(({ tick }) => tick),
			);
		}),
		{ numRuns: 40, endOnFailure: true },
	);
});

test("a breakpoint stops where it goes on, and going back from there ends at the beginning", (t) => {
	const { time } = begin(steps(HAL));
	t.true(time.isLive);
	t.deepEqual(finish(time.forward({ breaks: [TAKEN], watches: [] })), { kind: "break" });
	t.true(time.isLive);
	const edge = time.tick;
	const state = time.chip.hash(hash64).whole;
	t.true(time.stepBack());
	t.false(time.isLive);
	t.deepEqual(finish(time.backward(NOTHING)), { kind: "begin" });
	t.is(time.tick, 0);
	time.seek(Number.POSITIVE_INFINITY);
	t.is(time.tick, edge);
	t.is(time.chip.hash(hash64).whole, state);
	t.true(time.isLive);
});

test("what the console says stops a run that goes on, where it was said", (t) => {
	const { debugger_, time } = begin(steps(HAL));
	debugger_.marks.push({ kind: "console", text: "IB" });
	const mark = { kind: "console", text: "IB" } as const;
	t.deepEqual(finish(debugger_.forward(NOTHING)), { kind: "mark", mark });
	const { tick } = reference.console[1];
	t.true(time.tick >= tick && time.tick < tick + 100);
	t.deepEqual(finish(debugger_.forward(NOTHING)), { kind: "end" });
});

test("what is written ends the recording before it, and the guest goes on", (t) => {
	const terminal = new LiveTerminal();
	const { time, run, sink, console } = begin(terminal);
	terminal.type(Buffer.from("HAL"));
	for (let i = 0; i < 5; i++) time.runOn();
	t.is(console(), "IBM");
	const { tick } = time;
	time.poke((chip) => void chip.bus.poke(0x3ffe8000, 4, 1));
	t.true(run.isOpen);
	t.false(time.isRecording);
	terminal.type(Buffer.from("HAL"));
	for (let i = 0; i < 5; i++) time.runOn();
	t.is(console(), "IBMIBM");
	t.is(time.chip.bus.peek(0x3ffe8000, 4), 1);
	// Back over it, forth, and on.
	time.seek(tick - 100);
	t.is(time.chip.bus.peek(0x3ffe8000, 4), 0);
	time.runOn();
	t.is(time.chip.bus.peek(0x3ffe8000, 4), 1);
	run.close({ reason: STOPPED });
	const result = replay(sink.bytes(), machine);
	t.true(result.reproduced);
	t.is(result.inputs, 3);
	t.is(result.ending?.end?.reason, WRITTEN_TO);
	t.is(result.tick, tick);
});

test("what is written in the past ends the recording where it stood", (t) => {
	const terminal = new LiveTerminal();
	const { time, run, sink } = begin(terminal);
	terminal.type(Buffer.from("HAL"));
	for (let i = 0; i < 5; i++) time.runOn();
	const edge = time.tick;
	time.seek(2 * MS);
	time.poke((chip) => void chip.bus.poke(0x3ffe8000, 4, 1));
	t.true(time.tick < edge);
	time.runOn();
	t.true(time.tick > edge);
	t.is(time.chip.bus.peek(0x3ffe8000, 4), 1);
	run.close({ reason: STOPPED });
	const result = replay(sink.bytes(), machine);
	t.true(result.reproduced);
	t.is(result.tick, edge);
	t.is(result.ending?.end?.reason, WRITTEN_TO);
});

test("a world that breaks down ends the run, and whoever records is told", (t) => {
	const world: World = {
		next: () => 0,
		act: (tick) => {
			if (tick > 3 * MS) throw new Error("the world fell over");
			return [];
		},
		onConsole() {},
	};
	const { time, run } = begin(world);
	t.deepEqual(finish(time.forward(NOTHING)), { kind: "end" });
	t.false(run.isOpen);
	t.throws(() => run.close({ reason: STOPPED }), { message: "the world fell over" });
});
