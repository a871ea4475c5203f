/** Segments that no honest peer sends: nothing breaks, nothing echoes for ever, memory stays bounded. */
import assert from "node:assert/strict";
import test from "ava";
import fc from "fast-check";
import { encodeTcp, type TcpSegment } from "../../../../src/world/network/codec/tcp.js";
import type { TcpStream } from "../../../../src/world/network/tcp/stream.js";
import { A, B, PORT, pattern, Wire } from "./wire.js";

/** Numbers near those that mean something. */
const near = fc.oneof(
	fc.integer({ min: -3, max: 3 }),
	fc.integer({ min: -70_000, max: 70_000 }),
	fc.integer({ min: -(2 ** 31), max: 2 ** 31 }),
);

const forged = fc.record({
	to: fc.constantFrom<"a" | "b">("a", "b"),
	seq: near,
	ack: near,
	flags: fc.nat(31),
	window: fc.constantFrom(0, 1, 536, 65535),
	length: fc.constantFrom(0, 0, 1, 700, 1460),
	act: fc.constantFrom("none", "none", "none", "write", "read", "end", "close", "abort"),
	wait: fc.constantFrom(0, 0, 1, 100, 2000),
});

test("whatever comes, no exception, no livelock, no more than the buffers hold", (t) => {
	const property = fc.property(fc.nat(), fc.array(forged, { maxLength: 60 }), (seed, segments) => {
		const wire = new Wire(seed);
		const streams: { a?: TcpStream; b?: TcpStream } = {};
		streams.a = wire.connect({}, (request) => {
			const accepted = request.accept({});
			if (accepted) streams.b ??= accepted;
		});
		wire.run();
		for (const { to, seq, ack, flags, window, length, act, wait } of segments) {
			const from = to === "a" ? "b" : "a";
			const base = wire.seen.filter((seen) => seen.from === from).at(-1)!.segment;
			const segment: TcpSegment = {
				sourcePort: to === "a" ? PORT : streams.a.local.port,
				destinationPort: to === "a" ? streams.a.local.port : PORT,
				seq: (base.seq + seq) >>> 0,
				ack: (base.ack + ack) >>> 0,
				flags,
				window,
				payload: pattern(length),
			};
			const [source, destination] = to === "a" ? [B, A] : [A, B];
			wire.inject(to, encodeTcp(segment, source, destination));
			const stream = streams[to];
			if (act === "write") stream?.write(pattern(10_000));
			else if (act === "read") stream?.read();
			else if (act !== "none") stream?.[act]();
			wire.run(wire.agenda.now + wait * 160_000, 20_000);
			for (const each of [streams.a, streams.b]) if (each) assert(each.readable <= 32 * 1024);
		}
		streams.a.abort();
		streams.b?.abort();
		wire.a.abortAll();
		wire.b.abortAll();
		wire.run(undefined, 20_000);
		assert.deepEqual([wire.a.size, wire.b.size], [0, 0]);
	});
	t.notThrows(() => fc.assert(property, { numRuns: 300 }));
});

test("bytes that are no TCP are dropped", (t) => {
	const property = fc.property(fc.uint8Array({ maxLength: 100 }), (bytes) => {
		const wire = new Wire(1);
		wire.b.listen((request) => request.accept({}));
		wire.inject("b", bytes);
		assert.equal(wire.seen.length, 0);
	});
	t.notThrows(() => fc.assert(property));
});
