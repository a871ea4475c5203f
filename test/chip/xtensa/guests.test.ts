import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import test from "ava";
import { readElf } from "../../../src/firmware/elf.js";
import { createMachine, run } from "./machine.js";

/** Holds counts.json and the guests' ELF files in bin/. */
const DIRECTORY = process.env.REPLAY_BENCH_DIR;
const SYS_EXIT = 1;
const SYS_WRITE = 4;

/** Runs an ELF guest to its exit; what it wrote, and its instruction count. */
function runGuest(file: string): { output: string; instructions: number } {
	const elf = readElf(readFileSync(file));
	const machine = createMachine();
	const { bus, cpu, words } = machine;
	words.semihosting = 1;
	words.pc = elf.entry;
	for (const { address, data } of elf.segments) {
		for (let i = 0; i < data.length; i++) bus.poke(address + i, 1, data[i]);
	}
	let output = "";
	for (;;) {
		run(machine, 1_000_000);
		if (!cpu.takeSimcall()) continue;
		if (words.ar[2] === SYS_EXIT) return { output, instructions: cpu.instructions };
		if (words.ar[2] !== SYS_WRITE) throw new Error(`system call ${words.ar[2]}`);
		for (let i = 0; i < words.ar[5]; i++) output += String.fromCharCode(bus.peek(words.ar[4] + i, 1)!);
	}
}

for (const name of ["intmix", "memhash", "sieve", "vm", "cfloat"].map((guest) => `${guest}-short`)) {
	const title = `guest ${name} ends with its checksum after its exact number of instructions`;
	if (!DIRECTORY || !existsSync(join(DIRECTORY, "counts.json"))) {
		test.skip(`${title} (skipped: REPLAY_BENCH_DIR names no bench directory)`, () => {});
		continue;
	}
	test(title, (t) => {
		const counts = JSON.parse(readFileSync(join(DIRECTORY, "counts.json"), "utf8"));
		const { output, instructions } = runGuest(join(DIRECTORY, "bin", `${name}.elf`));
		t.is(output.trim().split(" ").at(-1), counts[name].checksum);
		t.is(instructions, counts[name].insns);
	});
}
