import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import test from "ava";
import { runLive, STOPPED, TIME_UP, type WallClock } from "../../src/session/live.js";
import { recordFile } from "../../src/session/record-file.js";
import { Recorder } from "../../src/session/recorder.js";
import { MemorySink, type Sink } from "../../src/trace/sink.js";
import { LiveTerminal } from "../../src/world/serial/live-terminal.js";
import { SILENT_WORLD } from "../../src/world/silent-world.js";
import { tempFolder } from "../temp.js";
import { echoMachine } from "./guest.js";
import { hash64, MS, makeDigests, open, replay, steps } from "./run.js";

const machine = echoMachine();

function recorder(
	sink: Sink = new MemorySink(),
	world = SILENT_WORLD as LiveTerminal | typeof SILENT_WORLD,
): Recorder {
	return new Recorder({ machine, worlds: [world], sink, hash64, digests: makeDigests() });
}

/** A clock that moves only by sleeping, and by `work` ms a look. */
class FakeClock implements WallClock {
	time = 1000;
	readonly slept: number[] = [];

	constructor(readonly work = 0) {}

	now(): number {
		this.time += this.work;
		return this.time;
	}

	async sleep(ms: number): Promise<void> {
		this.slept.push(ms);
		this.time += ms;
	}
}

test("in real time guest time does not run ahead of the wall clock", async (t) => {
	const clock = new FakeClock();
	const end = await runLive(recorder(), { realtime: true, until: 100 * MS, clock });
	t.deepEqual(end, { reason: TIME_UP });
	t.true(Math.abs(clock.time - 1090) < 0.01, `${clock.time}`);
	t.is(clock.slept.length, 9);
});

test("a host that is too slow is not made to catch up for ever", async (t) => {
	const clock = new FakeClock(30);
	await runLive(recorder(), { realtime: true, until: 100 * MS, clock });
	t.true(clock.slept.every((ms) => ms === 0));
});

test("as fast as it goes, others still get their turn", async (t) => {
	const clock = new FakeClock();
	await runLive(recorder(), { realtime: false, until: 50 * MS, clock });
	t.deepEqual(clock.slept, [0, 0, 0, 0]);
});

test("while somebody waits for the guest it runs ahead, and no debt is left", async (t) => {
	const clock = new FakeClock();
	let slices = 0;
	await runLive(recorder(), {
		realtime: true,
		sliceMs: 1,
		until: 100 * MS,
		clock,
		hurry: () => ++slices <= 90,
	});
	t.is(clock.slept.length, 99);
	t.deepEqual(new Set(clock.slept.slice(0, 90)), new Set([0]));
	t.true(clock.time - 1000 < 10, `${clock.time}`);
	t.true(clock.time - 1000 > 8, `${clock.time}`);
});

test("a stop request ends the run at the next slice", async (t) => {
	const stop = new AbortController();
	const ticks: number[] = [];
	const end = await runLive(recorder(), {
		realtime: false,
		stop: stop.signal,
		onSlice: (tick) => {
			ticks.push(tick);
			if (ticks.length === 3) stop.abort();
		},
	});
	t.deepEqual(end, { reason: STOPPED });
	t.is(ticks.length, 3);
});

test("what is typed reaches the guest, and the recording replays", async (t) => {
	const terminal = new LiveTerminal();
	const sink = new MemorySink();
	const live = recorder(sink, terminal);
	let slices = 0;
	const end = await runLive(live, {
		realtime: false,
		onSlice: () => {
			slices++;
			if (slices === 2) terminal.type(Buffer.from("HAL"));
			if (slices === 4) terminal.leave("user");
		},
	});
	live.finish(end.reason);
	const result = replay(sink.bytes(), machine);
	t.true(result.reproduced);
	t.is(result.inputs, 3);
	t.is(result.ending?.end?.reason, "user");
});

test("what was recorded is written out while the run goes on", async (t) => {
	let written = 0;
	const sink: Sink = { write: (bytes) => (written += bytes.length) };
	const live = recorder(sink);
	const header = written;
	await runLive(live, { realtime: true, until: 300 * MS, clock: new FakeClock() });
	t.true(written > header);
});

test("a file is recorded, and the flash is kept", async (t) => {
	const folder = tempFolder(t);
	const [trace, flashFile] = [join(folder, "t.mpk"), join(folder, "f.flash")];
	let console = "";
	const { scenarioEnd, result } = await recordFile({
		machine,
		worlds: [steps("  - send: HAL\n  - expect: IBM\n")],
		trace,
		flashFile,
		realtime: false,
		onConsole: (byte) => {
			console += String.fromCharCode(byte);
		},
	}).then(({ end, trace }) => ({ scenarioEnd: end, result: trace }));
	t.is(scenarioEnd.reason, "scenario end");
	t.is(console, "IBM");
	const bytes = new Uint8Array(readFileSync(trace));
	t.is(open(bytes).readAll().ending.end?.whole, result.whole);
	t.true(replay(bytes, machine).reproduced);
	t.is(readFileSync(flashFile).length, 512 * 1024);
});

test("a world that breaks down leaves a trace that replays, and the flash", async (t) => {
	const folder = tempFolder(t);
	const [trace, flashFile] = [join(folder, "t.mpk"), join(folder, "f.flash")];
	const world = {
		...SILENT_WORLD,
		next: () => 0,
		act: (tick: number) => {
			if (tick > 1500 * MS) throw new Error("the world fell over");
			return [];
		},
	};
	await t.throwsAsync(() => recordFile({ machine, worlds: [world], trace, flashFile, realtime: false }), {
		message: "the world fell over",
	});
	t.true(existsSync(flashFile));
	const result = replay(new Uint8Array(readFileSync(trace)), machine);
	t.true(result.reproduced);
	t.false(result.ending?.complete);
	t.true(result.tick >= 1000 * MS);
});

test("where only guest time may end a chunk, a slower host records the same bytes", async (t) => {
	const record = async (work: number, flushMs?: number): Promise<string> => {
		const sink = new MemorySink();
		const live = recorder(sink);
		const clock = new FakeClock(work);
		const pace = { realtime: false, until: 500 * MS, clock };
		live.finish((await runLive(live, flushMs === undefined ? pace : { ...pace, flushMs })).reason);
		return Buffer.from(sink.bytes()).toString("hex");
	};
	t.is(await record(90, Number.POSITIVE_INFINITY), await record(0, Number.POSITIVE_INFINITY));
	t.not(await record(90), await record(0));
});
