import test from "ava";
import fc from "fast-check";
import {
	encodeData,
	encodeOption,
	encodeSubnegotiation,
	TelnetDecoder,
	Verb,
} from "../../../../src/world/serial/rfc2217/telnet.js";

type Piece =
	| { kind: "data"; bytes: number[] }
	| { kind: "command"; code: number }
	| { kind: "option"; verb: Verb; option: number }
	| { kind: "sub"; option: number; body: number[] };

/** What a decoder says of chunks of bytes; data that follows data is one piece. */
function decode(chunks: readonly Uint8Array[]): Piece[] {
	const pieces: Piece[] = [];
	const decoder = new TelnetDecoder({
		data(bytes) {
			const last = pieces.at(-1);
			if (last?.kind === "data") last.bytes.push(...bytes);
			else pieces.push({ kind: "data", bytes: [...bytes] });
		},
		command: (code) => pieces.push({ kind: "command", code }),
		option: (verb, option) => pieces.push({ kind: "option", verb, option }),
		subnegotiation: (option, body) => pieces.push({ kind: "sub", option, body: [...body] }),
	});
	for (const chunk of chunks) decoder.push(chunk);
	return pieces;
}

function encode(piece: Piece): Uint8Array {
	switch (piece.kind) {
		case "data":
			return encodeData(Uint8Array.from(piece.bytes));
		case "command":
			return Uint8Array.of(255, piece.code);
		case "option":
			return encodeOption(piece.verb, piece.option);
		case "sub":
			return encodeSubnegotiation(piece.option, Uint8Array.from(piece.body));
	}
}

/** Cuts bytes where `cuts` says. */
function cut(bytes: Uint8Array, cuts: readonly number[]): Uint8Array[] {
	const places = [...new Set(cuts.map((at) => at % (bytes.length + 1)))].sort((a, b) => a - b);
	return [...places, bytes.length].map((to, i) => bytes.subarray(i === 0 ? 0 : places[i - 1], to));
}

const byte = fc.oneof(fc.integer({ min: 0, max: 255 }), fc.constantFrom(255, 240, 250, 13, 0));
const piece: fc.Arbitrary<Piece> = fc.oneof(
	fc.record({ kind: fc.constant("data" as const), bytes: fc.array(byte, { minLength: 1 }) }),
	fc.record({ kind: fc.constant("command" as const), code: fc.integer({ min: 241, max: 249 }) }),
	fc.record({
		kind: fc.constant("option" as const),
		verb: fc.constantFrom(...Object.values(Verb)),
		option: byte,
	}),
	fc.record({
		kind: fc.constant("sub" as const),
		option: fc.integer({ min: 0, max: 254 }),
		body: fc.array(byte, { maxLength: 256 }),
	}),
);

test("what is encoded is decoded, however it is cut", (t) => {
	fc.assert(
		fc.property(fc.array(piece), fc.array(fc.nat()), (pieces, cuts) => {
			const joined = pieces.filter(({ kind }, i) => kind !== "data" || pieces[i - 1]?.kind !== "data");
			const bytes = Uint8Array.from(joined.flatMap((one) => [...encode(one)]));
			t.deepEqual(decode(cut(bytes, cuts)), joined);
		}),
	);
	t.pass();
});

test("any bytes are taken, and cuts make no difference", (t) => {
	fc.assert(
		fc.property(fc.uint8Array({ maxLength: 2000 }), fc.array(fc.nat()), (noise, cuts) => {
			const bytes = noise.map((value) => (value % 5 === 0 ? 240 + (value % 16) : value));
			t.deepEqual(decode(cut(bytes, cuts)), decode([bytes]));
		}),
	);
	t.pass();
});

test("a subnegotiation without end is bounded, and one that is too long is dropped", (t) => {
	const long = encodeSubnegotiation(44, new Uint8Array(257));
	t.deepEqual(decode([long, Uint8Array.of(65)]), [{ kind: "data", bytes: [65] }]);
	t.deepEqual(decode([Uint8Array.of(255, 250, 44), new Uint8Array(1_000_000)]), []);
});

test("an end without a beginning means nothing", (t) => {
	t.deepEqual(decode([Uint8Array.of(255, 240, 255, 250, 255, 240)]), []);
});
