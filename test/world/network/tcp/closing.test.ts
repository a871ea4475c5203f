/** How a connection ends, and what tries to end it: RFC 9293, RFC 5961. */
import test from "ava";
import { TICKS_PER_MS, TICKS_PER_SECOND } from "../../../../src/chip/time.js";
import { encodeTcp, FIN, RST, SYN } from "../../../../src/world/network/codec/tcp.js";
import type { TcpStream } from "../../../../src/world/network/tcp/stream.js";
import { describe, forge, last, NOTHING, open } from "./pair.js";
import { A, B, PORT, pattern, Talker, Wire } from "./wire.js";

test("a half-closed connection goes on in the other direction", (t) => {
	const wire = new Wire(1);
	const { a, b, aTalker, bTalker } = open(wire);
	a.end();
	wire.run();
	t.true(bTalker.ended);
	t.is(a.write(pattern(1)), 0, "nothing more is taken");
	b.write(pattern(5000));
	wire.run();
	t.is(aTalker.received.length, 5000);
	b.end();
	wire.run();
	t.deepEqual([aTalker.closed, bTalker.closed], ["closed", "closed"]);
});

test("who closed first waits, answers a repeated FIN, and takes a new connection from the same port", (t) => {
	const wire = new Wire(1);
	const { a, b, aTalker } = open(wire);
	a.end();
	wire.run();
	b.end();
	wire.run(wire.agenda.now + 10 * TICKS_PER_MS);
	t.is(aTalker.closed, "closed");
	t.deepEqual([wire.a.size, wire.b.size], [1, 0]);
	const fin = wire.seen.find(({ from, segment }) => from === "b" && segment.flags & FIN)!.segment;
	wire.inject("a", encodeTcp(fin, B, A));
	t.is(describe(wire.seen.at(-1)!), "a ACK 0");
	wire.a.listen((request) => request.accept({}));
	const syn = { ...fin, seq: (fin.seq + 1000) >>> 0, ack: 0, flags: SYN, payload: NOTHING };
	wire.inject("a", encodeTcp(syn, B, A));
	t.is(describe(wire.seen.at(-1)!), "a SYN ACK 0");
});

test("what nobody reads any more is answered by a reset", (t) => {
	const wire = new Wire(1);
	const { a, b, aTalker, bTalker } = open(wire);
	b.close();
	wire.run(wire.agenda.now + TICKS_PER_SECOND);
	t.true(aTalker.ended);
	a.write(pattern(10));
	wire.run();
	t.deepEqual([aTalker.closed, bTalker.closed], ["reset", "aborted"]);
});

test("closing with unread bytes is a reset", (t) => {
	const wire = new Wire(1);
	let b: TcpStream | undefined;
	const talker = new Talker(pattern(10), 10, true);
	wire.connect(talker, (request) => {
		b = request.accept({});
	});
	wire.run();
	b!.close();
	wire.run();
	t.is(talker.closed, "reset");
});

test("who closed and never hears the other's FIN lets go after a minute", (t) => {
	const wire = new Wire(1);
	const { b, bTalker } = open(wire);
	b.close();
	wire.run();
	t.is(bTalker.closed, "closed");
	t.is(wire.b.size, 0);
});

test("a reset counts only with the sequence number expected next", (t) => {
	const wire = new Wire(1);
	const { aTalker, bTalker } = open(wire);
	const { seq } = last(wire, "a");
	for (const off of [-1, 1, 1000, 40_000]) forge(wire, { flags: RST, seq: (seq + off) >>> 0 });
	wire.run();
	t.deepEqual([aTalker.closed, bTalker.closed], [undefined, undefined]);
	forge(wire, { flags: RST, seq });
	t.is(bTalker.closed, "reset");
});

test("a SYN in the middle of a connection is challenged, not believed", (t) => {
	const wire = new Wire(1);
	const { a, aTalker, bTalker } = open(wire);
	forge(wire, { flags: SYN, seq: (last(wire, "a").seq + 10) >>> 0 });
	t.is(describe(wire.seen.at(-1)!), "b ACK 0");
	a.write(pattern(10));
	wire.run();
	t.deepEqual([aTalker.closed, bTalker.closed, bTalker.received.length], [undefined, undefined, 10]);
});

test("an acknowledgment of what was never sent changes nothing", (t) => {
	const wire = new Wire(1);
	const { b, aTalker } = open(wire);
	forge(wire, { ack: (last(wire, "a").ack + 5000) >>> 0 });
	forge(wire, { ack: (last(wire, "a").ack - 100_000) >>> 0 });
	b.write(pattern(100));
	wire.run();
	t.is(aTalker.received.length, 100);
});

test("empty segments out of the window are answered twice a second at most", (t) => {
	const wire = new Wire(1);
	open(wire);
	const start = wire.seen.length;
	for (let i = 0; i < 1000; i++) forge(wire, { seq: (last(wire, "a").seq + 100_000) >>> 0 });
	t.is(wire.seen.length - start, 1);
});

test("a connection that vanished on one side is reset by its first word", (t) => {
	const wire = new Wire(1);
	const { a, aTalker } = open(wire);
	wire.filter = () => false;
	wire.b.abortAll();
	wire.filter = () => true;
	a.write(pattern(1));
	wire.run();
	t.is(aTalker.closed, "reset");
});

test("a peer that restarts and uses its old port again gets a new connection", (t) => {
	const wire = new Wire(1);
	const { aTalker, bTalker } = open(wire);
	const { sourcePort, seq } = last(wire, "a");
	wire.filter = () => false;
	wire.a.abortAll();
	wire.filter = () => true;
	t.is(aTalker.closed, "aborted");
	const syn = {
		sourcePort,
		destinationPort: PORT,
		seq: (seq + 77) >>> 0,
		ack: 0,
		flags: SYN,
		window: 2144,
		mss: 536,
	};
	const bytes = encodeTcp({ ...syn, payload: NOTHING }, A, B);
	wire.inject("b", bytes);
	// The challenge is answered by a reset from a, which has forgotten; then the SYN is repeated.
	wire.run();
	t.is(bTalker.closed, "reset");
	wire.inject("b", bytes);
	t.is(describe(wire.seen.at(-1)!), "b SYN ACK 0");
});

test("more connections than a host keeps: the one that was silent longest goes", (t) => {
	const wire = new Wire(1);
	const talkers: Talker[] = [];
	wire.b.listen((request) => {
		talkers.push(new Talker(NOTHING, 1, true));
		request.accept(talkers.at(-1)!);
	});
	for (let i = 0; i < 600; i++) {
		wire.a.connect(A, { address: B, port: PORT + i }, new Talker(NOTHING, 1, true));
		wire.run();
	}
	t.is(wire.b.size, 512);
	t.deepEqual(
		talkers.map(({ closed }) => closed === undefined),
		talkers.map((_, i) => i >= 600 - 512),
	);
});

test("ten thousand SYNs from nowhere cost no more than the table holds", (t) => {
	const wire = new Wire(1);
	wire.b.listen((request) => request.accept({}));
	wire.filter = () => false;
	for (let i = 0; i < 10_000; i++) {
		const syn = {
			sourcePort: 1 + i,
			destinationPort: PORT,
			seq: i,
			ack: 0,
			flags: SYN,
			window: 1000,
			payload: NOTHING,
		};
		wire.inject("b", encodeTcp(syn, A, B));
	}
	t.is(wire.b.size, 512);
	wire.run();
	t.is(wire.b.size, 0);
});
