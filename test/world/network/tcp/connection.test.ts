/** How a connection opens and moves data, one rule of RFC 9293, 5681 or 6298 at a time. */
import test from "ava";
import { TICKS_PER_MS, TICKS_PER_SECOND } from "../../../../src/chip/time.js";
import { ACK, encodeTcp, SYN } from "../../../../src/world/network/codec/tcp.js";
import type { TcpRequest } from "../../../../src/world/network/tcp/tcp-layer.js";
import { describe, last, NOTHING, names, open, openUnread } from "./pair.js";
import { A, B, PORT, pattern, Talker, Wire } from "./wire.js";

test("open, say something, close: the segments that a book would draw", (t) => {
	const wire = new Wire(1);
	wire.connect(new Talker(pattern(10)), new Talker(pattern(20)));
	wire.run();
	t.deepEqual(wire.seen.map(describe), [
		"a SYN 0",
		"b SYN ACK 0",
		"a ACK PSH 10",
		"a ACK FIN 0",
		"b ACK PSH 20",
		"b ACK FIN 0",
		"b ACK 0",
		"a ACK 0",
	]);
	t.is(wire.seen[0].segment.mss, 1460);
});

test("the segment size is the smaller of both", (t) => {
	const wire = new Wire(1, undefined, { mss: 536 });
	wire.connect(new Talker(pattern(3000)), new Talker(pattern(3000)));
	wire.run();
	t.is(Math.max(...wire.seen.map(({ segment }) => segment.payload.length)), 536);
});

test("a peer that names no segment size gets 536 bytes, one that names too little 64", (t) => {
	for (const [mss, length] of [
		[undefined, 536],
		[1, 64],
	] as const) {
		const wire = new Wire(1);
		wire.b.listen((request) => request.accept(new Talker(pattern(2000))));
		const { mss: _, ...syn } = {
			sourcePort: 5,
			destinationPort: PORT,
			seq: 9,
			ack: 0,
			flags: SYN,
			window: 9999,
			mss: 0,
		};
		const bare = { ...syn, payload: NOTHING };
		wire.inject("b", encodeTcp(mss === undefined ? bare : { ...bare, mss }, A, B));
		const answer = last(wire, "b");
		const ack = { ...bare, flags: ACK, seq: 10, ack: (answer.seq + 1) >>> 0 };
		wire.inject("b", encodeTcp(ack, A, B));
		t.is(Math.max(...wire.seen.map(({ segment }) => segment.payload.length)), length);
	}
});

test("nobody listens: refused at once", (t) => {
	const wire = new Wire(1);
	const talker = new Talker(NOTHING);
	wire.a.connect(A, { address: B, port: PORT }, talker);
	wire.run();
	t.is(talker.closed, "refused");
	t.deepEqual(wire.seen.map(describe), ["a SYN 0", "b ACK RST 0"]);
});

test("nobody answers: SYNs after 1, 2, 4, 8, 16 seconds, then the end", (t) => {
	const wire = new Wire(1);
	wire.filter = () => false;
	const talker = new Talker(NOTHING);
	wire.connect(talker, {});
	wire.run();
	t.is(talker.closed, "timed out");
	t.deepEqual(
		wire.seen.map(({ tick }) => tick / TICKS_PER_SECOND),
		[0, 1, 3, 7, 15, 31],
	);
	t.is(wire.agenda.now, 63 * TICKS_PER_SECOND);
});

test("a request that waits for its answer is not asked twice; it may be refused later", (t) => {
	const wire = new Wire(1);
	const requests: TcpRequest[] = [];
	const talker = new Talker(NOTHING);
	wire.connect(talker, (request) => void requests.push(request));
	wire.run(5 * TICKS_PER_SECOND);
	t.is(requests.length, 1);
	t.is(wire.seen.filter(({ from }) => from === "a").length, 3, "the SYN was repeated");
	requests[0].refuse();
	wire.run();
	t.is(talker.closed, "refused");
	t.is(requests[0].accept({}), undefined, "it is over");
});

test("both sides open at once", (t) => {
	const wire = new Wire(1);
	const a = new Talker(pattern(100));
	const b = new Talker(pattern(100));
	// The first ephemeral port of each side is known only after it was used.
	wire.filter = () => false;
	const first = wire.a.connect(A, { address: B, port: 1 }, {})!;
	first.abort();
	const port = first.local.port + 1;
	wire.filter = () => true;
	const other = wire.b.connect(B, { address: A, port }, b)!;
	const one = wire.a.connect(A, { address: B, port: other.local.port }, a)!;
	t.is(one.local.port, port);
	wire.run();
	t.deepEqual([a.closed, b.closed, a.received.length, b.received.length], ["closed", "closed", 100, 100]);
});

test("a lost segment among others is sent again after three duplicate acknowledgments, without a timeout", (t) => {
	const wire = new Wire(1);
	const { a, bTalker } = open(wire);
	const start = wire.seen.length;
	let data = 0;
	wire.filter = ({ from, segment }) => from === "b" || segment.payload.length === 0 || ++data !== 2;
	a.write(pattern(1460 * 8));
	wire.run(wire.agenda.now + 100 * TICKS_PER_MS);
	t.is(bTalker.received.length, 1460 * 8);
	const lost = wire.seen.slice(start).filter(({ from }) => from === "a")[1].segment.seq;
	t.is(wire.seen.filter(({ segment }) => segment.seq === lost && segment.payload.length > 0).length, 2);
});

test("timeouts double, and are measured from the round trip", (t) => {
	const wire = new Wire(1, { loss: 0, duplication: 0, delay: [300, 300] });
	const { a, aTalker } = open(wire);
	a.write(pattern(10));
	wire.run();
	const start = wire.seen.length;
	wire.filter = () => false;
	const since = wire.agenda.now;
	a.write(pattern(10));
	wire.run();
	t.is(aTalker.closed, "timed out");
	const times = wire.seen.slice(start, -1).map(({ tick }) => (tick - since) / TICKS_PER_SECOND);
	const waits = times.slice(1).map((time, i) => time - times[i]);
	t.is(waits.length, 8);
	t.true(waits[0] >= 1 && waits[0] < 2, `first wait ${waits[0]}`);
	for (let i = 1; i < waits.length; i++) t.true(Math.abs(waits[i] - Math.min(60, 2 * waits[i - 1])) < 1e-6);
	t.is(names(wire.seen.at(-1)!.segment.flags), "ACK RST", "the last word");
});

test("acknowledgments wait for a second segment or 40 ms", (t) => {
	const wire = new Wire(1);
	const { a } = open(wire);
	const start = wire.seen.length;
	const since = wire.agenda.now;
	a.write(pattern(10));
	wire.run();
	const [ack] = wire.seen.slice(start).filter(({ from }) => from === "b");
	t.is(ack.tick - since, 41 * TICKS_PER_MS);
	const again = wire.agenda.now;
	a.write(pattern(1460 * 2));
	wire.run();
	t.is(wire.seen.at(-1)!.tick - again, TICKS_PER_MS);
});

test("a closed window is probed for as long as it is answered, and opens again", (t) => {
	const wire = new Wire(1, undefined, {}, { receiveBuffer: 2000 });
	const { a, b } = openUnread(wire);
	a.write(pattern(5000));
	wire.run(wire.agenda.now + 1000 * TICKS_PER_SECOND);
	t.is(b.readable, 2000);
	const probes = wire.seen.filter(({ segment }) => segment.payload.length === 1);
	t.true(probes.length > 15);
	t.true(probes.every(({ segment }) => segment.seq === probes[0].segment.seq));
	const read: number[] = [];
	for (let i = 0; i < 200; i++) {
		read.push(...b.read());
		wire.run(wire.agenda.now + 10 * TICKS_PER_MS);
	}
	t.deepEqual(read, [...pattern(5000)]);
});

test("a closed window whose peer is gone is given up", (t) => {
	const wire = new Wire(1, undefined, {}, { receiveBuffer: 2000 });
	const talker = new Talker(pattern(5000), 5000, true);
	wire.connect(talker, {});
	wire.run(5 * TICKS_PER_SECOND);
	wire.filter = ({ from }) => from === "a";
	wire.run(2000 * TICKS_PER_SECOND);
	t.is(talker.closed, "timed out");
});

test("a window that opens by little is not told, nor used", (t) => {
	const wire = new Wire(1, undefined, {}, { receiveBuffer: 4000 });
	const { a, b } = openUnread(wire);
	a.write(pattern(20_000));
	wire.run(wire.agenda.now + 50 * TICKS_PER_MS);
	const start = wire.seen.length;
	for (let i = 0; i < 100; i++) b.read(10);
	t.is(wire.seen.length, start, "1,000 bytes of room are not worth a segment");
	b.read(1500);
	t.is(wire.seen.length, start + 1);
	wire.run(wire.agenda.now + 20 * TICKS_PER_MS);
	t.true(wire.seen.slice(start).every(({ segment }) => segment.payload.length !== 10));
});
