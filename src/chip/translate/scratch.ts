/**
 * What translated code and its host share beside the chip's state: words behind the layout in the same memory.
 * Nothing here outlives a return to the run loop, but for the table, which is a cache.
 */
import { Region } from "../memory/memories.js";

/** Byte offsets from the start of the scratch area. */
export const enum Scratch {
	/** 64 bits: cycles left as the low word, instructions executed in the high one, as one sum. */
	ACCOUNT = 0,
	/** 1 when translated code must be left after the host was called. */
	LEAVE = 8,
	/** Of the flash window, as in the bus. */
	WINDOW_SIZE = 12,
	WINDOW_OFFSET = 16,
	/** 16 bits a byte of code memory: the entry of translated code at that address, 0 for none. */
	TABLE = 64,
}

/** The code memory that the table covers: ROM, IRAM, flash window. */
export const enum CodeRange {
	BASE = Region.ROM_BASE,
	SIZE = 0x300000,
}

/** Bytes of the scratch area. */
export const SCRATCH_SIZE: number = Scratch.TABLE + 2 * CodeRange.SIZE;

/** Where things lie in the memory, bytes. */
export interface Places {
	readonly cpu: number;
	readonly dram: number;
	/** Mask ROM; behind it lies only the flash array. */
	readonly rom: number;
	readonly flash: number;
	readonly flashMask: number;
	readonly scratch: number;
	/** 64 KiB pages of the memory. */
	readonly pages: number;
}
