import test from "ava";
import fc from "fast-check";
import { turnScalars } from "../../../src/debug/gdb/byte-order.js";
import {
	escapeBinary,
	framePacket,
	type Incoming,
	PACKET_SIZE,
	PacketReader,
	unescapeBinary,
} from "../../../src/debug/gdb/packets.js";

const readAll = (...pieces: Uint8Array[]): Incoming[] => {
	const reader = new PacketReader();
	return pieces.flatMap((piece) => [...reader.take(piece)]);
};

test("property: packets come out as they went in, however the bytes were cut", (t) => {
	const data = fc.uint8Array({ maxLength: 200 });
	fc.assert(
		fc.property(
			fc.array(data, { maxLength: 5 }),
			fc.array(fc.nat({ max: 50 }), { maxLength: 40 }),
			(all, cuts) => {
				const bytes = Buffer.concat(all.map((one) => framePacket(escapeBinary(one))));
				const pieces: Buffer[] = [];
				let at = 0;
				for (const cut of cuts) {
					pieces.push(bytes.subarray(at, at + cut));
					at += cut;
				}
				pieces.push(bytes.subarray(at));
				const packets = readAll(...pieces);
				t.deepEqual(
					packets.map((one) => (one.kind === "packet" ? [...unescapeBinary(one.data)] : one.kind)),
					all.map((one) => [...one]),
				);
			},
		),
	);
});

test("property: any bytes are read without a throw, and what is kept has a bound", (t) => {
	fc.assert(
		fc.property(fc.array(fc.uint8Array({ maxLength: 300 }), { maxLength: 20 }), (pieces) => {
			const packets = readAll(...pieces).filter((one) => one.kind === "packet");
			t.true(packets.every(({ data }) => data.length <= PACKET_SIZE));
		}),
	);
});

test("sums that are wrong, interrupts, and packets that are too long", (t) => {
	const text = (bytes: string) => readAll(Buffer.from(bytes, "latin1"));
	t.deepEqual(text("$g#00"), [{ kind: "damaged" }]);
	t.deepEqual(text("\x03+-"), [{ kind: "interrupt" }, { kind: "again" }]);
	t.like(text("$cut$g#67"), [{ kind: "packet", data: Buffer.from("g") }]);
	t.deepEqual(text(`$${"a".repeat(PACKET_SIZE * 3)}#00`), [{ kind: "damaged" }]);
	t.like(text(`$${"a".repeat(PACKET_SIZE * 3)}#00$g#67`)[1], { kind: "packet" });
});

test("scalars are turned round, strings and code are not", (t) => {
	const turned = (address: number, hex: string) =>
		turnScalars(address, Buffer.from(hex, "hex")).toString("hex");
	t.is(turned(0x3ffe8000, "01020304"), "04030201");
	t.is(turned(0x3ffe8002, "0102"), "0201");
	t.is(turned(0x3ffe8000, "0102030405060708"), "0807060504030201");
	t.is(turned(0x3ffe8001, "01020304"), "01020304");
	t.is(turned(0x3ffe8000, "0102030405"), "0102030405");
	t.is(turned(0x40100000, "01020304"), "04030201");
	t.is(turned(0x40100000, "0102030405060708"), "0102030405060708");
	t.is(turned(0x3ffe8000, "01020304".repeat(16)), "04030201".repeat(16));
});

test("property: turning twice is as it was", (t) => {
	fc.assert(
		fc.property(fc.nat({ max: 0xffffffff }), fc.uint8Array({ maxLength: 64 }), (address, bytes) => {
			const data = Buffer.from(bytes);
			t.true(turnScalars(address, turnScalars(address, data)).equals(data));
		}),
	);
});
