import test from "ava";
import fc from "fast-check";
import { BROADCAST } from "../../../../src/world/air/dot11/address.js";
import { encodeAck, encodeCts, encodePsPoll } from "../../../../src/world/air/dot11/control.js";
import { dataHeaderLength } from "../../../../src/world/air/dot11/data.js";
import { decodeFrame, encodeFrame } from "../../../../src/world/air/dot11/frame.js";
import { frames } from "./arbitraries.js";

const hex = (bytes: Uint8Array): string => Buffer.from(bytes).toString("hex");
const fromHex = (text: string): Uint8Array => Uint8Array.from(Buffer.from(text.replaceAll(" ", ""), "hex"));

test("what is encoded decodes to the same", (t) => {
	fc.assert(
		fc.property(frames, (frame) => {
			t.deepEqual(plain(decodeFrame(encodeFrame(frame))), plain(frame));
		}),
		{ numRuns: 1000 },
	);
});

/** Decoded bytes are views, which are compared with their buffers: copies them. */
function plain(value: unknown): unknown {
	if (value instanceof Uint8Array) return hex(value);
	if (Array.isArray(value)) return value.map(plain);
	if (typeof value !== "object" || value === null) return value;
	return Object.fromEntries(Object.entries(value).map(([key, member]) => [key, plain(member)]));
}

test("any bytes decode to a frame that encodes to them, or to a reason why not", (t) => {
	const seen = { management: 0, control: 0, data: 0, malformed: 0 };
	const encoded = frames.map(encodeFrame);
	const anything = fc.oneof(
		fc.uint8Array({ maxLength: 120 }),
		// A frame cut off, and a frame with one byte changed.
		fc.tuple(encoded, fc.nat()).map(([bytes, length]) => bytes.slice(0, length % (bytes.length + 1))),
		fc.tuple(encoded, fc.nat(), fc.nat(255)).map(([bytes, at, value]) => {
			bytes[at % bytes.length] = value;
			return bytes;
		}),
	);
	fc.assert(
		fc.property(anything, (bytes) => {
			const frame = decodeFrame(bytes);
			seen[frame.kind]++;
			if (frame.kind === "malformed") t.true(frame.reason.length > 0);
			else t.is(hex(encodeFrame(frame)), hex(bytes));
		}),
		{ numRuns: 3000 },
	);
	for (const [kind, count] of Object.entries(seen)) t.true(count > 50, `${kind} ${count}`);
});

test("a probe request as it stands on the air", (t) => {
	const bytes = fromHex("4000 0000 ffffffffffff 5ccf7f000001 ffffffffffff 2000 0003 616263 0104 02040b16");
	t.deepEqual(plain(decodeFrame(bytes)), {
		kind: "management",
		flags: 0,
		duration: 0,
		destination: BROADCAST,
		source: "5c:cf:7f:00:00:01",
		bssid: BROADCAST,
		sequence: 2,
		fragment: 0,
		body: {
			type: "probe-request",
			elements: [
				{ id: 0, body: "616263" },
				{ id: 1, body: "02040b16" },
			],
		},
	});
});

test("control frames as they stand on the air", (t) => {
	t.is(hex(encodeAck("02:00:00:00:00:01")), "d4000000020000000001");
	t.is(hex(encodeCts("02:00:00:00:00:01", 300)), "c4002c01020000000001");
	t.is(hex(encodePsPoll(5, "02:00:00:00:00:01", "5c:cf:7f:00:00:01")), "a40005c00200000000015ccf7f000001");
});

test("reasons say what is wrong", (t) => {
	const reason = (text: string): string => {
		const frame = decodeFrame(fromHex(text));
		return frame.kind === "malformed" ? frame.reason : frame.kind;
	};
	t.is(reason(""), "cut off in the frame control field");
	t.is(reason("8100 0000"), "protocol version 1");
	t.is(reason("0c00 0000"), "frame type 3");
	t.is(reason("d400 0000 0200"), "cut off in the ACK's receiver");
	t.is(reason("d400 0000 020000000001 00"), "1 bytes too many in a control frame");
	t.is(reason("4000 0000 ffffffffffff 5ccf7f000001 ffffffffffff 2000 0009 61"), "cut off in element 0");
});

test("a data frame's header is as long as its flags say", (t) => {
	fc.assert(
		fc.property(frames, (frame) => {
			if (frame.kind !== "data") return;
			t.is(dataHeaderLength(frame), encodeFrame(frame).length - frame.body.length);
		}),
	);
});
