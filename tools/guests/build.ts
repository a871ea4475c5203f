/**
 * Builds the guest programs and the boot stub: sources beside this file to bin/NAME.bin, byte for byte the same
 * with the same compiler. `node dist/tools/guests/build.js` writes them; the test compares.
 */
import { execFileSync } from "node:child_process";
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { basename, join, resolve } from "node:path";
import { fileURLToPath } from "node:url";
import { readElf } from "../../src/firmware/elf.js";
import { flashImage } from "../../src/firmware/write-image.js";

/** Folder of the sources, from the project's root. */
export const GUESTS = resolve("tools/guests");
const GCC = "xtensa-lx106-elf-gcc";
const FLAGS = [
	"-Os",
	"-std=gnu11",
	"-Wall",
	"-Wextra",
	"-Werror",
	"-ffreestanding",
	"-fno-builtin",
	"-fno-tree-loop-distribute-patterns",
	"-mtext-section-literals",
	"-mlongcalls",
	"-ffunction-sections",
	"-fdata-sections",
	"-g0",
];

/** Names of all guest programs. */
export function guestNames(): string[] {
	return readdirSync(join(GUESTS, "programs"))
		.filter((file) => file.endsWith(".c"))
		.map((file) => basename(file, ".c"))
		.sort();
}

/** Builds everything: file name in bin/ to bytes. `only` limits the programs. */
export function buildAll(only: readonly string[] = guestNames()): Map<string, Uint8Array> {
	const work = mkdtempSync(join(tmpdir(), "guests-"));
	try {
		const built = new Map<string, Uint8Array>();
		const library = readdirSync(join(GUESTS, "lib"))
			.filter((file) => /\.[cS]$/.test(file))
			.sort()
			.map((file) => compile(work, `lib/${file}`));
		for (const name of only) built.set(`${name}.bin`, buildGuest(work, name, library));
		built.set("boot-stub.rom", buildStub(work));
		return built;
	} finally {
		rmSync(work, { recursive: true });
	}
}

/** Compiles one source; relative names keep the folder out of what the compiler sees. */
function compile(work: string, source: string): string {
	const object = join(work, `${source.replaceAll("/", "-")}.o`);
	execFileSync(GCC, [...FLAGS, "-Ilib", "-c", source, "-o", object], { cwd: GUESTS, stdio: "inherit" });
	return object;
}

function buildGuest(work: string, name: string, library: readonly string[]): Uint8Array {
	const elf = join(work, `${name}.elf`);
	const program = compile(work, `programs/${name}.c`);
	execFileSync(
		GCC,
		["-nostdlib", "-Wl,--gc-sections", "-T", "lib/guest.ld", program, ...library, "-o", elf],
		{
			cwd: GUESTS,
			stdio: "inherit",
		},
	);
	const { entry, segments } = readElf(readFileSync(elf));
	return flashImage(entry, segments);
}

function buildStub(work: string): Uint8Array {
	const elf = join(work, "boot-stub.elf");
	execFileSync(GCC, ["-nostdlib", "-Wl,-n,-Ttext=0x40000000", compile(work, "boot-stub.S"), "-o", elf], {
		cwd: GUESTS,
		stdio: "inherit",
	});
	const text = readElf(readFileSync(elf)).segments.find(({ address }) => address === 0x40000000);
	if (!text) throw new Error("the boot stub has no code at the ROM's base");
	return text.data;
}

if (resolve(process.argv[1] ?? "") === fileURLToPath(import.meta.url)) {
	mkdirSync(join(GUESTS, "bin"), { recursive: true });
	const only = process.argv.slice(2);
	for (const [file, bytes] of buildAll(only.length > 0 ? only : undefined)) {
		writeFileSync(join(GUESTS, "bin", file), bytes);
	}
}
