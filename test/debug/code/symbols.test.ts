import test from "ava";
import { readSymbols, Symbols } from "../../../src/debug/code/symbols.js";

test("an address has the name before it, when that is near; the boot ROM's are known", (t) => {
	const symbols = new Symbols([
		["size", 0x400],
		["main", 0x40100000],
		["table", 0x3fff0000],
	]);
	t.is(symbols.at(0x40100000), "main");
	t.is(symbols.at(0x4010001c), "main+0x1c");
	t.is(symbols.at(0x40110000), undefined);
	t.is(symbols.at(0x3fff0004), "table+0x4");
	t.is(symbols.at(0x500), undefined);
	t.is(symbols.at(0x40000080), "_ResetVector");
	t.is(new Symbols().at(0x40100000), undefined);
});

const MAP = `
Discarded input sections

 .text.unused   0x0000000000000000       0x1c build/unused.o

Linker script and memory map

 .text.user_start
                0x0000000040100004       0x1c build/main.o
                0x0000000040100004                user_start
 .irom0.text.mp_init 0x0000000040209010      0x30 build/py/runtime.o
 .bss.heap      0x000000003ffee000     0x8000 build/main.o
                0x000000003ffeb000                _data_end = .
`;

test("a linker's map is read as ld writes it", (t) => {
	const symbols = readSymbols(Buffer.from(MAP));
	t.is(symbols.at(0x40100008), "user_start+0x4");
	t.is(symbols.at(0x40209010), "mp_init");
	t.is(symbols.at(0x3ffee004), "heap+0x4");
});

test("what begins as an ELF file and is none is refused", (t) => {
	t.throws(() => readSymbols(Buffer.from("\x7fELF")), { name: "ElfError" });
});
