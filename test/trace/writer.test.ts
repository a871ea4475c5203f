import {
	lstatSync,
	mkdtempSync,
	readdirSync,
	readFileSync,
	rmSync,
	statSync,
	symlinkSync,
	truncateSync,
} from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import test from "ava";
import {
	FileSink,
	FileSource,
	loadHash64,
	Malformed,
	MemorySink,
	MemorySource,
	openTrace,
	type Sink,
	TraceReader,
	TraceWriter,
} from "../../src/trace/index.js";
import { checkpointAt, END, HEADER, writeSample } from "./sample.js";

const hash64 = await loadHash64();
const writerTo = (sink: Sink = new MemorySink()) => new TraceWriter(sink, HEADER, hash64);
const uart = { kind: "uart", line: 0, byte: 1, baud: 9600 } as const;

const refused: Record<string, (writer: TraceWriter) => void> = {
	"an event before another": (w) => {
		w.input(5, uart);
		w.input(4, uart);
	},
	"an event before a checkpoint": (w) => {
		w.checkpoint(checkpointAt(5, 0));
		w.input(4, uart);
	},
	"an event before a flush": (w) => {
		w.flush(5);
		w.input(4, uart);
	},
	"a fractional tick": (w) => w.input(0.5, uart),
	"a negative tick": (w) => w.input(-1, uart),
	"a fractional baud rate": (w) => w.input(0, { ...uart, baud: 9600.5 }),
	"a byte of 256": (w) => w.input(0, { ...uart, byte: 256 }),
	"an unknown kind": (w) => w.input(0, { kind: "smell" } as never),
	"an unknown power event": (w) => w.input(0, { kind: "power", event: "coffee", straps: 0 } as never),
	"a huge frame": (w) =>
		w.input(0, { kind: "frame", bytes: new Uint8Array(5000), rssi: 0, channel: 1, rate: 0 }),
	"half a character": (w) => w.note(0, "\ud800"),
	"a function as world data": (w) => w.world(0, "x", (() => 1) as never),
	"a Date as world data": (w) => w.world(0, "x", new Date() as never),
	"bigint world data": (w) => w.world(0, "x", 1n as never),
	"__proto__ in world data": (w) => w.world(0, "x", JSON.parse('{"__proto__":1}')),
	"deep world data": (w) => w.world(0, "x", JSON.parse("[".repeat(17) + "]".repeat(17))),
	"large world data": (w) => w.world(0, "x", new Uint8Array(2 ** 20 + 1)),
	"an anchor's pins out of order": (w) =>
		w.input(0, uart, {
			consoleTail: new Uint8Array(0),
			sinceTicks: 0,
			edges: [
				{ pin: 3, count: 1 },
				{ pin: 2, count: 1 },
			],
		}),
	"an output byte of 256": (w) => w.outputs.uart(0, 0, 256, 9600),
	"output at a fractional rate": (w) => w.outputs.uart(0, 0, 1, 9600.5),
	"output before output": (w) => {
		w.outputs.pin(5, 1, 0);
		w.outputs.pin(4, 1, 0);
	},
	"output at a fractional tick": (w) => w.outputs.pin(0.5, 1, 0),
	"output on pin 17": (w) => w.outputs.pin(0, 17, 0),
	"an unknown power output": (w) => w.outputs.power(0, "coffee" as never),
	"flash beyond its end": (w) => w.outputs.flash(0, 0xff_ffff, 2),
	"a checkpoint before another": (w) => {
		w.checkpoint(checkpointAt(5, 0));
		w.checkpoint(checkpointAt(4, 0));
	},
	"fewer instructions": (w) => {
		w.checkpoint(checkpointAt(50, 0));
		w.checkpoint({ ...checkpointAt(60, 0), instructions: 1 });
	},
	"a checkpoint with too few hashes": (w) =>
		w.checkpoint({ ...checkpointAt(5, 0), hashes: new BigUint64Array(2) }),
	"a checkpoint with other fields": (w) =>
		w.checkpoint({ ...checkpointAt(5, 0), fields: new Uint32Array(2) }),
	"an end without a number": (w) => w.finish({ ...END, tick: Number.NaN }),
	"a digest that is none": (w) => w.finish({ ...END, digests: { console: "!" } }),
};

for (const [name, record] of Object.entries(refused)) {
	test(`${name} is refused when it is recorded, and the trace goes on`, (t) => {
		const sink = new MemorySink();
		const writer = writerTo(sink);
		t.throws(() => record(writer), { instanceOf: Malformed });
		writer.finish(END);
		t.true(new TraceReader(new MemorySource(sink.bytes()), hash64).readAll().ending.complete);
	});
}

test("a header the reader would refuse is refused before anything is written", (t) => {
	const sink = new MemorySink();
	t.throws(() => new TraceWriter(sink, { ...HEADER, mac: "?" }, hash64), { instanceOf: Malformed });
	t.throws(() => new TraceWriter(sink, { ...HEADER, seed: -1n }, hash64), { instanceOf: Malformed });
	t.throws(() => new TraceWriter(sink, { ...HEADER, wakeWire: true as never }, hash64), {
		instanceOf: Malformed,
		message: /wakeWire must be false, or not be there/,
	});
	t.is(sink.bytes().length, 0);
});

test("a quiet flush writes nothing unless the run has moved on", (t) => {
	const writer = writerTo();
	const { size } = writer;
	writer.flush();
	t.is(writer.size, size);
	writer.flush(1);
	t.true(writer.size > size && writer.size < size + 60);
});

test("beacons, of which deflate leaves little, gather in larger chunks than other frames, but not without end", (t) => {
	const chunksOf = (count: number, bytes: Uint8Array): number => {
		const sink = new MemorySink();
		const writer = writerTo(sink);
		for (let i = 0; i < count; i++) writer.outputs.frame(i, bytes, 1, 0);
		writer.finish(END);
		return new TraceReader(new MemorySource(sink.bytes()), hash64).readAll().chunks.length;
	};
	const beacon = new Uint8Array(146).fill(0x80, 0, 1);
	t.is(chunksOf(2500, beacon), 1);
	t.true(chunksOf(2500, beacon.slice().fill(0x50, 0, 1)) > 10);
	t.true(chunksOf(10_000, new Uint8Array(4096).fill(0x80, 0, 1)) >= 9);
});

test("nothing can be recorded after the end", (t) => {
	const writer = writerTo();
	writer.finish(END);
	for (const more of [
		() => writer.input(END.tick, uart),
		() => writer.checkpoint(checkpointAt(END.tick, 1)),
		() => writer.flush(),
		() => writer.finish(END),
	]) {
		t.throws(more, { message: /closed/ });
	}
});

test("after the sink has failed nothing more is written, so what it took still reads", (t) => {
	const memory = new MemorySink();
	let room = 10_000;
	const sink: Sink = {
		write(bytes) {
			memory.write(bytes.subarray(0, room));
			room -= bytes.length;
			if (room < 0) throw new Error("no space left");
		},
	};
	const writer = writerTo(sink);
	const noisy = Uint8Array.from({ length: 4000 }, (_, i) => Math.imul(i + 1, 2_654_435_761) >>> 24);
	t.throws(
		() => {
			for (let i = 0; ; i++) {
				writer.input(i, { kind: "spi", bytes: noisy.map((b) => b ^ Math.imul(i + 1, b + 77)) });
				writer.flush();
			}
		},
		{ message: "no space left" },
	);
	t.throws(() => writer.flush(), { message: /closed/ });
	const { chunks, ending } = new TraceReader(new MemorySource(memory.bytes()), hash64).readAll();
	t.true(chunks.length > 0);
	t.true(ending.damagedTail);
});

test("the last eight bytes of a complete trace are where its index lies", (t) => {
	const bytes = writeSample(hash64);
	const at = Number(new DataView(bytes.buffer).getBigUint64(bytes.length - 8));
	t.deepEqual([...bytes.subarray(at, at + 3)], [0x95, 2, 0xce]);
});

test("a trace file comes into being with its header in it, and a link is written through", (t) => {
	const folder = mkdtempSync(path.join(tmpdir(), "mpk-"));
	try {
		const file = path.join(folder, "a.mpk");
		const sink = new FileSink(file);
		t.deepEqual(readdirSync(folder), [], "nothing is there before the first frame");
		writerTo(sink);
		sink.close();
		t.deepEqual(readdirSync(folder), ["a.mpk"]);
		t.false(new TraceReader(new MemorySource(readFileSync(file)), hash64).readAll().ending.complete);

		const link = path.join(folder, "link.mpk");
		symlinkSync(file, link);
		const through = new FileSink(link);
		const writer = writerTo(through);
		writer.finish(END);
		through.close();
		t.true(lstatSync(link).isSymbolicLink());
		t.is(statSync(file).size, writer.size);
	} finally {
		rmSync(folder, { recursive: true });
	}
});

test("files are read as they are written, a piece at a time", async (t) => {
	const folder = mkdtempSync(path.join(tmpdir(), "mpk-"));
	try {
		const file = path.join(folder, "a.mpk");
		const sink = new FileSink(file);
		const writer = writerTo(sink);
		writer.input(1, uart);
		writer.flush();
		t.is(statSync(file).size, writer.size, "a flushed chunk is in the file");
		writer.finish(END);
		sink.close();
		const source = new FileSource(file);
		const { chunks, ending } = new TraceReader(source, hash64).readAll();
		t.deepEqual(chunks[0].events, [{ tick: 1, event: uart }]);
		t.deepEqual(ending.end, END);
		truncateSync(file, ending.offset - 1);
		t.throws(() => new TraceReader(source, hash64).readAll(), { name: "TraceError", message: /altered/ });
		source.close();
	} finally {
		rmSync(folder, { recursive: true });
	}
	t.true((await openTrace(writeSample(hash64))).readAll().ending.complete);
});
