/** Reads the sample as traces/FORMAT.md tells a stranger to: plain msgpack, deflate and xxh64. */
import { inflateRawSync } from "node:zlib";
import test from "ava";
import { Unpackr } from "msgpackr";
import xxhash from "xxhash-wasm";
import { loadHash64 } from "../../src/trace/index.js";
import { outcomeOf } from "./outcome.js";
import { END, HEADER, writeSample } from "./sample.js";
import { V1_SAMPLE } from "./v1-sample.js";

const hash64 = await loadHash64();
const { h64Raw } = await xxhash();
const msgpack = new Unpackr({ useRecords: false, int64AsType: "number" });

type Frame = [kind: number | string, sequence: number, flags: number, check: Uint8Array, payload: Uint8Array];

function framesOf(bytes: Uint8Array): Frame[] {
	return msgpack.unpackMultiple(bytes) as Frame[];
}

const content = ([, , flags, , payload]: Frame) =>
	msgpack.unpack(flags & 1 ? inflateRawSync(payload) : payload);

test("every frame is a msgpack array of five with the described kinds and numbers", (t) => {
	const frames = framesOf(writeSample(hash64));
	t.deepEqual(
		frames.map(([kind, sequence]) => [kind, sequence]),
		[
			["esp8266-replay/1", 0],
			[1, 1],
			[1, 2],
			[2, 3],
			[3, 4],
		],
	);
});

test("the two hashes of each frame follow the page", (t) => {
	const bytes = writeSample(hash64);
	let start = 0;
	let chain = 0n;
	for (const [kind, , , check, payload] of framesOf(bytes)) {
		const headSize = typeof kind === "string" ? 47 : 31;
		const head = bytes.slice(start, start + headSize);
		const checks = new DataView(check.buffer, check.byteOffset, 16);
		t.is(checks.getBigUint64(0), h64Raw(payload, 0n));
		head.fill(0, headSize - 13, headSize - 5);
		t.is(checks.getBigUint64(8), h64Raw(head, chain));
		chain = checks.getBigUint64(8);
		start += headSize + payload.length;
	}
	t.is(start, bytes.length);
});

test("the payloads hold what the page says", (t) => {
	const [header, first, second, index, end] = framesOf(writeSample(hash64)).map(content);
	t.is(header.board, HEADER.board);
	t.is(Buffer.from(header.seed).toString("hex"), "fedcba9876543210");
	t.deepEqual(first.span, [0, 160_000_000]);
	t.deepEqual(first.events, [7, 0, 0, 3, 1, 1_000_000, 0, 115_200, 10, 13_889]);
	t.is(Buffer.from(first.bytes).toString(), "print(1)\r\n");
	t.deepEqual(first.uart0[0], [2_000_000, 115_273, 7, 13_880]);
	t.is(Buffer.from(first.uart0[1]).toString(), "hello\r\n");
	t.deepEqual(first.pins, [2, 3_000_000, 7, 160, 6, 7, 160, 7, 160, 6]);
	t.deepEqual(first.power, [0, 0]);
	t.deepEqual(first.checkpoints[0], [
		...[160_000_000, 80_000_000],
		...[2, 0, 2],
		...[3, 0, 0x4000_0001, 1, 0x20, 1, 0xffff_ffff],
	]);
	t.is(first.checkpoints[1].length, 24);
	t.deepEqual(second.events.slice(0, 6), [2, 170_000_000, 50, 3, 0, 500_000]);
	t.deepEqual(second.texts, ["a remark", "here"]);
	t.deepEqual(second.anchors[0].slice(1), [77, 2, true, [2, 9]]);
	t.deepEqual(second.checkpoints[0], [320_000_000, 160_000_000, 2, 0, 1, 1, 0, 0x4000_0002]);
	t.is(index.length, 12);
	t.deepEqual(index.slice(1, 6), [0, 160_000_000, 11, 17, 1]);
	t.is(end.reason, END.reason);
});

test("a trace written by the first release of version 1 still says the same", (t) => {
	const places = (bytes: Uint8Array) => {
		const { chunks, ending, error } = outcomeOf(bytes, hash64);
		t.is(error, undefined);
		return { chunks: chunks.map((chunk) => ({ ...chunk, offset: 0 })), end: ending?.end };
	};
	t.deepEqual(places(Buffer.from(V1_SAMPLE, "base64")), places(writeSample(hash64)));
});
