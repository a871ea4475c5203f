/** Where a recorder takes its checkpoints, of a guest that is mostly left alone. */
import test from "ava";
import fc from "fast-check";
import type { EngineChoice } from "../../src/chip/create-chip.js";
import type { ChipOutputs } from "../../src/chip/outputs.js";
import { TICKS_PER_SECOND } from "../../src/chip/time.js";
import { MAX_CHECKPOINT_TICKS, makeMachine } from "../../src/session/machine.js";
import { Recorder } from "../../src/session/recorder.js";
import { MemorySink } from "../../src/trace/sink.js";
import { SILENT_WORLD } from "../../src/world/silent-world.js";
import { anyMicroPython, firmwareTest } from "../images.js";
import { echoMachine } from "./guest.js";
import { hash64, MS, makeDigests, open, record, replay, steps } from "./run.js";

/** Shortest and longest distance. */
const SHORT = MS;
const LONG = 64 * MS;
const END = 300 * MS;
const machine = echoMachine({ checkpointTicks: SHORT, maxCheckpointTicks: LONG });

/** The guest is given something twice, and answers. */
const TALK = `
  - wait: 100ms
  - send: H
  - expect: I
  - wait: 50ms
  - pin: { 5: low }
  - wait: 120ms
end: 1s
`;

const ticksOf = (bytes: Uint8Array): number[] =>
	[...open(bytes).chunks()].flatMap(({ checkpoints }) => checkpoints.map(({ tick }) => tick));
/** Whole distances: a checkpoint is taken at the first instruction behind its tick. */
const places = (bytes: Uint8Array): number[] => ticksOf(bytes).map((tick) => Math.floor(tick / SHORT));

const inOneGo = record(machine, steps(TALK), END).bytes;

test("distances double while nothing happens, and begin anew when something does", (t) => {
	const found = places(inOneGo);
	t.deepEqual(found.slice(0, 8), [0, 1, 2, 4, 8, 16, 32, 64]);
	const pin = [...open(inOneGo).chunks()].flatMap(({ events }) =>
		events.filter(({ event }) => event.kind === "pin").map(({ tick }) => Math.floor(tick / SHORT)),
	);
	t.is(pin.length, 1);
	t.true(found.includes(pin[0] + 1));
	t.true(replay(inOneGo, machine).reproduced);
});

function inPieces(stops: readonly number[], engine: EngineChoice, isStepped = false): Uint8Array {
	const sink = new MemorySink();
	const worlds = [steps(TALK)];
	const recorder = new Recorder({ machine, worlds, sink, hash64, digests: makeDigests(), engine });
	for (const stop of stops) {
		recorder.run(stop);
		if (isStepped) for (let i = 0; i < 100; i++) recorder.step(END);
	}
	const end = recorder.run(END);
	recorder.finish(end?.reason ?? "time is up");
	return sink.bytes();
}

test("a run is the same trace, byte for byte, however it is cut and whatever runs it", (t) => {
	const cuts = fc.array(fc.nat(END), { maxLength: 30 }).map((stops) => stops.sort((a, b) => a - b));
	fc.assert(
		fc.property(
			cuts,
			fc.constantFrom<EngineChoice>("interp", "wasm"),
			fc.boolean(),
			(stops, engine, isStepped) => {
				t.deepEqual(inPieces(stops, engine, isStepped), inOneGo);
			},
		),
		{ numRuns: 20 },
	);
});

test("a flush in between, or a world that looks all the time, moves no checkpoint", (t) => {
	const restless = { ...SILENT_WORLD, next: () => 0 };
	t.deepEqual(ticksOf(record(machine, [steps(TALK), restless], END).bytes), ticksOf(inOneGo));
	const sink = new MemorySink();
	const worlds = [steps(TALK)];
	const recorder = new Recorder({ machine, worlds, sink, hash64, digests: makeDigests() });
	for (let tick = 0; tick < END; tick += 7 * MS) {
		recorder.run(tick);
		recorder.flush();
	}
	recorder.run(END);
	recorder.finish("time is up");
	t.deepEqual(ticksOf(sink.bytes()), ticksOf(inOneGo));
});

/** Records a silent guest that seems to put out something in the 90th millisecond. */
function withOutput(put: (outputs: ChipOutputs, tick: number) => void): number[] {
	const sink = new MemorySink();
	let outputs: ChipOutputs | undefined;
	const companion = {
		outputs: (recorder: ChipOutputs) => {
			outputs = recorder;
			return recorder;
		},
		give() {},
	};
	const recorder = new Recorder({ machine, worlds: [], sink, hash64, digests: makeDigests(), companion });
	recorder.run(90 * MS);
	put(outputs!, recorder.chip.tick);
	recorder.run(END);
	recorder.finish("time is up");
	return places(sink.bytes()).filter((place) => place > 64);
}

const OUTPUTS: Record<string, (outputs: ChipOutputs, tick: number) => void> = {
	"a byte on UART0": (to, tick) => to.uart(tick, 0, 1, 9600),
	"a byte on UART1": (to, tick) => to.uart(tick, 1, 1, 9600),
	"an edge": (to, tick) => to.pin(tick, 4, 1),
	"a pattern at a pin": (to, tick) =>
		to.bits?.(tick, 4, { bytes: Uint8Array.of(1), count: 8, bitTicks: 9, elapsed: 0, repeat: false }),
	"a frame that is no beacon": (to, tick) => to.frame(tick, Uint8Array.of(0x50, 0), 1, 11),
	"bytes on HSPI": (to, tick) => to.spi(tick, Uint8Array.of(1)),
	"a change of the flash": (to, tick) => to.flash(tick, 0, 4096),
	"a reset": (to, tick) => to.power(tick, "software-reset"),
};

for (const [name, put] of Object.entries(OUTPUTS)) {
	test(`${name} is followed by a checkpoint soon`, (t) => {
		t.deepEqual(withOutput(put).slice(0, 4), [91, 92, 94, 98]);
	});
}

test("beacons count as nothing", (t) => {
	t.deepEqual(
		withOutput((to, tick) => to.frame(tick, Uint8Array.of(0x80, 0, 0, 0), 1, 0)),
		withOutput(() => {}),
	);
});

test("a distance that is given is kept", (t) => {
	const even = echoMachine({ checkpointTicks: 5 * MS });
	t.is(even.maxCheckpointTicks, 5 * MS);
	const found = ticksOf(record(even, SILENT_WORLD, 100 * MS).bytes).map((tick) => Math.floor(tick / MS));
	t.deepEqual(
		found,
		Array.from({ length: 21 }, (_, i) => 5 * i),
	);
});

firmwareTest(anyMicroPython(), "a prompt that is left alone has few checkpoints", (t, { firmware, rom }) => {
	const prompt = makeMachine({ firmware, rom });
	t.is(prompt.maxCheckpointTicks, MAX_CHECKPOINT_TICKS);
	const sink = new MemorySink();
	const recorder = new Recorder({
		machine: prompt,
		worlds: [],
		sink,
		hash64,
		digests: makeDigests(),
		engine: "wasm",
	});
	recorder.run(120 * TICKS_PER_SECOND);
	recorder.finish("time is up");
	const bytes = sink.bytes();
	t.true(ticksOf(bytes).length <= 12, `${ticksOf(bytes)}`);
	const frames = [...open(bytes).chunks()].flatMap(({ outputs }) => outputs.frames);
	t.true(frames.length > 1000);
	t.true(replay(bytes, prompt, { engine: "wasm" }).reproduced);
});
