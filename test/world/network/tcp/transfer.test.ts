/** Streams arrive whole over bad wires, or both sides learn that they died. */
import assert from "node:assert/strict";
import test from "ava";
import fc from "fast-check";
import { TICKS_PER_SECOND } from "../../../../src/chip/time.js";
import { pattern, Talker, Wire } from "./wire.js";

const windows = fc.record({
	mss: fc.constantFrom(64, 536, 1460),
	receiveBuffer: fc.constantFrom(1, 100, 2144, 8192, 65535),
	sendBuffer: fc.constantFrom(1, 1072, 65536),
});

type Windows = typeof windows extends fc.Arbitrary<infer T> ? T : never;
type Faults = typeof faults extends fc.Arbitrary<infer T> ? T : never;

const faults = fc.record({
	loss: fc.constantFrom(0, 0.02, 0.2),
	duplication: fc.constantFrom(0, 0.1, 0.5),
	delay: fc.constantFrom<[number, number]>([1, 1], [1, 30], [0, 400]),
});

/** The other side's window opens after its FIN, when this side is in TIME-WAIT already. */
const ONE_BYTE = { mss: 64, receiveBuffer: 1, sendBuffer: 1 } as const;
const WINDOW_IN_TIME_WAIT: [number, Faults, Windows, Windows, number, number, number] = [
	2077637353,
	{ loss: 0.2, duplication: 0, delay: [1, 1] },
	ONE_BYTE,
	ONE_BYTE,
	1,
	0,
	1,
];

test("a stream arrives whole in both directions, whatever the wire does", (t) => {
	const property = fc.property(
		fc.nat(),
		faults,
		windows,
		windows,
		fc.nat(20_000),
		fc.nat(20_000),
		fc.constantFrom(1, 77, 100_000),
		(seed, wireFaults, aOptions, bOptions, aLength, bLength, piece) => {
			const tiny = Math.min(
				aOptions.receiveBuffer,
				aOptions.sendBuffer,
				bOptions.receiveBuffer,
				bOptions.sendBuffer,
			);
			const scale = tiny === 1 ? 200 : 1;
			const wire = new Wire(
				seed,
				wireFaults,
				{ ...aOptions, retries: 30, synRetries: 30 },
				{ ...bOptions, retries: 30, synRetries: 30 },
			);
			const a = new Talker(pattern(Math.ceil(aLength / scale)), piece);
			const b = new Talker(pattern(Math.ceil(bLength / scale)), piece);
			wire.connect(a, b);
			wire.run();
			assert(pattern(Math.ceil(aLength / scale)).every((byte, i) => byte === b.received[i]));
			assert(pattern(Math.ceil(bLength / scale)).every((byte, i) => byte === a.received[i]));
			assert.deepEqual(
				[a.received.length, b.received.length],
				[Math.ceil(bLength / scale), Math.ceil(aLength / scale)],
			);
			assert.deepEqual([a.closed, b.closed], ["closed", "closed"]);
			assert.deepEqual([wire.a.size, wire.b.size], [0, 0], "nothing is left");
		},
	);
	t.notThrows(() => fc.assert(property, { numRuns: 200, examples: [WINDOW_IN_TIME_WAIT] }));
});

test("a wire that dies in the middle: what came is a beginning, and both sides learn of it", (t) => {
	const property = fc.property(fc.nat(), fc.integer({ min: 1, max: 60 }), (seed, segments) => {
		const wire = new Wire(seed, { loss: 0.05, duplication: 0.05, delay: [1, 20] });
		const a = new Talker(pattern(60_000));
		const b = new Talker(pattern(60_000));
		wire.connect(a, b);
		wire.filter = () => wire.seen.length < segments;
		wire.run();
		const beginning = (bytes: readonly number[]) =>
			assert(pattern(bytes.length).every((byte, i) => byte === bytes[i]));
		beginning(a.received);
		beginning(b.received);
		assert.equal(a.closed, "timed out");
		if (b.opened) assert.equal(b.closed, "timed out");
		assert.deepEqual([wire.a.size, wire.b.size], [0, 0]);
		assert(wire.agenda.now < 600 * TICKS_PER_SECOND);
	});
	t.notThrows(() => fc.assert(property, { numRuns: 50 }));
});
