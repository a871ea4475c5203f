import { spawnSync } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import test from "ava";
import fc from "fast-check";
import { disassemble } from "../../../src/chip/xtensa/disassemble.js";
import { findInstruction, INSTRUCTIONS, instructionLength } from "../../../src/chip/xtensa/isa.js";
import { testWith } from "./tools.js";

const OBJDUMP = "xtensa-lx106-elf-objdump";
const BASE = 0x40100000;

/** Instruction words laid one after another. */
function layOut(words: readonly number[]): Uint8Array {
	return Uint8Array.from(
		words.flatMap((word) =>
			Array.from({ length: instructionLength(word) }, (_, i) => (word >>> (8 * i)) & 0xff),
		),
	);
}

/** What objdump makes of code at BASE. */
function objdump(code: Uint8Array): string[] {
	const directory = mkdtempSync(join(tmpdir(), "objdump-"));
	const file = join(directory, "words.bin");
	writeFileSync(file, code);
	const args = ["-D", "-b", "binary", "-m", "xtensa", `--adjust-vma=${BASE}`, file];
	const { stdout } = spawnSync(OBJDUMP, args, { encoding: "utf8", maxBuffer: 1 << 28 });
	rmSync(directory, { recursive: true });
	return stdout
		.split("\n")
		.filter((line) => /^\s*[0-9a-f]+:\t/.test(line))
		.map((line) => line.split("\t").slice(2).join("\t").trim());
}

/** Differences between objdump and the disassembler over `words`. */
function differences(words: readonly number[]): string[] {
	const code = layOut(words);
	const view = new DataView(code.buffer);
	const literal = (address: number) =>
		address >= BASE && address + 4 <= BASE + code.length ? view.getUint32(address - BASE, true) : undefined;
	const theirs = objdump(code);
	const found: string[] = [];
	if (theirs.length !== words.length) found.push(`${theirs.length} lines for ${words.length} words`);
	let pc = BASE;
	words.forEach((word, i) => {
		const known = findInstruction(word) !== undefined;
		const ours = disassemble(word, pc, literal).text;
		// objdump has no word for an encoding the core does not have: it names the first of its table.
		if (known ? ours !== theirs[i] : theirs[i] !== "excw") {
			found.push(`${word.toString(16)} at ${pc.toString(16)}: ${theirs[i]} / ${ours}`);
		}
		pc += instructionLength(word);
	});
	return found;
}

/** Words of `op0` whose other 20 bits count through all values. */
const allOf = (op0: number, op2: number): number[] =>
	Array.from({ length: 1 << 16 }, (_, i) => (op2 << 20) | (i << 4) | op0);

for (let op2 = 0; op2 < 16; op2++) {
	testWith(OBJDUMP, "REPLAY_REQUIRE_BINUTILS", `objdump agrees on every word of op0 0, op2 ${op2}`, (t) => {
		t.deepEqual(differences(allOf(0, op2)), []);
	});
}

testWith(OBJDUMP, "REPLAY_REQUIRE_BINUTILS", "objdump agrees on every density word", (t) => {
	const words = [8, 9, 10, 11, 12, 13].flatMap((op0) =>
		Array.from({ length: 1 << 12 }, (_, i) => (i << 4) | op0),
	);
	t.deepEqual(differences(words), []);
});

testWith(OBJDUMP, "REPLAY_REQUIRE_BINUTILS", "objdump agrees on random words of op0 1 to 7", (t) => {
	let seed = 1;
	const words = Array.from({ length: 200_000 }, (_, i) => {
		seed = (Math.imul(seed, 1103515245) + 12345) >>> 0;
		return ((seed >>> 8) & ~15) | (1 + (i % 7));
	});
	t.deepEqual(differences(words), []);
});

test("decoding and disassembling are total", (t) => {
	fc.assert(
		fc.property(
			fc.integer({ min: 0, max: 0xffffff }),
			fc.integer({ min: 0, max: 0xffffffff }),
			(word, pc) => {
				const { text, length } = disassemble(word, pc);
				const instruction = findInstruction(word);
				return text.length > 0 && length === (instruction?.length ?? 1);
			},
		),
		{ numRuns: 20_000 },
	);
	t.pass();
});

test("no encoding belongs to two instructions", (t) => {
	for (const a of INSTRUCTIONS) {
		const rivals = INSTRUCTIONS.filter((b) => b !== a && ((a.match ^ b.match) & a.mask & b.mask) === 0);
		t.deepEqual(
			rivals.map((b) => b.name),
			[],
			a.name,
		);
	}
});
