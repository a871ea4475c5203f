/** Functions of stripped images by the names that Python has for them. */
import { execFileSync } from "node:child_process";
import test from "ava";
import { findInstruction, Op } from "../../../src/chip/xtensa/isa.js";
import { functionEnd } from "../../../src/debug/code/function-end.js";
import { ImageMemory } from "../../../src/debug/code/image-memory.js";
import { deriveNames, labelOf } from "../../../src/debug/python/derived-names.js";
import { findExports } from "../../../src/debug/python/exports.js";
import { DEBIAN_BUILD } from "../../../src/firmware/releases.js";
import { firmwareTest, IMAGES } from "../../images.js";
import { tinyImage } from "../../session/guest.js";

const names = (image: Uint8Array) => {
	const memory = ImageMemory.of(image);
	const exports = memory && findExports(memory);
	if (!memory || !exports) throw new Error("nothing found");
	const byName = new Map([...exports].flatMap(([address, all]) => all.map((name) => [name, address])));
	return { memory, exports, byName };
};

/** Names that every build must have, each of its own function. */
const EXPECTED = [
	"builtins.print",
	"builtins.len",
	"gc.collect",
	"machine.Pin.on",
	"machine.Pin.off",
	"esp.flash_id",
];

for (const version of ["v1.14", "v1.18", "v1.19.1", "v1.19.1-512k", "v1.23.0", "v1.26.0"] as const) {
	firmwareTest(IMAGES[version], `${version}: the functions that Python can call`, (t, { firmware }) => {
		const { memory, exports, byName } = names(firmware.bytes);
		t.true(exports.size > 300, `${exports.size}`);
		const has = (name: string) => byName.get(name) ?? byName.get(`u${name}`);
		const addresses = EXPECTED.map(has);
		t.false(addresses.includes(undefined), `${EXPECTED.filter((name) => !has(name))}`);
		t.is(new Set(addresses).size, EXPECTED.length);
		for (const address of exports.keys()) {
			// A function begins at a whole word, behind the end of another or its literals, and ends before the next.
			t.is(address % 4, 0);
			const end = functionEnd(memory, address);
			t.true(end > address + 1 && end < address + 0x2000, `${address.toString(16)}`);
		}
		// Most functions make a frame first.
		const entries = [...exports.keys()].map((address) => memory.fetch(address));
		const frames = entries.filter(
			(word) => findInstruction(word)?.op === Op.ADDI && (word & 0xfff) === 0x112,
		);
		t.true(frames.length > entries.length * 0.75, `${frames.length} of ${entries.length}`);
		t.true(entries.every((word) => findInstruction(word) !== undefined));
	});
}

firmwareTest(
	DEBIAN_BUILD.sha256,
	"the build from Debian's source: names lie at no two functions' place",
	(t, { firmware }) => {
		const { byName } = names(firmware.bytes);
		for (const name of EXPECTED) t.true(byName.has(name), name);
		t.false(byName.has("socket.socket"));
	},
);

test("what cannot be named says why", (t) => {
	t.regex(deriveNames(new Uint8Array(16)).note, /^no names derived from the image: .*no image/);
	const { names: few, note } = deriveNames(tinyImage());
	t.regex(note, /no tables of names/);
	t.deepEqual(
		[...few.entries()].map(([address, name]) => [address, name]),
		[[0x40100000, "image:entry"]],
	);
});

test("a function of many names is not called by one of them", (t) => {
	t.is(labelOf(["machine.Pin.value"]), "machine.Pin.value");
	t.is(labelOf(["io.FileIO.read", "machine.UART.read"]), "*.read");
	t.is(labelOf(["a.__enter__", "b.__enter__", "micropython.const"]), "*.__enter__|const");
	t.is(labelOf(["a.a", "a.b", "a.c", "a.d"]), "*.a|b|c|...");
});

/**
 * The ELF file that `tools/micropython/build --force --keep` keeps, as binutils read it: each name must lie where a function
 * begins, and each function end where we say.
 */
const elf = process.env.REPLAY_MICROPYTHON_ELF;
const oracleName =
	"names of the build from Debian's source lie where its ELF file has such functions, and end with them";
if (elf === undefined)
	test.skip(`${oracleName} [skipped: REPLAY_MICROPYTHON_ELF names no ELF file]`, (t) => t.pass());
else {
	firmwareTest(DEBIAN_BUILD.sha256, oracleName, (t, { firmware }) => {
		const { memory, exports } = names(firmware.bytes);
		const table = execFileSync("xtensa-lx106-elf-nm", ["-S", elf], { encoding: "utf8", maxBuffer: 1 << 26 });
		const functions = new Map(
			[...table.matchAll(/^(\w{8}) (\w{8}) [tT] (\S+)$/gm)].map(([, address, size, name]) => [
				Number.parseInt(address, 16),
				{ size: Number.parseInt(size, 16), name },
			]),
		);
		let alike = 0;
		for (const [address, all] of exports) {
			const symbol = functions.get(address);
			if (!symbol) return t.fail(`${all}`);
			t.is(functionEnd(memory, address) - address, symbol.size, `${all}`);
			const last = all.map((name) => name.slice(name.lastIndexOf(".") + 1).replaceAll("_", ""));
			if (last.some((name) => symbol.name.replaceAll("_", "").includes(name))) alike++;
		}
		t.log(`${exports.size} functions, ${alike} of which have the name in their symbol's`);
		t.true(alike > exports.size * 0.95);
	});
}
