import test from "ava";
import fc from "fast-check";
import { ByteReader, ByteWriter, FrameError } from "../../../../src/world/air/dot11/bytes.js";

const KINDS = ["u8", "u16", "u32", "u64", "u16be", "u64be", "bytes"] as const;

test("what is written reads back, wherever the buffer has to grow", (t) => {
	const items = fc.array(
		fc.record({
			kind: fc.constantFrom(...KINDS),
			value: fc.nat(255),
			bytes: fc.uint8Array({ maxLength: 300 }),
		}),
		{ maxLength: 300, size: "max" },
	);
	fc.assert(
		fc.property(items, (list) => {
			const writer = new ByteWriter();
			for (const { kind, value, bytes } of list) {
				if (kind === "bytes") writer.bytes(bytes);
				else if (kind === "u64" || kind === "u64be") writer[kind](BigInt(value));
				else writer[kind](value);
			}
			const reader = new ByteReader(writer.done());
			for (const { kind, value, bytes } of list) {
				if (kind === "bytes") t.deepEqual(reader.bytes(bytes.length, "it").slice(), bytes);
				else if (kind === "u64" || kind === "u64be") t.is(reader[kind]("it"), BigInt(value));
				else t.is(reader[kind]("it"), value);
			}
			t.is(reader.left, 0);
		}),
		{ numRuns: 50 },
	);
});

test("a reader says where the bytes end too early", (t) => {
	const reader = new ByteReader(Uint8Array.of(1, 2, 3));
	t.is(reader.u16be("the start"), 0x0102);
	t.throws(() => reader.u16("the end"), { instanceOf: FrameError, message: "cut off in the end" });
	t.is(reader.left, 1);
	t.deepEqual(reader.rest(), Uint8Array.of(3));
});
