import test from "ava";
import fc from "fast-check";
import { ElfError, readElf } from "../../src/firmware/elf.js";
import { elfOf } from "../../tools/qemu/program.js";

const SEGMENTS = [
	{ address: 0x40100000, data: Uint8Array.of(1, 2, 3, 4) },
	{ address: 0x3ffe8000, data: Uint8Array.of(5, 6) },
];
const FILE = elfOf(0x40100002, SEGMENTS);

/** FILE with a symbol table of two symbols after it, in three sections. */
function withSymbols(): Uint8Array {
	const strings = new TextEncoder().encode("\0_start\0data\0");
	const symbolsAt = FILE.length;
	const stringsAt = symbolsAt + 48;
	const sectionsAt = stringsAt + strings.length;
	const file = new Uint8Array(sectionsAt + 120);
	file.set(FILE);
	file.set(strings, stringsAt);
	const view = new DataView(file.buffer);
	view.setUint32(symbolsAt + 16, 1, true);
	view.setUint32(symbolsAt + 20, 0x40100002, true);
	view.setUint32(symbolsAt + 32, 8, true);
	view.setUint32(symbolsAt + 36, 0x3ffe8000, true);
	view.setUint32(32, sectionsAt, true);
	view.setUint16(46, 40, true);
	view.setUint16(48, 3, true);
	const section = (index: number, fields: Record<number, number>) => {
		for (const [at, value] of Object.entries(fields)) {
			view.setUint32(sectionsAt + 40 * index + Number(at), value, true);
		}
	};
	section(1, { 4: 2, 16: symbolsAt, 20: 48, 24: 2 });
	section(2, { 4: 3, 16: stringsAt, 20: strings.length });
	return file;
}

test("entry, segments and symbols", (t) => {
	const elf = readElf(withSymbols());
	t.is(elf.entry, 0x40100002);
	t.deepEqual(
		elf.segments.map(({ address, data, size }) => ({ address, data: [...data], size })),
		SEGMENTS.map(({ address, data }) => ({ address, data: [...data], size: data.length })),
	);
	t.deepEqual(
		[...elf.symbols],
		[
			["_start", 0x40100002],
			["data", 0x3ffe8000],
		],
	);
});

test("what is not a 32-bit little-endian Xtensa ELF is refused by what it is", (t) => {
	const refused = (change: (bytes: Uint8Array) => void) => {
		const bytes = FILE.slice();
		change(bytes);
		return t.throws(() => readElf(bytes), { instanceOf: ElfError })?.message;
	};
	t.is(
		refused((b) => b.fill(0, 0, 1)),
		"not an ELF file",
	);
	t.is(
		refused((b) => b.fill(2, 4, 5)),
		"not 32-bit little endian",
	);
	t.is(
		refused((b) => b.fill(3, 18, 19)),
		"machine 3 is not Xtensa",
	);
	t.is(
		refused((b) => b.fill(4, 42, 43)),
		"program header entries of 4 bytes are too small",
	);
	t.regex(
		refused((b) => b.fill(255, 52 + 16, 52 + 20)) ?? "",
		/^segment at \d+, 4294967295 bytes, lies outside/,
	);
});

test("any damage is read or refused, never anything else", (t) => {
	const file = withSymbols();
	const survives = (bytes: Uint8Array) => {
		try {
			readElf(bytes);
		} catch (error) {
			if (!(error instanceof ElfError)) throw error;
		}
	};
	for (let length = 0; length < file.length; length++) survives(file.subarray(0, length));
	fc.assert(
		fc.property(fc.nat(file.length - 1), fc.nat(255), fc.nat(file.length - 1), fc.nat(255), (a, x, b, y) => {
			const bytes = file.slice();
			bytes[a] = x;
			bytes[b] = y;
			survives(bytes);
		}),
		{ numRuns: 5000 },
	);
	t.pass();
});
