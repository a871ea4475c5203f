/**
 * Random programs run in QEMU and here, and their reports compared.
 *
 * QEMU's lx106 is a second reading of the same ISA; where both read the same registers, flags and
 * memory after every case, an instruction means what it should.
 */
import { spawnSync } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Bus } from "../../src/chip/memory/bus.js";
import {
	dramComponent,
	flashComponent,
	iramComponent,
	romComponent,
	rtcRamComponent,
} from "../../src/chip/memory/memories.js";
import { ChipState } from "../../src/chip/state/chip-state.js";
import { Cpu } from "../../src/chip/xtensa/cpu.js";
import { cpuComponent } from "../../src/chip/xtensa/cpu-state.js";
import { disassemble } from "../../src/chip/xtensa/disassemble.js";
import { instructionLength } from "../../src/chip/xtensa/isa.js";
import { layOut, writeCase } from "./cases.js";
import { Code, elfOf, Label, type Segment } from "./program.js";
import { Random } from "./random.js";
import {
	buildRuntime,
	DATA,
	DATA_SIZE,
	DRAM,
	INPUT_SETS,
	INPUTS,
	IRAM,
	REPORT_FIELDS,
	REPORT_SIZE,
} from "./runtime.js";

/** The program under comparison. */
export const QEMU = "qemu-system-xtensa";
const FLASH = 0x40200000;
const FLASH_SIZE = 0x100000;
/** More bytes than a case ever takes. */
const CASE_ROOM = 4000;
const SYS_EXIT = 1;

/** A program of random cases. */
export interface Program {
	readonly entry: number;
	readonly segments: readonly Segment[];
	/** Instructions under test in all cases together. */
	readonly instructions: number;
	/** Where each case's code begins and ends. */
	readonly cases: readonly { readonly start: number; readonly end: number }[];
}

/** Data RAM as a program begins: variables, register inputs, the data area. */
function dataOf(random: Random): Uint8Array {
	const data = new Uint8Array(DATA + DATA_SIZE - DRAM);
	const view = new DataView(data.buffer);
	view.setUint32(0, INPUTS, true);
	for (let at = INPUTS - DRAM; at < data.length; at += 4) view.setUint32(at, random.value(), true);
	for (let set = 0; set < INPUT_SETS; set++) view.setUint32(INPUTS - DRAM + 64 * set, random.below(64), true);
	return data;
}

/** Writes the program of a seed: as many cases as fit in `size` bytes of flash. */
export function buildProgram(seed: number, size = FLASH_SIZE): Program {
	const random = new Random(seed);
	let next = new Label();
	const runtime = buildRuntime(next);
	const code = new Code(FLASH, size);
	const cases: { start: number; end: number }[] = [];
	let instructions = 0;
	while (code.free > CASE_ROOM) {
		const written = writeCase(random, 16 + random.below(16));
		const [body, exceptionalEnd] = [new Label(), new Label()];
		const [restore, save, end] = [runtime.restore, runtime.save, exceptionalEnd].map((l) => code.word(l));
		code.here(next);
		code.emit("l32r", 2, end);
		code.emit("l32r", 0, restore);
		code.emit("callx0", 0);
		code.emit("j", body);
		body.address = layOut(code, written);
		cases.push({ start: body.address, end: code.pc });
		code.emit("wsr.excsave1", 0);
		code.here(exceptionalEnd);
		code.emit("l32r", 0, save);
		code.emit("callx0", 0);
		instructions += written.instructions;
		next = new Label();
		code.emit("j", next);
	}
	const finish = code.word(runtime.finish);
	code.here(next);
	code.emit("l32r", 0, finish);
	code.emit("jx", 0);
	code.finish();
	runtime.code.finish();
	const segments = [
		{ address: DRAM, data: dataOf(random) },
		{ address: IRAM, data: runtime.code.bytes },
		{ address: FLASH, data: code.bytes },
	];
	return { entry: runtime.start.address, segments, instructions, cases };
}

/** What the program writes in QEMU. Throws when QEMU fails. */
export function runInQemu(program: Program): Uint8Array {
	const directory = mkdtempSync(join(tmpdir(), "differential-"));
	const file = join(directory, "program.elf");
	writeFileSync(file, elfOf(program.entry, program.segments));
	const machine = ["-M", "sim", "-cpu", "lx106", "-display", "none", "-monitor", "none", "-serial", "none"];
	const result = spawnSync(QEMU, [...machine, "-semihosting", "-device", `loader,file=${file},cpu-num=0`], {
		stdio: ["ignore", "pipe", "pipe"],
		maxBuffer: 1 << 28,
		timeout: 120_000,
	});
	rmSync(directory, { recursive: true });
	if (result.status !== 0) throw new Error(`${QEMU} ended with ${result.status}: ${result.stderr}`);
	return result.stdout;
}

/** What the program writes here. Throws when it does not end within `limit` cycles. */
export function runHere(program: Program, limit = 1e9): Uint8Array {
	const state = new ChipState([
		cpuComponent,
		dramComponent,
		iramComponent,
		rtcRamComponent,
		romComponent,
		flashComponent(FLASH_SIZE),
	]);
	const bus = new Bus(state, { read: () => 0, write: () => {} });
	const cpu = new Cpu(state, bus);
	cpu.reset();
	const [dram, iram, flash] = ["dram", "iram", "flash"].map((name) => state.bytesOf(name));
	program.segments.forEach(({ data }, i) => {
		[dram, iram, flash][i].set(data);
	});
	bus.mapFlash(true, 0);
	const words = state.view(cpuComponent);
	words.semihosting = 1;
	words.pc = program.entry;
	const written: Uint8Array[] = [];
	for (let cycles = 0; cycles < limit; ) {
		cpu.run(1_000_000);
		cycles += cpu.endSlice();
		if (cpu.waiting) throw new Error("the program has stopped in WAITI");
		if (!cpu.takeSimcall()) continue;
		if (words.ar[2] === SYS_EXIT) return Buffer.concat(written);
		const [address, length] = [words.ar[4] - DRAM, words.ar[5]];
		written.push(dram.slice(address, address + length));
	}
	throw new Error(`the program did not end in ${limit} cycles; pc ${words.pc.toString(16)}`);
}

/** The first difference between two outputs of a program, in words; undefined when there is none. */
export function firstDifference(program: Program, ours: Uint8Array, theirs: Uint8Array): string | undefined {
	const at = ours.findIndex((byte, i) => byte !== theirs[i]);
	if (at === -1 && ours.length === theirs.length) return undefined;
	const report = Math.floor((at === -1 ? Math.min(ours.length, theirs.length) : at) / REPORT_SIZE);
	if (report >= program.cases.length)
		return `the data area differs, or the length: ${ours.length}/${theirs.length}`;
	const word = (bytes: Uint8Array, i: number): string => {
		const offset = report * REPORT_SIZE + 4 * i;
		if (offset + 4 > bytes.length) return "nothing";
		return new DataView(bytes.buffer, bytes.byteOffset).getUint32(offset, true).toString(16);
	};
	const fields = REPORT_FIELDS.map((name, i) => ({ name, a: word(ours, i), b: word(theirs, i) }))
		.filter(({ a, b }) => a !== b)
		.map(({ name, a, b }) => `${name}: ${a} here, ${b} in QEMU`);
	return [`case ${report}`, ...fields, ...listing(program, report)].join("\n");
}

/** The code of a case. */
function listing(program: Program, index: number): string[] {
	const { start, end } = program.cases[index];
	const { data, address } = program.segments[2];
	const lines: string[] = [];
	for (let pc = start; pc < end; ) {
		const at = pc - address;
		const word = data[at] | (data[at + 1] << 8) | (data[at + 2] << 16);
		const { text, length } = disassemble(word, pc, (literal) =>
			new DataView(data.buffer).getUint32(literal - address, true),
		);
		lines.push(`${pc.toString(16)}: ${text}`);
		pc += length === 1 ? instructionLength(word) : length;
	}
	return lines;
}
