import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import test from "ava";
import fc from "fast-check";
import { Chip } from "../../src/chip/chip.js";
import { ImageCache } from "../../src/firmware/cache.js";
import { ImageError } from "../../src/firmware/errors.js";
import { AnchorTracker } from "../../src/session/anchors.js";
import { SessionError } from "../../src/session/errors.js";
import { FieldTable } from "../../src/session/fields.js";
import { loadFlash, saveFlash } from "../../src/session/flash-file.js";
import { describeEvent, describeHeader, describeSurvey } from "../../src/session/inspect.js";
import {
	chipConfig,
	flashRanges,
	initialFlash,
	stateLayout,
	traceHeader,
} from "../../src/session/machine.js";
import { OutputComparer } from "../../src/session/output-comparer.js";
import { prepareMachine } from "../../src/session/prepare.js";
import { surveyTrace } from "../../src/session/survey.js";
import type { Outputs, TraceEvent } from "../../src/trace/schema.js";
import { parseScenario } from "../../src/world/scenario/parse.js";
import { tempFolder } from "../temp.js";
import { echoMachine, echoRom, tinyImage } from "./guest.js";
import { hash64, MS, makeDigests, open, record, steps } from "./run.js";

const SIZE = 512 * 1024;

test("field names are the layout's, without memories, and every one is read where it lies", (t) => {
	const table = new FieldTable(stateLayout(SIZE));
	for (const name of [
		"cpu.pc",
		"cpu.ar[15]",
		"clock.tick",
		"clock.tick.high",
		"uart0.rx.ring[124]",
		"gpio.pin[0]",
	]) {
		t.true(table.names.includes(name), name);
	}
	t.false(table.names.some((name) => /^(dram|iram|rom|flash|rtcram)\./.test(name)));
	t.is(new Set(table.names).size, table.names.length);
	const chip = new Chip(chipConfig(echoMachine()));
	chip.run(MS);
	const values = table.read(chip.state.buffer);
	const value = (name: string) => values[table.names.indexOf(name)];
	t.is(value("clock.tick"), chip.tick);
	t.is(value("cpu.instructions"), chip.instructions);
	const before = values.slice();
	before[table.names.indexOf("cpu.ar[2]")] = 1;
	t.deepEqual(table.compare(["gone.field", ...table.names], Uint32Array.of(9, ...before), values), [
		{ name: "cpu.ar[2]", expected: 1, actual: 0x60000000 },
	]);
});

test("flash ranges rebuild any flash from its image", (t) => {
	const { firmware } = echoMachine();
	const change = fc.record({
		at: fc.nat(SIZE - 300),
		bytes: fc.uint8Array({ minLength: 1, maxLength: 300 }),
	});
	fc.assert(
		fc.property(fc.array(change, { maxLength: 6 }), (changes) => {
			const flash = echoMachine().flash.slice();
			for (const { at, bytes } of changes) flash.set(bytes, at);
			const header = traceHeader(echoMachine({ flash }));
			t.true(Buffer.from(initialFlash(header, firmware.bytes)).equals(flash));
			const kept = header.flash.reduce((sum, range) => sum + range.bytes.length, 0);
			t.true(kept <= changes.reduce((sum, { bytes }) => sum + bytes.length + 32, 64));
		}),
		{ numRuns: 10 },
	);
	t.deepEqual(flashRanges(Uint8Array.of(1, 2), Uint8Array.of(1, 3, 0xff)), [
		{ offset: 1, bytes: Uint8Array.of(3) },
	]);
});

test("the first input of a burst has an anchor: what the guest said and did before it", (t) => {
	const anchors = new AnchorTracker();
	for (const [i, byte] of [...Buffer.from(`${"x".repeat(100)}>>> `)].entries()) anchors.console(i, byte);
	anchors.pin(200, 4);
	anchors.pin(210, 4);
	anchors.frame(220);
	const input = { kind: "uart", line: 0, byte: 65, baud: 115200 } as const;
	t.deepEqual(anchors.input(300, input), {
		consoleTail: new Uint8Array(Buffer.from(`${"x".repeat(60)}>>> `)),
		sinceTicks: 80,
		frames: 1,
		edges: [{ pin: 4, count: 2 }],
	});
	t.is(anchors.input(400, input), undefined);
	t.like(anchors.input(500, { kind: "adc", microvolts: 1 }), {
		sinceTicks: 100,
		consoleTail: new Uint8Array(),
	});
	anchors.console(600, 33);
	t.deepEqual(anchors.input(400 + 10 * MS + 1, input)?.consoleTail, Uint8Array.of(33));
});

test("anchors are in the trace", (t) => {
	const { bytes } = record(
		echoMachine(),
		steps("  - send: AB\n  - expect: BC\n  - wait: 20ms\n  - send: C\n"),
	);
	const anchors = open(bytes)
		.readAll()
		.chunks.flatMap((chunk) =>
			chunk.events.map(({ anchor }) => anchor && Buffer.from(anchor.consoleTail).toString()),
		);
	t.deepEqual(anchors, ["", undefined, "BC"]);
});

const NOTHING: Outputs = { uart: [[], []], pins: [], frames: [], spi: [], flash: [], power: [] };

test("outputs are compared stream by stream, early ones when their turn comes", (t) => {
	const outputs = new OutputComparer();
	const bytes = Uint8Array.of(1, 2);
	outputs.frame(5, bytes, 6, 11);
	outputs.spi(6, bytes);
	outputs.flash(7, 4096, 256);
	outputs.power(8, "deep-sleep");
	outputs.uart(9, 1, 65, 9600);
	outputs.pin(9, 4, "z");
	outputs.expect({
		uart: [[], [{ tick: 9, byte: 65, baud: 9600 }]],
		pins: [{ tick: 9, pin: 4, level: "z" }],
		frames: [{ tick: 5, bytes, channel: 6, rate: 11 }],
		spi: [{ tick: 6, bytes }],
		flash: [{ tick: 7, offset: 4096, length: 256 }],
		power: [{ tick: 8, event: "deep-sleep" }],
	});
	outputs.finish(false);
	t.is(outputs.mismatch, undefined);
});

test("an output too few, too many, or other, is found; the earliest is named", (t) => {
	const missing = new OutputComparer();
	missing.expect({ ...NOTHING, pins: [{ tick: 9, pin: 4, level: 1 }] });
	t.is(missing.mismatch, undefined);
	missing.finish(true);
	t.like(missing.mismatch, { stream: "pins", index: 0, expected: { tick: 9 } });
	const extra = new OutputComparer();
	extra.pin(3, 4, 0);
	extra.finish(true);
	t.is(extra.mismatch, undefined);
	extra.finish(false);
	t.like(extra.mismatch, { actual: { tick: 3 } });
	const other = new OutputComparer();
	other.expect({
		...NOTHING,
		flash: [{ tick: 9, offset: 0, length: 4 }],
		power: [{ tick: 4, event: "power-on" }],
	});
	other.flash(9, 0, 8);
	other.power(4, "reset-pin");
	t.is(other.mismatch?.stream, "power");
});

test("digests depend on every byte, and on nothing else", (t) => {
	const digest = (text: string, ticks: readonly number[]) => {
		const digests = makeDigests();
		for (const byte of Buffer.from(text)) digests.console(byte);
		for (const tick of ticks) digests.pin(tick, 4, "z");
		return digests.finish(Uint8Array.of(1, 2, 3));
	};
	const text = "line\n".repeat(2000);
	const { console: said, pins } = digest(text, [1, 2 ** 40]);
	t.is(said, hash64(Buffer.from(text), 0n).toString(16).padStart(16, "0"));
	t.deepEqual(digest(text, [1, 2 ** 40]).pins, pins);
	t.not(digest(text, [1, 2 ** 40 + 1]).pins, pins);
	t.not(digest(text.slice(1), []).console, said);
});

test("a flash file starts afresh, comes back, and is checked", (t) => {
	const path = join(tempFolder(t), "board.flash");
	const image = tinyImage();
	const fresh = loadFlash(path, image, undefined, SIZE);
	t.is(fresh.length, SIZE);
	fresh[9000] = 7;
	saveFlash(path, fresh);
	t.deepEqual(loadFlash(path, image, SIZE, 0), fresh);
	const code = (size?: number) =>
		t.throws(() => loadFlash(path, image, size, SIZE), { instanceOf: SessionError }).code;
	t.is(code(2 * SIZE), "flash-file");
	writeFileSync(path, "short");
	t.is(code(), "flash-file");
});

test("a machine is prepared from what is said, then the scenario, then defaults", (t) => {
	const folder = tempFolder(t);
	const cache = new ImageCache(folder);
	cache.store("firmware", tinyImage());
	cache.store("rom", echoRom().bytes);
	const scenario = parseScenario(
		"name: n\nseed: 5\nmac: 00:00:00:00:00:05\nflash_size: 1M\ncheckpoint_every: 1s\nsteps: []",
		"s",
	);
	const image = "v1.2.3";
	const plain = prepareMachine({ image }, cache);
	t.is(plain.flash.length, 4 * 1024 * 1024);
	t.not(prepareMachine({ image }, cache).seed, plain.seed);
	t.is(prepareMachine({ image, scenario: parseScenario("steps: []", "s") }, cache).seed, 0n);
	t.like(prepareMachine({ image, scenario }, cache), {
		seed: 5n,
		mac: "00:00:00:00:00:05",
		checkpointTicks: 160_000_000,
		notes: { scenario: "n" },
	});
	const flashFile = join(folder, "f");
	const own = prepareMachine(
		{ image, scenario, seed: 6n, mac: "00:00:00:00:00:06", flashSize: SIZE, flashFile, checkpointTicks: 9 },
		cache,
	);
	t.like(own, { seed: 6n, mac: "00:00:00:00:00:06", checkpointTicks: 9 });
	t.is(own.flash.length, SIZE);
	t.false(existsSync(flashFile));
	t.throws(() => prepareMachine({ image: "v9.9" }, cache), { instanceOf: ImageError });
});

test("a trace in words", (t) => {
	const reader = open(
		record(echoMachine({ notes: { why: "a test" } }), steps("  - send: A\n  - note: hi\n")).bytes,
	);
	const header = Object.fromEntries(describeHeader(reader.header));
	t.is(header["note why"], "a test");
	t.regex(header.flash, /^512 KB, 0 bytes/);
	const survey = Object.fromEntries(describeSurvey(surveyTrace(reader)));
	t.is(survey.events, "1 uart, 1 note");
	t.regex(survey.end, /^scenario end, state [0-9a-f]{16}$/);
	t.is(
		readFileSync(new URL("../../../package.json", import.meta.url), "utf8").includes(
			reader.header.recorder.version,
		),
		true,
	);
});

const EVENTS: [TraceEvent, string][] = [
	[{ kind: "uart", line: 0, byte: 0x41, baud: 9600 }, "uart0 0x41 'A' at 9600 baud"],
	[{ kind: "uart", line: 1, byte: 3, baud: 9600 }, "uart1 0x03 at 9600 baud"],
	[{ kind: "pin", pin: 4, level: "z" }, "pin GPIO4 open"],
	[{ kind: "pin", pin: 4, level: 1 }, "pin GPIO4 high"],
	[{ kind: "pin", pin: 4, level: 0 }, "pin GPIO4 low"],
	[{ kind: "adc", microvolts: 250_000 }, "adc 0.25 V"],
	[{ kind: "spi", bytes: new Uint8Array(30) }, `spi 30 bytes ${"00".repeat(24)}...`],
	[
		{ kind: "frame", bytes: Uint8Array.of(0x80), rssi: -40, channel: 6, rate: 11 },
		"frame channel 6, rate 11, -40 dBm, 1 bytes 80",
	],
	[{ kind: "rtc", periodFs: 6_496_000_000 }, "rtc period 6.496 us"],
	[{ kind: "power", event: "reset-pin", straps: 1 }, "power reset-pin, straps 0b001"],
	[{ kind: "world", topic: "wifi", data: null }, "world wifi"],
	[{ kind: "note", text: "a\n" }, 'note "a\\n"'],
	[{ kind: "mark", text: "m" }, 'mark "m"'],
];

for (const [event, text] of EVENTS) test(`event: ${text}`, (t) => t.is(describeEvent(event), text));
