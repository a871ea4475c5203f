/** Payloads made to hurt a reader, in frames whose every hash is right. */
import { deflateRawSync } from "node:zlib";
import test from "ava";
import fc from "fast-check";
import { pack as packr } from "msgpackr";
import { encodeFrame, FLAG_DEFLATED, type FrameKind } from "../../src/trace/frame.js";
import { encodeHeader } from "../../src/trace/header.js";
import { loadHash64 } from "../../src/trace/index.js";
import { pack } from "../../src/trace/msgpack.js";
import { checkWellFormed } from "../../src/trace/well-formed.js";
import { join } from "./mutate.js";
import { outcomeOf } from "./outcome.js";
import { HEADER } from "./sample.js";

const hash64 = await loadHash64();

interface Forged {
	readonly kind: FrameKind;
	readonly payload: Uint8Array;
	readonly flags?: number;
}

/** A file of these frames, correctly chained. */
function forge(...frames: Forged[]): Uint8Array {
	let chain = 0n;
	const parts = frames.map(({ kind, payload, flags = 0 }, i) => {
		const frame = encodeFrame(kind, i, flags, payload, chain, hash64);
		chain = frame.chain;
		return frame.bytes;
	});
	return join(...parts);
}

const value = (kind: FrameKind, content: unknown): Forged => ({ kind, payload: pack(content).slice() });
const header = value("header", encodeHeader(HEADER));

function complaint(...frames: Forged[]): string {
	const { error } = outcomeOf(forge(header, ...frames), hash64);
	return error?.code === "damaged" ? error.message : `no damage found: ${error?.code}`;
}

const big = Number.MAX_SAFE_INTEGER;
const span = [0, 1_000_000];
const chunks: Record<string, [unknown, RegExp]> = {
	"no map": [[1, 2], /a chunk must be a map/],
	"no span": [{}, /must have span/],
	"an unknown key": [{ span, surprise: 1 }, /must not have "surprise"/],
	"a span of one": [{ span: [0] }, /span must have 2 elements/],
	"a span that runs backwards": [{ span: [0, -1] }, /last tick must be an integer/],
	"a span of fractions": [{ span: [0, 1.5] }, /last tick must be an integer/],
	"a span beyond 2^53": [{ span: [0, 2n ** 60n] }, /last tick must be an integer/],
	"a span that does not follow": [{ span: [5, 9] }, /do not continue/],
	"events that are no list": [{ span, events: { length: 1 } }, /events must be an array/],
	"an unknown event": [{ span, events: [11, 0] }, /event kind/],
	"an event cut short": [{ span, events: [2, 0] }, /events end before/],
	"an event after the span": [{ span, events: [2, 1_000_001, 0] }, /ticks after its last/],
	"ticks beyond 2^53": [{ span, events: [2, big, 0, 2, 1, 0] }, /2\^53/],
	"a negative delta": [{ span, events: [2, 5, 0, 2, -1, 0] }, /a tick must be/],
	"pin 17": [{ span, events: [2, 0, 51] }, /pin level/],
	"a voltage above 1 V": [{ span, events: [3, 0, 1_000_001] }, /ADC/],
	"SPI bytes that are not there": [{ span, events: [4, 0, 9], bytes: new Uint8Array(8) }, /cut short/],
	"bytes nobody uses": [{ span, bytes: new Uint8Array(8) }, /more than is used/],
	"texts nobody uses": [{ span, texts: ["x"] }, /more than is used/],
	"a note without text": [{ span, events: [9, 0] }, /texts are cut short/],
	"a note that is no text": [{ span, events: [9, 0], texts: [5] }, /must be a string/],
	"an anchor without an anchor": [{ span, events: [0, 2, 0, 0] }, /anchors are cut short/],
	"an anchor of an anchor": [
		{ span, events: [0, 0], anchors: [[new Uint8Array(0), 0, null, null, null]] },
		/anchored/,
	],
	"an anchor with an odd list": [
		{ span, events: [0, 2, 0, 0], anchors: [[new Uint8Array(0), 0, null, null, [1]]] },
		/edge count/,
	],
	"an anchor with a number for idle": [
		{ span, events: [0, 2, 0, 0], anchors: [[new Uint8Array(0), 0, null, 1, null]] },
		/idle/,
	],
	"a million UART bytes in a run": [{ span, events: [1, 0, 0, 9600, 1_000_000, 0] }, /cut short/],
	"a run of 2^50 edges": [{ span, pins: [2 ** 50, 0, 0, 0, 1] }, /edge count/],
	"many long runs of edges": [
		{ span, pins: Array.from({ length: 50 }, () => [1_000_000, 0, 0, 0, 1]).flat() },
		/more than a chunk may hold/,
	],
	"a pattern of a pin that is not there": [{ span, bits: [[0, 34, 0, 1, 8, 1], Uint8Array.of(1)] }, /a pin/],
	"a pattern that is over before it begins": [
		{ span, bits: [[0, 6, 5, 5, 8, 1], Uint8Array.of(1)] },
		/a bit's ticks/,
	],
	"a pattern without bits": [{ span, bits: [[0, 6, 0, 5, 0, 1], new Uint8Array(0)] }, /a number of bits/],
	"bits behind a pattern's last": [
		{ span, bits: [[0, 6, 0, 5, 4, 1], Uint8Array.of(0x08)] },
		/behind a pin's last bit/,
	],
	"a repeated pattern many times": [
		{ span, bits: [[0, 7, 0, 5, 8, 2], Uint8Array.of(1)] },
		/a number of patterns/,
	],
	"a million patterns, twice": [
		{ span, bits: [[0, 6, 0, 5, 8, 1_000_000, 0, 6, 0, 5, 8, 1_000_000], Uint8Array.of(1, 1)] },
		/more than a chunk may hold/,
	],
	"a pace for a single byte": [{ span, uart0: [[0, 9600, 1, 5], Uint8Array.of(1)] }, /a pace/],
	"an empty stream": [{ span, uart0: [[], new Uint8Array(0)] }, /uart0 must not be empty/],
	"a radio frame of 5000 bytes": [{ span, frames: [[0, 1, 0, 5000], new Uint8Array(5000)] }, /a length/],
	"flash beyond 16 MiB": [{ span, flash: [0, 0xff_ffff, 2] }, /flash length/],
	"an unknown power event": [{ span, power: [0, 9] }, /power event/],
	"a world event with a stranger's type": [{ span, events: [8, 0], world: [["x"]] }, /2 elements/],
	"checkpoints without hashes": [{ span, checkpoints: [[0, 0, 0, 0], new Uint8Array(0)] }, /cut short/],
	"a component twice": [{ span, checkpoints: [[0, 0, 2, 1, 1, 0], new Uint8Array(24)] }, /a component/],
	"an unknown component": [{ span, checkpoints: [[0, 0, 1, 3, 0], new Uint8Array(16)] }, /a component/],
	"an unknown field": [{ span, checkpoints: [[0, 0, 0, 1, 3, 0], new Uint8Array(8)] }, /a field/],
	"a field twice": [{ span, checkpoints: [[0, 0, 0, 2, 1, 5, 0, 5], new Uint8Array(8)] }, /a field/],
};

for (const [name, [content, expected]] of Object.entries(chunks)) {
	test(`a chunk with ${name} is refused`, (t) => {
		t.regex(complaint(value("chunk", content)), expected);
	});
}

test("streams must not step back from chunk to chunk", (t) => {
	const first = value("chunk", { span, pins: [1, 500, 0] });
	t.regex(
		complaint(first, value("chunk", { span: [1_000_000, 2_000_000], pins: [1, 499, 0] })),
		/before the chunk/,
	);
});

const headers: Record<string, [object, RegExp]> = {
	"a short hash": [{ rom: { sha256: "00", name: "x" } }, /64 lower-case hex/],
	"an upper-case hash": [{ rom: { sha256: "AB".repeat(32), name: "x" } }, /hex/],
	"an odd MAC address": [{ mac: "5c-cf-7f-00-00-01" }, /MAC/],
	"a seed of 4 bytes": [{ seed: new Uint8Array(4) }, /seed/],
	"flash that overlaps": [
		{
			flash: [
				[0, Uint8Array.of(1, 2)],
				[1, Uint8Array.of(3)],
			],
		},
		/offset/,
	],
	"flash beyond the chip": [{ flashSize: 2, flash: [[0, Uint8Array.of(1, 2, 3)]] }, /flash range/],
	"a chip of 1 GiB": [{ flashSize: 2 ** 30 }, /flash size/],
	"one name twice": [{ state: { components: ["a", "a"], fields: [] } }, /differ/],
	"a note that is no text": [{ notes: { a: 1 } }, /a note/],
	"no interval": [{ checkpointTicks: 0 }, /interval/],
};

for (const [name, [change, expected]] of Object.entries(headers)) {
	test(`a header with ${name} is refused`, (t) => {
		const bytes = forge(value("header", { ...(encodeHeader(HEADER) as object), ...change }));
		t.regex(outcomeOf(bytes, hash64).error?.message ?? "", expected);
	});
}

test("an index or end that contradicts the chunks is refused", (t) => {
	const chunk = value("chunk", { span });
	const offset = forge(header).length;
	const entry = [offset, 0, 1_000_000, 0, 0, 0];
	const indexAt = forge(header, chunk).length;
	const end = {
		tick: 5,
		instructions: 5,
		whole: new Uint8Array(8),
		reason: "user",
		digests: {},
		index: indexAt,
	};
	const good = outcomeOf(forge(header, chunk, value("index", entry), value("end", end)), hash64);
	t.true(good.ending?.complete, good.error?.message);
	t.regex(complaint(chunk, value("index", [])), /does not list/);
	t.regex(complaint(chunk, value("index", [offset + 1, 0, 1_000_000, 0, 0, 0])), /does not list/);
	const ends: [object, RegExp][] = [
		[{ index: 0 }, /another place/],
		[{ tick: 1_000_001 }, /after the last chunk/],
		[{ digests: { console: "XY" } }, /digest/],
		[{ whole: new Uint8Array(7) }, /hash/],
	];
	for (const [change, expected] of ends) {
		t.regex(complaint(chunk, value("index", entry), value("end", { ...end, ...change })), expected);
	}
});

test("a decompression bomb is refused in bounded memory", (t) => {
	const payload = deflateRawSync(new Uint8Array(64 * 1024 * 1024));
	t.true(payload.length < 100_000);
	t.regex(complaint({ kind: "chunk", payload, flags: FLAG_DEFLATED }), /does not inflate/);
	t.regex(
		complaint({ kind: "chunk", payload: Uint8Array.of(0xff, 0xff), flags: FLAG_DEFLATED }),
		/does not inflate/,
	);
});

test("unknown flags and kinds are refused", (t) => {
	t.regex(complaint({ kind: "chunk", payload: pack({ span }).slice(), flags: 2 }), /flags/);
	t.regex(complaint({ kind: "header", payload: pack({ span }).slice() }), /no frame begins here/);
});

const raw: Record<string, [number[], RegExp]> = {
	nothing: [[], /cut short/],
	"an array of 2^32 - 1": [[0xdd, 0xff, 0xff, 0xff, 0xff], /length exceeds/],
	"a map of 2^32 - 1": [[0xdf, 0xff, 0xff, 0xff, 0xff], /length exceeds/],
	"a string of 2^32 - 1": [[0xdb, 0xff, 0xff, 0xff, 0xff], /length exceeds/],
	"a binary of 2^32 - 1": [[0xc6, 0xff, 0xff, 0xff, 0xff], /length exceeds/],
	"half a length": [[0xdd, 0xff], /cut short/],
	"half a number": [[0xcf, 0], /length exceeds/],
	"an extension": [[0xd4, 0x73, 0], /0xd4 is not allowed/],
	"the unused type": [[0xc1], /0xc1 is not allowed/],
	"a number for a key": [[0x81, 1, 1], /key is not a string/],
	"two values": [[0xc0, 0xc0], /1 bytes follow/],
	"deep nesting": [new Array(40).fill(0x91), /deeper/],
	"too many arrays": [[0xdd, 0, 5, 0, 0, ...new Array(0x50000).fill(0x90)], /more than .* arrays/],
	"too many values": [[0xdd, 0, 0x50, 0, 0, ...new Array(0x500000).fill(0)], /more than .* values/],
};

for (const [name, [bytes, expected]] of Object.entries(raw)) {
	test(`msgpack with ${name} is refused`, (t) => {
		t.regex(complaint({ kind: "chunk", payload: Uint8Array.from(bytes) }), expected);
	});
}

test("whatever msgpackr writes without extensions is well-formed, and cut or extended is not", (t) => {
	const plain = fc.jsonValue({ maxDepth: 6 });
	fc.assert(
		fc.property(plain, (content) => {
			const bytes = packr(content);
			t.notThrows(() => checkWellFormed(bytes));
			t.throws(() => checkWellFormed(bytes.subarray(0, -1)));
			t.throws(() => checkWellFormed(Buffer.concat([bytes, Uint8Array.of(0)])));
		}),
	);
});

test("payloads of random bytes and random shapes are refused or read, never a crash", (t) => {
	const noise = fc.oneof(
		fc.uint8Array({ maxLength: 60 }),
		fc
			.array(fc.oneof(fc.integer({ min: 0, max: 20 }), fc.maxSafeInteger()))
			.map((events) => pack({ span, events }).slice()),
		fc.array(fc.nat(5)).map((pins) => pack({ span, pins }).slice()),
		fc.array(fc.nat(4)).map((ints) => pack({ span, checkpoints: [ints, new Uint8Array(16)] }).slice()),
	);
	fc.assert(
		fc.property(noise, (payload) => {
			const { ending, error } = outcomeOf(forge(header, { kind: "chunk", payload }), hash64);
			t.true(error ? error.code === "damaged" : ending?.complete === false);
		}),
		{ numRuns: 500 },
	);
});
