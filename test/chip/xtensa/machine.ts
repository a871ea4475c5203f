/** A CPU with its memories and a recording register space, for tests. */
import { Bus } from "../../../src/chip/memory/bus.js";
import {
	dramComponent,
	flashComponent,
	IRAM_BASE,
	iramComponent,
	romComponent,
	rtcRamComponent,
} from "../../../src/chip/memory/memories.js";
import type { Mmio } from "../../../src/chip/memory/mmio.js";
import { ChipState } from "../../../src/chip/state/chip-state.js";
import { codeArrays, SCRATCH_SIZE } from "../../../src/chip/translate/scratch.js";
import type { Shelf } from "../../../src/chip/translate/shelf.js";
import type { Tuning } from "../../../src/chip/translate/translator.js";
import { CodeCache } from "../../../src/chip/xtensa/code-cache.js";
import { Cpu, type Engine } from "../../../src/chip/xtensa/cpu.js";
import { cpuComponent } from "../../../src/chip/xtensa/cpu-state.js";
import { assemble } from "../../../tools/qemu/assembler.js";

/** Where test code goes, and what data tests use. */
export const CODE = IRAM_BASE;
export const DATA = 0x3ffe9000;

/** A register space that answers with `value` and notes what it is asked. */
export class RecordingMmio implements Mmio {
	value = 0;
	readonly log: string[] = [];

	read(address: number): number {
		this.log.push(`read ${address.toString(16)}`);
		return this.value;
	}

	write(address: number, value: number): void {
		this.log.push(`write ${address.toString(16)} ${value.toString(16)}`);
	}
}

/** The parts a test touches. */
export function createMachine({
	flashSize = 0x100000,
	mmio = new RecordingMmio() as Mmio,
	engine = "interp" as Engine,
	tuning = undefined as Tuning | undefined,
	shelf = undefined as Shelf | undefined,
} = {}) {
	const components = [
		cpuComponent,
		dramComponent,
		iramComponent,
		rtcRamComponent,
		romComponent,
		flashComponent(flashSize),
	];
	const state = new ChipState(components, engine === "wasm" ? SCRATCH_SIZE : 0);
	const code = engine === "wasm" ? new CodeCache(codeArrays(state)) : undefined;
	const bus = new Bus(state, mmio, code);
	const cpu = new Cpu(state, bus, engine, { tuning, shelf });
	cpu.reset();
	const words = state.view(cpuComponent);
	words.vecbase = CODE + 0x8000;
	words.ps = 0;
	words.pc = CODE;
	return { state, bus, cpu, words };
}

export type Machine = ReturnType<typeof createMachine>;

/** Puts assembled lines at `address`. */
export function load({ bus }: Machine, lines: readonly string[], address = CODE): void {
	assemble(lines, address).forEach((byte, i) => {
		bus.poke(address + i, 1, byte);
	});
}

/** Runs a slice of `cycles`; returns what it took. */
export function run({ cpu }: Machine, cycles: number): number {
	cpu.run(cycles);
	return cpu.endSlice();
}

/** Runs instruction by instruction, `count` times; returns the cycles they took. */
export function steps(machine: Machine, count: number): number {
	let cycles = 0;
	for (let i = 0; i < count; i++) cycles += run(machine, 1);
	return cycles;
}

/** Assembles lines, runs each once from the given registers, and returns the machine. */
export function execute(lines: readonly string[], registers: Readonly<Record<number, number>> = {}): Machine {
	const machine = createMachine();
	load(machine, lines);
	for (const [register, value] of Object.entries(registers)) machine.words.ar[Number(register)] = value;
	steps(machine, lines.length);
	return machine;
}
