/**
 * Runs a bare ELF program on the chip's CPU and memories, without a ROM: for benchmarks.
 *
 * The program starts at its entry with reset registers. SIMCALL is its way out: a2 = 4 writes a5 bytes from
 * a4 to the console, a2 = 1 ends the run with status a3 (the simulator interface of the Xtensa toolchain). It may also
 * end by waiting for no interrupt.
 */
import type { Chip } from "../chip/chip.js";
import { DEFAULT_RTC_PERIOD_FS, STRAPS_FLASH_BOOT } from "../chip/config.js";
import { createChip, type EngineChoice } from "../chip/create-chip.js";
import { ROM_SIZE } from "../chip/memory/memories.js";
import { NO_OUTPUTS } from "../chip/outputs.js";
import { TICKS_PER_SECOND } from "../chip/time.js";
import { cpuComponent } from "../chip/xtensa/cpu-state.js";
import { type ElfFile, readElf } from "../firmware/elf.js";

const SYS_EXIT = 1;
const SYS_WRITE = 4;
/** Guest time between two looks whether the program waits. */
const LOOK_TICKS = TICKS_PER_SECOND;
/** No program of ours writes more at once. */
const MAX_WRITE = 4096;
const FLASH_SIZE = 512 * 1024;

/** What a guest did. */
export interface GuestRun {
	readonly console: string;
	readonly status: number;
	/** Whether it ended by waiting, and not by a call. */
	readonly endedInWait: boolean;
	readonly instructions: number;
	/** Ticks of guest time. */
	readonly ticks: number;
	/** Host seconds. */
	readonly seconds: number;
}

/** A guest ended in a way that is not its own end. */
export class GuestError extends Error {
	override readonly name = "GuestError";
}

function bareChip(elf: ElfFile, engine: EngineChoice): Chip {
	const config = {
		flash: new Uint8Array(FLASH_SIZE).fill(0xff),
		rom: new Uint8Array(ROM_SIZE),
		mac: Uint8Array.of(0x5c, 0xcf, 0x7f, 0, 0, 1),
		seed: [1, 0] as const,
		straps: STRAPS_FLASH_BOOT,
		rtcPeriodFs: DEFAULT_RTC_PERIOD_FS,
	};
	const chip = createChip(config, NO_OUTPUTS, engine);
	for (const { address, data } of elf.segments) {
		data.forEach((byte, i) => {
			if (!chip.bus.poke(address + i, 1, byte)) {
				throw new GuestError(`the program wants 0x${(address + i).toString(16)}, which is no memory`);
			}
		});
	}
	return chip;
}

/** Loads and runs `file`; throws ElfError for no ELF file, GuestError when it does not end as it should. */
export function runGuest(file: Uint8Array, engine: EngineChoice): GuestRun {
	const elf = readElf(file);
	const chip = bareChip(elf, engine);
	const cpu = chip.state.view(cpuComponent);
	cpu.pc = elf.entry;
	cpu.semihosting = 1;
	let text = "";
	const start = performance.now();
	for (;;) {
		const stop = chip.run(chip.tick + LOOK_TICKS);
		const [, , call, first, address, length] = cpu.ar;
		const endedInWait = stop !== "simcall" && chip.isIdle;
		if (endedInWait || (stop === "simcall" && call === SYS_EXIT)) {
			const seconds = (performance.now() - start) / 1000;
			const { instructions, tick: ticks } = chip;
			return {
				console: text,
				status: endedInWait ? 0 : first | 0,
				endedInWait,
				instructions,
				ticks,
				seconds,
			};
		}
		if (stop !== "simcall") continue;
		if (call !== SYS_WRITE || length > MAX_WRITE) throw new GuestError(`unknown simulator call ${call}`);
		for (let i = 0; i < length; i++) text += String.fromCharCode(chip.bus.peek(address + i, 1) ?? 0);
	}
}
