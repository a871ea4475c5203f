import test from "ava";
import fc from "fast-check";
import {
	type Checkpoint,
	loadHash64,
	MemorySink,
	MemorySource,
	type RecordedEvent,
	type TraceEvent,
	type TraceHeader,
	TraceReader,
	TraceWriter,
} from "../../src/trace/index.js";
import { type Action, action, anchor, EVENTS, header, type Output, send } from "./arbitraries.js";
import { checkpointAt, END, HEADER, writeSample } from "./sample.js";

const hash64 = await loadHash64();

function readAll(bytes: Uint8Array) {
	const reader = new TraceReader(new MemorySource(bytes), hash64);
	return { header: reader.header, ...reader.readAll() };
}

function eventsThrough(events: readonly RecordedEvent[]): RecordedEvent[] {
	const sink = new MemorySink();
	const writer = new TraceWriter(sink, HEADER, hash64);
	for (const { tick, event, anchor } of events) writer.event(tick, event, anchor);
	writer.flush();
	return readAll(sink.bytes()).chunks.flatMap((chunk) => chunk.events);
}

for (const [kind, arbitrary] of Object.entries(EVENTS) as [string, fc.Arbitrary<TraceEvent>][]) {
	test(`${kind} events come back as they were`, (t) => {
		const several = fc.array(fc.tuple(fc.constantFrom(0, 1, 13_889, 2 ** 35), arbitrary), { minLength: 1 });
		fc.assert(
			fc.property(several, (steps) => {
				let tick = 0;
				const events = steps.map(([step, event]) => {
					tick += step;
					return { tick, event };
				});
				t.deepEqual(eventsThrough(events), events);
			}),
			{ numRuns: 60 },
		);
	});
}

test("anchors come back with their event", (t) => {
	const event = { kind: "uart", line: 0, byte: 65, baud: 9600 } as const;
	fc.assert(
		fc.property(anchor, (anchor) => {
			const events = [
				{ tick: 5, event },
				{ tick: 10, event, anchor },
				{ tick: 15, event },
			];
			t.deepEqual(eventsThrough(events), events);
		}),
	);
});

test("headers come back as they were", (t) => {
	fc.assert(
		fc.property(header, (header) => {
			const sink = new MemorySink();
			new TraceWriter(sink, header, hash64);
			t.deepEqual(readAll(sink.bytes()).header, header);
		}),
	);
});

/** Carries actions out and says what reading must give. */
function perform(writer: TraceWriter, header: TraceHeader, actions: readonly Action[]) {
	const events: RecordedEvent[] = [];
	const outputs: [number, Output][] = [];
	const checkpoints: Checkpoint[] = [];
	let tick = 0;
	for (const { step, act } of actions) {
		tick += step;
		if (act.what === "event") {
			writer.event(tick, act.event, act.anchor);
			events.push({ tick, event: act.event, ...(act.anchor ? { anchor: act.anchor } : {}) });
		} else if (act.what === "output") {
			send(writer.outputs, tick, act.output);
			outputs.push([tick, act.output]);
		} else if (act.what === "checkpoint") {
			const hashes = BigUint64Array.from(header.state.components, (_, i) => act.hashes[i]);
			const fields = Uint32Array.from(header.state.fields, (_, i) => act.fields[i]);
			const checkpoint = { tick, instructions: tick, whole: act.whole, hashes, fields };
			writer.checkpoint(checkpoint);
			checkpoints.push(checkpoint);
		} else {
			writer.flush(tick);
		}
	}
	return { tick, events, outputs, checkpoints };
}

test("whole traces come back as they were", (t) => {
	fc.assert(
		fc.property(header, fc.array(action, { maxLength: 60 }), (header, actions) => {
			const sink = new MemorySink();
			const writer = new TraceWriter(sink, header, hash64);
			const expected = perform(writer, header, actions);
			const end = { ...END, tick: expected.tick };
			writer.finish(end);
			const { chunks, ending } = readAll(sink.bytes());
			t.deepEqual(
				chunks.flatMap((c) => c.events),
				expected.events,
			);
			t.deepEqual(
				chunks.flatMap((c) => c.checkpoints),
				expected.checkpoints,
			);
			const sent = <K extends Output["kind"]>(kind: K) =>
				expected.outputs.flatMap(([tick, o]) => {
					if (o.kind !== kind) return [];
					const { kind: _, ...rest } = o as Extract<Output, { kind: K }>;
					return [{ tick, ...rest }];
				});
			for (const line of [0, 1] as const) {
				t.deepEqual(
					chunks.flatMap((c) => c.outputs.uart[line]).map((o) => ({ ...o, line })),
					sent("uart").filter((o) => o.line === line),
				);
			}
			t.deepEqual(
				chunks.flatMap((c) => c.outputs.pins),
				sent("pin"),
			);
			t.deepEqual(
				chunks.flatMap((c) => c.outputs.bits),
				sent("bits"),
			);
			t.deepEqual(
				chunks.flatMap((c) => c.outputs.frames),
				sent("frame"),
			);
			t.deepEqual(
				chunks.flatMap((c) => c.outputs.spi),
				sent("spi"),
			);
			t.deepEqual(
				chunks.flatMap((c) => c.outputs.flash),
				sent("flash"),
			);
			t.deepEqual(
				chunks.flatMap((c) => c.outputs.power),
				sent("power"),
			);
			t.deepEqual(ending, {
				complete: true,
				end,
				lastTick: expected.tick,
				offset: sink.bytes().length,
				damagedTail: false,
			});
		}),
		{ numRuns: 200 },
	);
});

test("a line that says the same again and again is one record, and comes back pattern by pattern", (t) => {
	const written = (patterns: number): { length: number; outputs: unknown[] } => {
		const sink = new MemorySink();
		const writer = new TraceWriter(sink, HEADER, hash64);
		const pattern = { bytes: new Uint8Array(64), count: 512, bitTicks: 50, elapsed: 0, repeat: false };
		for (let n = 0; n < patterns; n++) writer.outputs.bits(1000 + n * 512 * 50, 3, pattern);
		const last = 1000 + patterns * 512 * 50;
		writer.outputs.bits(last, 3, { ...pattern, bytes: new Uint8Array(64).fill(1) });
		writer.outputs.bits(last + 512 * 50 + 1, 3, { ...pattern, bytes: new Uint8Array(64).fill(1) });
		writer.finish({ ...END, tick: last + 2 * 512 * 50 });
		const bytes = sink.bytes();
		return { length: bytes.length, outputs: readAll(bytes).chunks.flatMap((c) => c.outputs.bits) };
	};
	const [few, many] = [written(2), written(5000)];
	t.is(few.outputs.length, 4);
	t.is(many.outputs.length, 5002);
	t.like(many.outputs[4999], { tick: 1000 + 4999 * 512 * 50 });
	t.like(many.outputs.at(-1), { tick: 1000 + 5001 * 512 * 50 + 1 });
	t.true(many.length - few.length < 20, `${few.length} and ${many.length} bytes`);
});

test("the sample has every part and its chunks join up", (t) => {
	const { header, chunks, ending } = readAll(writeSample(hash64));
	t.deepEqual(header, HEADER);
	t.deepEqual(
		chunks.map((c) => [c.frame, c.firstTick, c.lastTick, c.events.length]),
		[
			[1, 0, 160_000_000, 11],
			[2, 160_000_000, 500_000_000, 8],
		],
	);
	t.deepEqual(chunks[1].checkpoints, [checkpointAt(320_000_000, 2)]);
	t.deepEqual(ending.end, END);
});

test("chunks can be read again from the first", (t) => {
	const reader = new TraceReader(new MemorySource(writeSample(hash64)), hash64);
	t.deepEqual(reader.readAll(), reader.readAll());
});

test("a chunk closes by itself when many events or bytes have gathered, and reads back", (t) => {
	const sink = new MemorySink();
	const writer = new TraceWriter(sink, HEADER, hash64);
	const started = writer.size;
	for (let i = 0; i < 600_000; i++) writer.outputs.pin(i * 80, 4, (i & 1) as 0 | 1);
	t.true(writer.size > started, "edges alone close a chunk");
	const frame = new Uint8Array(4096);
	for (let i = 0; i < 1000; i++) writer.outputs.frame(i, frame, 1, 0);
	writer.finish(END);
	const { chunks } = readAll(sink.bytes());
	t.true(chunks.length >= 4);
	const pins = chunks.flatMap((c) => c.outputs.pins);
	t.is(pins.length, 600_000);
	t.true(pins.every((edge, i) => edge.tick === i * 80 && edge.level === (i & 1)));
	t.is(chunks.flatMap((c) => c.outputs.frames).length, 1000);
});

test("what is handed in may be changed afterwards", (t) => {
	const sink = new MemorySink();
	const writer = new TraceWriter(sink, HEADER, hash64);
	const bytes = Uint8Array.of(1);
	const data = { list: [bytes] };
	writer.input(0, { kind: "spi", bytes });
	writer.world(0, "x", data, { consoleTail: bytes, sinceTicks: 0 });
	writer.outputs.spi(0, bytes);
	bytes[0] = 2;
	data.list.pop();
	writer.flush();
	const [chunk] = readAll(sink.bytes()).chunks;
	const kept = Uint8Array.of(1);
	t.deepEqual(chunk.events, [
		{ tick: 0, event: { kind: "spi", bytes: kept } },
		{
			tick: 0,
			event: { kind: "world", topic: "x", data: { list: [kept] } },
			anchor: { consoleTail: kept, sinceTicks: 0 },
		},
	]);
	t.deepEqual(chunk.outputs.spi, [{ tick: 0, bytes: kept }]);
});
