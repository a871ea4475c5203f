/**
 * Builds rom.bin: compiles the sources, finds a place in the 64 KB for every function, links, and writes the image; and
 * rom.symbols, which says for debuggers what lies where in it.
 *
 *   node tools/rom/build.mjs [--out DIRECTORY] [--elf] [--missing]
 *
 * --elf keeps the linked file with its symbols; --missing lists the entry points that have no function.
 *
 * An entry point has a fixed address. A function that fits between its address and the next entry lies there;
 * otherwise a jump does, and the function goes wherever there is room. The same sources give the same bytes.
 */
import { execFileSync } from "node:child_process";
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join, resolve } from "node:path";
import { fileURLToPath } from "node:url";

const here = dirname(fileURLToPath(import.meta.url));
const PREFIX = "xtensa-lx106-elf-";
const ROM_BASE = 0x40000000;
const ROM_SIZE = 0x10000;
const FLAGS = [
	"-Os",
	"-std=gnu11",
	"-ffreestanding",
	"-fno-builtin",
	"-fno-jump-tables",
	"-fno-tree-loop-distribute-patterns",
	"-fno-ident",
	"-ffunction-sections",
	"-mtext-section-literals",
	"-mno-serialize-volatile",
	"-Wall",
	"-Wextra",
	"-Werror",
	"-Wno-main",
	"-Wno-unused-parameter",
	"-Wno-builtin-declaration-mismatch",
];

/** Data RAM that the ROM keeps: what lies where. */
const VARIABLES = {
	rand_state: 0x3fffc3a0,
	ticks_per_us: 0x3fffc704,
	wdt_mode: 0x3fffc708,
	wdt_interval: 0x3fffc70c,
	wdt_timeout: 0x3fffc710,
	flashchip: 0x3fffc714,
	flashchip_default: 0x3fffc718,
	phy_romfuncs: 0x3fffc730,
	phy_table: 0x3fffc734,
	Te0: 0x3fffccf0,
	rcons: 0x3fffd0f0,
	Td0: 0x3fffd100,
	Td4s: 0x3fffd500,
	base64_table: 0x3fffd600,
	digits: 0x3fffd83c,
	digits_lower: 0x3fffd848,
	digits_upper: 0x3fffd85c,
	null_text: 0x3fffd870,
	running_task: 0x3fffc6fc,
	tasks: 0x3fffdab0,
	saved_ps: 0x3fffdcc0,
	user_start: 0x3fffdcd0,
	putc1: 0x3fffdd48,
	putc2: 0x3fffdd4c,
	external_printf: 0x3fffdd50,
	external_argument: 0x3fffdd54,
	timer_list: 0x3fffddb0,
	running_timer: 0x3fffddb4,
	running_function: 0x3fffddb8,
	wdt_timer: 0x3fffdde0,
	timer_queue: 0x3fffddc0,
	UartDev: 0x3fffde10,
	uart_rx_space: 0x3fffde60,
	uart_tx_space: 0x3fffdf60,
	gpio_pending: 0x3fffdfd0,
	gpio_user_handler: 0x3fffdfd4,
	gpio_user_argument: 0x3fffdfd8,
	gpio_types: 0x3fffdfe0,
};
/** Initialised data, zeroed data: between the tables above. */
const DATA = { start: 0x3fffc860, end: 0x3fffccf0 };
const BSS = { start: 0x3fffd880, end: 0x3fffdab0 };
/** Also zeroed at reset: tasks, timers, console. */
const FIXED_RAM = { start: 0x3fffdab0, end: 0x3fffdff0 };

const run = (tool, args, cwd) =>
	execFileSync(PREFIX + tool, args, { cwd, encoding: "utf8", maxBuffer: 1 << 26 });
const hex = (n) => `0x${n.toString(16)}`;
const align4 = (n) => (n + 3) & ~3;

function readEntries() {
	return readFileSync(join(here, "entries.txt"), "utf8")
		.split("\n")
		.filter((line) => line && !line.startsWith("#"))
		.map((line) => {
			const [address, name, target] = line.split(" ");
			return { address: Number.parseInt(address, 16), name, target: target ?? name };
		})
		.sort((a, b) => a.address - b.address);
}

function compile(dir) {
	const sources = readdirSync(here)
		.filter((f) => /\.[cS]$/.test(f))
		.sort();
	return sources.map((source) => {
		const object = source.replace(/\.[cS]$/, ".o");
		run(
			"gcc",
			[...FLAGS, "-c", join(here, source), "-o", join(dir, object), `-ffile-prefix-map=${here}=.`],
			dir,
		);
		return object;
	});
}

/** The sections that want a place in the ROM, with the functions in them. */
function sectionsOf(object, dir) {
	const sections = new Map();
	for (const [, name, size] of run("objdump", ["-h", object], dir).matchAll(
		/^\s*\d+ (\.(?:text|romw)\.\S+)\s+([0-9a-f]+)/gm,
	)) {
		sections.set(name, { object, name, size: align4(Number.parseInt(size, 16)), functions: [] });
	}
	const symbols = run("objdump", ["-t", object], dir).matchAll(
		/^([0-9a-f]{8}) (.{7}) (\S+)\s+[0-9a-f]+ (?:\.hidden )?(\S+)$/gm,
	);
	for (const [, value, flags, section, name] of symbols) {
		if (flags[0] !== "g" || !sections.has(section)) continue;
		sections.get(section).functions.push({ name, offset: Number.parseInt(value, 16) });
	}
	return [...sections.values()].filter((s) => s.size > 0);
}

/** Which bytes of the ROM are taken. */
class Space {
	#taken = new Uint8Array(ROM_SIZE);

	free(address, size) {
		const at = address - ROM_BASE;
		if (at < 0 || at + size > ROM_SIZE) return false;
		return this.#taken.subarray(at, at + size).every((byte) => byte === 0);
	}

	take(address, size) {
		if (!this.free(address, size)) throw new Error(`${hex(address)}: ${size} bytes are not free`);
		this.#taken.fill(1, address - ROM_BASE, address - ROM_BASE + size);
	}

	release(address, size) {
		this.#taken.fill(0, address - ROM_BASE, address - ROM_BASE + size);
	}

	/** The smallest hole that holds `size` bytes at a multiple of 4. */
	place(size) {
		let best;
		for (let at = 0; at < ROM_SIZE; ) {
			if (this.#taken[at]) {
				at++;
				continue;
			}
			let end = at;
			while (end < ROM_SIZE && !this.#taken[end]) end++;
			const start = align4(at);
			const room = end - start;
			if (room >= size && (best === undefined || room < best.room))
				best = { address: ROM_BASE + start, room };
			at = end;
		}
		if (best === undefined) throw new Error(`no room for ${size} bytes`);
		this.take(best.address, size);
		return best.address;
	}

	get left() {
		return this.#taken.reduce((n, byte) => n + (byte ? 0 : 1), 0);
	}
}

const STUB = 4;

/** What lies where: address, bytes and name, in hex and by address. An entry's name goes before its function's. */
function symbolLines(dir, entries, placed) {
	const found = new Map();
	const ends = [...placed].map(([section, at]) => at + section.size).sort((a, b) => a - b);
	const code = [...run("nm", ["-n", "rom.elf"], dir).matchAll(/^([0-9a-f]{8}) [Tt] ([^.\n]+)$/gm)].map(
		([, address, name]) => ({ address: Number.parseInt(address, 16), name }),
	);
	const inRom = code.filter(({ address }) => address >= ROM_BASE);
	for (const { address, name } of inRom) {
		const next = inRom.find((other) => other.address > address)?.address ?? ROM_BASE + ROM_SIZE;
		const end = ends.find((at) => at > address) ?? next;
		found.set(address, { size: Math.min(next, end) - address, name });
	}
	// Of several names of an entry the first counts.
	for (const { address, name } of [...entries].reverse())
		found.set(address, { size: found.get(address)?.size ?? STUB, name });
	for (const [name, address] of Object.entries(VARIABLES)) found.set(address, { size: 0, name });
	const lines = [...found].sort(([a], [b]) => a - b);
	return lines
		.map(([address, { size, name }]) => `${address.toString(16)} ${size.toString(16)} ${name}\n`)
		.join("");
}

function main() {
	const outAt = process.argv.indexOf("--out");
	const out = outAt > 0 ? resolve(process.argv[outAt + 1]) : here;
	const dir = mkdtempSync(join(tmpdir(), "esp8266-rom-"));
	try {
		const entries = readEntries();
		const objects = compile(dir);
		const sections = objects.flatMap((o) => sectionsOf(o, dir));
		const defined = new Map(
			sections.flatMap((s) => s.functions.map((f) => [f.name, { section: s, offset: f.offset }])),
		);
		const space = new Space();
		const placed = new Map();
		const jumps = [];
		const missing = [];

		const vectors = defined.get("rom_vectors").section;
		placed.set(vectors, ROM_BASE);
		space.take(ROM_BASE, Math.max(vectors.size, 0x84));
		const real = entries.filter((e) => e.target !== "-");
		for (const e of real) space.take(e.address, STUB);
		// In place where it fits.
		for (const e of real) {
			const found = defined.get(e.target);
			if (found === undefined) {
				missing.push(e);
				continue;
			}
			const start = e.address - found.offset;
			space.release(e.address, STUB);
			if (!placed.has(found.section) && start % 4 === 0 && space.free(start, found.section.size)) {
				space.take(start, found.section.size);
				placed.set(found.section, start);
			} else {
				space.take(e.address, STUB);
				const there = placed.get(found.section);
				if (there === undefined || there + found.offset !== e.address) jumps.push(e);
			}
		}
		// The rest: largest first, into the smallest hole that holds it.
		const rest = sections
			.filter((s) => !placed.has(s))
			.sort((a, b) => b.size - a.size || (a.name < b.name ? -1 : 1));
		for (const s of rest) placed.set(s, space.place(s.size));

		// What the stubs of missing functions print, as words: address, length, text.
		const table = missing.flatMap((e) => {
			const bytes = new Uint8Array(align4(e.name.length));
			bytes.set(new TextEncoder().encode(e.name));
			return [e.address, bytes.length / 4, ...new Uint32Array(bytes.buffer)];
		});
		table.push(0);
		const stubs = [
			'\t.section .romw.missing, "a"',
			"\t.align 4",
			"\t.global rom_missing_table",
			"rom_missing_table:",
			...table.map((w) => `\t.word ${hex(w)}`),
			...missing.flatMap((e) => [`\t.section .entry.${e.name}, "ax"`, "\tcall0 rom_not_implemented"]),
			...jumps.flatMap((e) => [`\t.section .entry.${e.name}, "ax"`, `\tj ${e.target}`]),
		];
		writeFileSync(join(dir, "stubs.S"), `${stubs.join("\n")}\n`);
		run("gcc", ["-c", "stubs.S", "-o", "stubs.o"], dir);
		const tableAt = space.place(table.length * 4);

		const imageSize = (() => {
			// .data and .rodata are copied to RAM at reset; their size is known after a first look.
			let size = 0;
			for (const object of objects) {
				for (const [, n, power] of run("objdump", ["-h", object], dir).matchAll(
					/^\s*\d+ \.(?:rodata|data)\S*\s+([0-9a-f]+)\s+\S+\s+\S+\s+\S+\s+2\*\*(\d+)/gm,
				)) {
					size += Number.parseInt(n, 16) + 2 ** Number(power);
				}
			}
			return align4(size + 16);
		})();
		const imageAt = space.place(imageSize);

		const order = [...placed].sort((a, b) => a[1] - b[1]);
		const script = [
			...entries.map((e) => `entry_${e.name} = ${hex(e.address)};`),
			...Object.entries(VARIABLES).map(([name, address]) => `${name} = ${hex(address)};`),
			`rom_fixed_start = ${hex(FIXED_RAM.start)};`,
			`rom_fixed_end = ${hex(FIXED_RAM.end)};`,
			"SECTIONS {",
			...order.map(([s, at], i) => `\t.place${i} ${hex(at)} : { ${s.object}(${s.name}) }`),
			...[...missing, ...jumps].map(
				(e, i) => `\t.entry${i} ${hex(e.address)} : { stubs.o(.entry.${e.name}) }`,
			),
			`\t.missing ${hex(tableAt)} : { stubs.o(.romw.missing) }`,
			`\t.data ${hex(DATA.start)} : AT(${hex(imageAt)}) { rom_data_start = .; *(.data .data.* .rodata .rodata.*) . = ALIGN(4); rom_data_end = .; }`,
			`\trom_data_image = ${hex(imageAt)};`,
			`\t.bss ${hex(BSS.start)} (NOLOAD) : { rom_bss_start = .; *(.bss .bss.* COMMON) . = ALIGN(4); rom_bss_end = .; }`,
			`\tASSERT(rom_data_end <= ${hex(DATA.end)}, "initialised data does not fit")`,
			`\tASSERT(SIZEOF(.data) <= ${imageSize}, "image of the data does not fit")`,
			`\tASSERT(rom_bss_end <= ${hex(BSS.end)}, "zeroed data does not fit")`,
			"\t/DISCARD/ : { *(.comment) *(.xtensa.info) *(.xt.*) *(.note*) }",
			"}",
		];
		writeFileSync(join(dir, "rom.ld"), `${script.join("\n")}\n`);
		run("ld", ["--no-relax", "-nostdlib", "-T", "rom.ld", "-o", "rom.elf", ...objects, "stubs.o"], dir);
		const loaded = order
			.map((_, i) => `.place${i}`)
			.concat(
				[...missing, ...jumps].map((_, i) => `.entry${i}`),
				[".missing", ".data"],
			);
		run(
			"objcopy",
			[
				"-O",
				"binary",
				"--gap-fill",
				"0",
				"--pad-to",
				hex(ROM_BASE + ROM_SIZE),
				...loaded.flatMap((s) => ["-j", s]),
				"rom.elf",
				"rom.bin",
			],
			dir,
		);
		const image = readFileSync(join(dir, "rom.bin"));
		if (image.length !== ROM_SIZE) throw new Error(`image of ${image.length} bytes`);
		mkdirSync(out, { recursive: true });
		writeFileSync(join(out, "rom.bin"), image);
		writeFileSync(join(out, "rom.symbols"), symbolLines(dir, entries, placed));
		if (process.argv.includes("--elf"))
			writeFileSync(join(out, "rom.elf"), readFileSync(join(dir, "rom.elf")));
		const inPlace = real.length - jumps.length - missing.length;
		process.stdout.write(
			`${real.length} entries: ${inPlace} in place, ${jumps.length} by a jump, ${missing.length} not implemented; ${space.left} bytes free\n`,
		);
		if (process.argv.includes("--missing")) process.stdout.write(`${missing.map((e) => e.name).join(" ")}\n`);
	} finally {
		rmSync(dir, { recursive: true });
	}
}

main();
