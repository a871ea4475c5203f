import test from "ava";
import { SpanNames } from "../../../src/debug/code/names.js";
import { romNames } from "../../../src/debug/code/rom-names.js";
import { readSymbols, Symbols } from "../../../src/debug/code/symbols.js";
import { findRom, MASK_ROM } from "../../../src/firmware/rom.js";

test("an address has the name before it, when that is near", (t) => {
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
	t.is(symbols.at(0x40000080), undefined);
	const names = new SpanNames([{ address: 0x40200000, size: 8, name: "derived" }]);
	const both = symbols.with({ rom: romNames({ sha256: MASK_ROM }), derived: names });
	t.is(both.at(0x40000080), "_ResetVector");
	t.is(both.at(0x40200004), "derived+0x4");
	t.is(both.at(0x40200008), undefined);
	t.is(both.at(0x4010001c), "main+0x1c");
	t.is(both.address("main"), 0x40100000);
	t.is(both.address("derived"), 0x40200000);
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

test("each boot ROM has its own names", (t) => {
	const own = romNames(findRom());
	const mask = romNames({ sha256: MASK_ROM });
	const unknown = romNames({ sha256: "0".repeat(64) });
	// A body of ours lies where the mask ROM has the end of another function.
	t.is(own.at(0x4000436c + 4), "next_interrupt+0x4");
	t.regex(mask.at(0x4000436c + 4) ?? "", /^(?!next_interrupt)\w+\+0x\w+$/);
	t.is(unknown.at(0x4000436c + 4), undefined);
	// Entries are where they are in all of them; ours is a jump there, and nothing of ours lies behind it.
	for (const names of [own, mask, unknown]) t.is(names.at(0x4000048c), "_xtos_l1int_handler");
	t.is(own.at(0x40000490), undefined);
	t.is(mask.at(0x40000490), "_xtos_l1int_handler+0x4");
	t.is(own.at(0x3fffde10), "UartDev");
	t.is(mask.at(0x3fffde10), "UartDev");
});

test("of our own ROM each entry point has its name, and no two things lie at one place", (t) => {
	const entries = [...romNames(findRom()).entries()].sort(([a], [b]) => a - b);
	const names = new Map(entries.map(([address, name]) => [address, name]));
	t.is(names.size, entries.length);
	for (const [address, name] of romNames({ sha256: MASK_ROM }).entries())
		if (address !== 0x400042ac) t.is(names.get(address), name);
});
