/**
 * What translated code and its host share beside the chip's state: words behind the layout in the same memory.
 * Nothing here outlives a return to the run loop, but for the table and the decoded code, which are caches.
 */
import { Region } from "../memory/memories.js";
import type { ChipState } from "../state/chip-state.js";
import { type CodeArrays, CodeSpace } from "../xtensa/code-cache.js";

/** Numbers of regions there are, from 0, which is none, and of entries, likewise. */
export const REGION_NUMBERS = 1024;
export const ENTRY_NUMBERS = 0x10000;

/** Bit beside a region's number. */
export const IN_WINDOW = 0x8000;

/** Bytes of Scratch.WATCHED: a power of two. */
export const WATCHED_SIZE = 0x8000;

/** Byte offsets from the start of the scratch area. */
export const enum Scratch {
	/** 64 bits: cycles left as the low word, instructions executed in the high one, as one sum. */
	ACCOUNT = 0,
	/** 1 when translated code must be left after the host was called. */
	LEAVE = 8,
	/** Of the flash window, as in the bus. */
	WINDOW_SIZE = 12,
	WINDOW_OFFSET = 16,
	/** 16 bits an entry: the region it belongs to, and IN_WINDOW when that holds code in the flash window. */
	REGIONS = 64,
	/** 32 bits a region: how often control may yet come to it from another one before the host looks at it. */
	PATIENCE = REGIONS + 2 * 0x10000,
	/** 16 bits a byte of code memory: the entry of translated code at that address, 0 for none. */
	TABLE = PATIENCE + 4 * 1024,
	/** What a module that skips rounds says; see idle/skip-module.ts. */
	SKIPPED = TABLE + 2 * 0x300000,
	/** 8 bits a word of data RAM, for debuggers: see xtensa/tripwires.ts. Room for offsets of 17 bits. */
	WATCHED = SKIPPED + 1024,
	/** Words that branches compare with, by an instruction's small number; the second ones are unsigned. */
	B4CONST = WATCHED + 0x8000,
	B4CONSTU = B4CONST + 64,
	/** The code cache; see xtensa/code-cache.ts. */
	FOREIGN = B4CONSTU + 64,
	// biome-ignore lint/style/useLiteralEnumMembers: the code cache says how large it is
	ENTRIES = FOREIGN + CodeSpace.SIZE,
	// biome-ignore lint/style/useLiteralEnumMembers: likewise
	MARKED = ENTRIES + 8 * CodeSpace.SIZE,
	// biome-ignore lint/style/useLiteralEnumMembers: likewise
	END = MARKED + 8 * CodeSpace.SIZE,
}

/** The code memory that the table covers: ROM, IRAM, flash window. */
export const enum CodeRange {
	// biome-ignore lint/style/useLiteralEnumMembers: the address map says where it begins
	BASE = Region.ROM_BASE,
	SIZE = 0x300000,
}

/** Bytes of the scratch area; the host gives those that are used. */
export const SCRATCH_SIZE: number = Scratch.END;

/** The code cache's arrays, where WebAssembly reaches them. */
export function codeArrays({ buffer, scratch }: ChipState): CodeArrays {
	return {
		entries: new Int32Array(buffer, scratch + Scratch.ENTRIES, 2 * CodeSpace.SIZE),
		marked: new Int32Array(buffer, scratch + Scratch.MARKED, 2 * CodeSpace.SIZE),
		foreign: new Uint8Array(buffer, scratch + Scratch.FOREIGN, CodeSpace.SIZE),
	};
}

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
