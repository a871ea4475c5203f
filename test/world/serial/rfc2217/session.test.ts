import test from "ava";
import fc from "fast-check";
import { TICKS_PER_MS } from "../../../../src/chip/time.js";
import { Control, Request } from "../../../../src/world/serial/rfc2217/com-port.js";
import { Rfc2217Session } from "../../../../src/world/serial/rfc2217/session.js";
import {
	encodeData,
	encodeSubnegotiation,
	Option,
	TelnetDecoder,
	Verb,
} from "../../../../src/world/serial/rfc2217/telnet.js";
import { SerialAdapter } from "../../../../src/world/serial/serial-adapter.js";
import type { ChipPort } from "../../../../src/world/world.js";

const PORT: ChipPort = { baud: () => 115_274, frameTicks: () => 13_880 };

/** A client, the session that serves it, and the board behind. */
class Bench {
	readonly adapter = new SerialAdapter();
	readonly answers: number[][] = [];
	readonly options: [Verb, number][] = [];
	/** What the board saw. */
	readonly seen: unknown[] = [];
	text = "";
	/** Wall time, ms. */
	clock = 0;
	#tick = 0;
	readonly #decoder = new TelnetDecoder({
		data: (bytes) => {
			this.text += Buffer.from(bytes).toString("latin1");
		},
		command: () => {},
		option: (verb, option) => this.options.push([verb, option]),
		subnegotiation: (option, body) => this.answers.push(option === Option.COM_PORT ? [...body] : []),
	});
	readonly session = new Rfc2217Session({
		adapter: this.adapter,
		send: (bytes) => this.#decoder.push(bytes),
		now: () => this.clock,
	});

	/** Asks, lets the board have time, and says what was answered. */
	ask(...body: number[]): number[][] {
		this.session.fromClient(encodeSubnegotiation(Option.COM_PORT, Uint8Array.from(body)));
		this.run(20);
		return this.answers.splice(0);
	}

	/** Lets guest and wall time pass. */
	run(ms: number): void {
		for (let i = 0; i < ms; i++) {
			this.clock++;
			const until = this.#tick + TICKS_PER_MS;
			for (; this.#tick < until; this.#tick += TICKS_PER_MS / 100) {
				for (const action of this.adapter.act(this.#tick, PORT)) {
					this.seen.push(action.kind === "input" ? action.input : action);
				}
			}
			this.session.turn();
		}
	}

	get straps(): unknown[] {
		return this.seen.map((input) => (input as { straps?: number }).straps);
	}
}

test("it offers what a serial line needs, and agrees to nothing else", (t) => {
	const bench = new Bench();
	t.deepEqual(bench.options.splice(0), [
		[Verb.WILL, Option.ECHO],
		[Verb.WILL, Option.SUPPRESS_GO_AHEAD],
		[Verb.WILL, Option.BINARY],
		[Verb.WILL, Option.COM_PORT],
		[Verb.DO, Option.SUPPRESS_GO_AHEAD],
		[Verb.DO, Option.BINARY],
		[Verb.DO, Option.COM_PORT],
	]);
	// Answers to what it has asked end the matter; a terminal type (24) is neither wanted nor had.
	for (const [verb, option] of [
		[Verb.WILL, Option.COM_PORT],
		[Verb.DO, Option.BINARY],
		[Verb.WILL, 24],
		[Verb.DO, 24],
		[Verb.DONT, Option.BINARY],
		[Verb.DONT, Option.BINARY],
		[Verb.WONT, 24],
	]) {
		bench.session.fromClient(Uint8Array.of(255, verb, option));
	}
	t.deepEqual(bench.options, [
		[Verb.DONT, 24],
		[Verb.WONT, 24],
		[Verb.WONT, Option.BINARY],
	]);
});

test("data goes both ways, IAC bytes too", (t) => {
	const bench = new Bench();
	bench.session.fromClient(encodeData(Uint8Array.of(1, 255, 2)));
	bench.run(2);
	t.deepEqual(
		bench.seen.map((input) => (input as { byte: number }).byte),
		[1, 255, 2],
	);
	bench.session.fromChip(Uint8Array.of(0x61, 255, 0x62));
	t.is(bench.text, "a\xffb");
});

test("a speed holds from the byte after it on, and is answered then", (t) => {
	const bench = new Bench();
	bench.session.fromClient(Buffer.from("old"));
	bench.session.fromClient(
		encodeSubnegotiation(Option.COM_PORT, Uint8Array.of(Request.SET_BAUDRATE, 0, 7, 8, 0)),
	);
	bench.session.fromClient(Buffer.from("new"));
	t.deepEqual(bench.answers, []);
	bench.run(2);
	t.deepEqual(
		bench.seen.map((input) => (input as { baud: number }).baud),
		[115_200, 115_200, 115_200, 460_800, 460_800, 460_800],
	);
	t.deepEqual(bench.answers.splice(0), [[101, 0, 7, 8, 0]]);
	t.deepEqual(bench.ask(Request.SET_BAUDRATE, 0, 0, 0, 0), [[101, 0, 7, 8, 0]]);
});

test("what cannot be had is answered with what holds", (t) => {
	const bench = new Bench();
	t.deepEqual(bench.ask(Request.SET_DATASIZE, 7), [[102, 8]]);
	t.deepEqual(bench.ask(Request.SET_PARITY, 3), [[103, 1]]);
	t.deepEqual(bench.ask(Request.SET_STOPSIZE, 2), [[104, 1]]);
	t.deepEqual(bench.ask(Request.SET_CONTROL, Control.FLOW_HARDWARE), [[105, Control.FLOW_NONE]]);
	t.deepEqual(bench.ask(Request.SET_CONTROL, Control.FLOW_IN_HARDWARE), [[105, Control.FLOW_IN_NONE]]);
	t.deepEqual(bench.ask(Request.SET_MODEMSTATE_MASK, 255), [
		[111, 255],
		[107, 0],
	]);
	t.deepEqual(bench.ask(Request.SIGNATURE), [[100, ...Buffer.from("esp8266-replay")]]);
});

test("DTR and RTS work the reset; a line is answered when the board has seen it", (t) => {
	const bench = new Bench();
	t.deepEqual(bench.ask(Request.SET_CONTROL, Control.RTS_ON), [[105, Control.RTS_ON]]);
	bench.run(100);
	t.deepEqual(bench.ask(Request.SET_CONTROL, Control.RTS_OFF), [[105, Control.RTS_OFF]]);
	t.deepEqual(bench.straps, [0b011]);
	t.deepEqual(bench.ask(Request.SET_CONTROL, Control.DTR_QUERY), [[105, Control.DTR_OFF]]);
});

test("lines that change 50 ms apart, as over a network, still reach the boot loader", (t) => {
	const bench = new Bench();
	for (const control of [
		Control.DTR_ON,
		Control.RTS_ON,
		Control.DTR_OFF,
		Control.RTS_ON,
		Control.DTR_ON,
		Control.RTS_OFF,
		Control.DTR_OFF,
	]) {
		t.deepEqual(bench.ask(Request.SET_CONTROL, control), [[105, control]]);
		bench.run(50);
	}
	t.deepEqual(bench.straps, [0b001]);
});

test("both lines asserted for good let go of reset all the same", (t) => {
	const bench = new Bench();
	bench.ask(Request.SET_CONTROL, Control.RTS_ON);
	bench.ask(Request.SET_CONTROL, Control.DTR_ON);
	t.deepEqual(bench.straps, []);
	bench.run(400);
	t.deepEqual(bench.straps, [0b011]);
});

test("a client that goes away lets go of the lines", (t) => {
	const bench = new Bench();
	bench.ask(Request.SET_CONTROL, Control.RTS_ON);
	bench.session.close();
	bench.run(10);
	t.deepEqual(bench.straps, [0b011]);
});

test("a break is one, until it is let go of", (t) => {
	const bench = new Bench();
	t.deepEqual(bench.ask(Request.SET_CONTROL, Control.BREAK_ON), [[105, Control.BREAK_ON]]);
	bench.ask(Request.SET_CONTROL, Control.BREAK_ON);
	t.deepEqual(bench.ask(Request.SET_CONTROL, Control.BREAK_OFF), [[105, Control.BREAK_OFF]]);
	bench.session.fromClient(Uint8Array.of(255, 243));
	bench.run(5);
	t.is(bench.seen.length, 2);
});

test("a client that asks for silence gets what came when it has ended, or never", (t) => {
	const bench = new Bench();
	bench.ask(Request.FLOWCONTROL_SUSPEND);
	bench.session.fromChip(Buffer.from("later"));
	t.is(bench.text, "");
	bench.ask(Request.FLOWCONTROL_RESUME);
	t.is(bench.text, "later");
	bench.ask(Request.FLOWCONTROL_SUSPEND);
	bench.session.fromChip(Buffer.from("never"));
	t.deepEqual(bench.ask(Request.PURGE_DATA, 1), [[112, 1]]);
	bench.ask(Request.FLOWCONTROL_RESUME);
	t.is(bench.text, "later");
});

test("what has not gone out can be purged; the byte on the wire arrives", (t) => {
	const bench = new Bench();
	bench.session.fromClient(new Uint8Array(2_000_000).fill(0x61));
	t.true(bench.session.full);
	bench.run(1);
	const before = bench.seen.length;
	t.deepEqual(bench.ask(Request.PURGE_DATA, 2), [[112, 2]]);
	t.true(bench.seen.length <= before + 1);
	t.false(bench.session.full);
});

test("any bytes are taken", (t) => {
	const control = fc
		.tuple(fc.nat(15), fc.uint8Array({ maxLength: 6 }))
		.map(([request, value]) => encodeSubnegotiation(Option.COM_PORT, Uint8Array.of(request, ...value)));
	const option = fc.tuple(fc.integer({ min: 250, max: 255 }), fc.nat(255)).map((pair) => [255, ...pair]);
	fc.assert(
		fc.property(fc.array(fc.oneof(control, option, fc.uint8Array())), (chunks) => {
			const bench = new Bench();
			for (const chunk of chunks) bench.session.fromClient(Uint8Array.from(chunk));
			bench.run(3);
			bench.session.close();
		}),
	);
	t.pass();
});
