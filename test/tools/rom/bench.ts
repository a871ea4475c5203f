/**
 * A chip as a bench for single ROM functions: boots a tiny program, then calls whatever address it is told with
 * the arguments it is told, and shows what came of it: result, memory, console.
 */
import { Chip } from "../../../src/chip/chip.js";
import { DEFAULT_RTC_PERIOD_FS, STRAPS_FLASH_BOOT } from "../../../src/chip/config.js";
import { DRAM_BASE, IRAM_BASE } from "../../../src/chip/memory/memories.js";
import { Word } from "../../../src/chip/xtensa/cpu-state.js";
import type { MadeUpRegisters } from "./registers.js";

/** Where a called function returns to: a SIMCALL. */
export const TRAP = IRAM_BASE;
/** Free memory for arguments: above the ROM's data would be wrong, this is the firmware's. */
export const SCRATCH = 0x3ffe9000;
const STACK = 0x3fffbff0;
/** PS as firmware has it: user mode, interrupt level 0. */
const USER_MODE = 0x20;

/** simcall; j . */
const PROGRAM = [0x00, 0x51, 0x00, 0x06, 0xff, 0xff, 0x00, 0x00];

/** A flash image of one IRAM segment that does nothing but stop. */
export function trapImage(size = 1 << 20): Uint8Array {
	const flash = new Uint8Array(size).fill(0xff);
	const nibble = new Map([
		[1 << 19, 0],
		[1 << 20, 2],
		[1 << 21, 3],
		[1 << 22, 4],
	]).get(size);
	if (nibble === undefined) throw new RangeError(`no header for a flash of ${size} bytes`);
	const view = new DataView(flash.buffer);
	flash.set([0xe9, 1, 0, nibble << 4]);
	view.setUint32(4, IRAM_BASE, true);
	view.setUint32(8, IRAM_BASE, true);
	view.setUint32(12, PROGRAM.length, true);
	flash.set(PROGRAM, 16);
	flash[31] = PROGRAM.reduce((sum, byte) => sum ^ byte, 0xef);
	return flash;
}

export interface Called {
	/** a2 and a3 at return. */
	readonly low: number;
	readonly high: number;
	readonly stop: "returned" | "lost";
	readonly instructions: number;
}

export class Bench {
	readonly chip: Chip;
	readonly regs: Int32Array;
	readonly dram: Uint8Array;
	readonly dram32: Int32Array;
	/** Console output since `console` was last emptied. */
	console = "";
	/** Answers in the place of the chip's registers, once it is set. */
	registers: MadeUpRegisters | undefined;
	/** The PS that functions are called with; `restore` puts it back. */
	ps = USER_MODE;
	readonly #dramAtStart: Uint8Array;
	readonly #cpuAtStart: Int32Array;

	constructor(rom: Uint8Array, flash: Uint8Array = trapImage(), straps: number = STRAPS_FLASH_BOOT) {
		this.chip = new Chip(
			{
				flash,
				rom,
				mac: Uint8Array.of(0x5c, 0xcf, 0x7f, 0x12, 0x34, 0x56),
				seed: [1, 2],
				straps,
				rtcPeriodFs: DEFAULT_RTC_PERIOD_FS,
			},
			{
				uart: (_tick, line, byte) => {
					if (line === 0) this.console += String.fromCharCode(byte);
				},
				pin() {},
				frame() {},
				spi() {},
				flash() {},
				power() {},
			},
		);
		const { state } = this.chip;
		this.regs = new Int32Array(state.buffer, state.place("cpu").offset, Word.COUNT);
		this.dram = state.bytesOf("dram");
		this.dram32 = new Int32Array(this.dram.buffer, this.dram.byteOffset, this.dram.length / 4);
		this.regs[Word.SEMIHOSTING] = 1;
		const map = this.chip.peripherals.registers;
		const [read, write] = [map.read.bind(map), map.write.bind(map)];
		map.read = (address) => this.registers?.read(address) ?? read(address);
		map.write = (address, value) => {
			if (this.registers) this.registers.write(address, value);
			else write(address, value);
		};
		if (straps === STRAPS_FLASH_BOOT) this.runUntilTrap(160e6);
		this.#dramAtStart = this.dram.slice();
		this.#cpuAtStart = this.regs.slice();
	}

	runUntilTrap(ticks: number): "returned" | "lost" {
		return this.chip.run(this.chip.tick + ticks) === "simcall" ? "returned" : "lost";
	}

	/** Puts data RAM and CPU back to the state after boot. */
	restore(): void {
		this.ps = USER_MODE;
		this.dram.set(this.#dramAtStart);
		const { [Word.INSTRUCTIONS]: low, [Word.INSTRUCTIONS_HIGH]: high, [Word.CCOUNT]: count } = this.regs;
		this.regs.set(this.#cpuAtStart);
		this.regs[Word.INSTRUCTIONS] = low;
		this.regs[Word.INSTRUCTIONS_HIGH] = high;
		this.regs[Word.CCOUNT] = count;
	}

	/** Calls `address` with up to six register arguments; more go on the stack. */
	call(address: number, args: readonly number[], ticks = 16e6): Called {
		const { regs } = this;
		regs[0] = TRAP;
		const extra = Math.max(0, args.length - 6);
		regs[1] = STACK - 16 * Math.ceil(extra / 4);
		args.forEach((arg, i) => {
			if (i < 6) regs[2 + i] = arg;
			else this.dram32[(regs[1] - DRAM_BASE) / 4 + i - 6] = arg;
		});
		// What a function has to hand back as it was.
		for (let i = 12; i < 16; i++) regs[i] = 0x01010101 * i;
		regs[Word.PC] = address;
		regs[Word.PS] = this.ps;
		regs[Word.WAITING] = 0;
		const before = this.chip.instructions;
		const stop = this.runUntilTrap(ticks);
		return {
			low: regs[2] >>> 0,
			high: regs[3] >>> 0,
			stop,
			instructions: this.chip.instructions - before,
		};
	}

	bytes(address: number, length: number): Uint8Array {
		return this.dram.subarray(address - DRAM_BASE, address - DRAM_BASE + length);
	}

	word(address: number): number {
		return this.dram32[(address - DRAM_BASE) >> 2] >>> 0;
	}

	setWord(address: number, value: number): void {
		this.dram32[(address - DRAM_BASE) >> 2] = value;
	}

	put(address: number, data: Uint8Array | readonly number[]): void {
		this.dram.set(data, address - DRAM_BASE);
	}

	putText(address: number, text: string): void {
		this.put(address, [...new TextEncoder().encode(text), 0]);
	}
}
