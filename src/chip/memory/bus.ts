/**
 * The CPU's view of the chip's address space: which address is which memory, what may be done
 * there, and the register space behind `Mmio`.
 *
 * The core reaches instruction memories (ROM, IRAM, flash window) by whole words only: smaller
 * accesses are load/store errors, as is any store to the flash window. The mask ROM ignores
 * stores. Every access is aligned; the caller asks `loadFault` or `storeFault` first.
 */
import type { Change, ChipState } from "../state/chip-state.js";
import type { PlacedComponent } from "../state/layout.js";
import { Cause } from "../xtensa/causes.js";
import { CodeCache, CodeSpace } from "../xtensa/code-cache.js";
import { Cycles } from "../xtensa/timing.js";
import { Region } from "./memories.js";
import type { Mmio } from "./mmio.js";

/** Instruction memory is mapped by banks of 16 KiB. */
const BANK_MASK = 0x3fff;
/** Code space below the flash window. */
const CLOSED_LIMIT = Region.FLASH_WINDOW_BASE - CodeSpace.BASE;

/** Access width in bytes. */
export type Width = 1 | 2 | 4;

const within = (address: number, base: number, size: number): boolean => (address - base) >>> 0 < size;

export class Bus {
	readonly code: CodeCache;
	/** The whole buffer as words, and as bytes. */
	readonly words: Int32Array;
	readonly bytes: Uint8Array;
	/** Data RAM, as the interpreter's inline accesses see it. */
	readonly dram8: Uint8Array;
	readonly dram16: Int16Array;
	readonly dram32: Int32Array;
	/** The flash array as words, and the mask that wraps a byte offset into it. */
	readonly flash32: Int32Array;
	readonly flashMask: number;
	/** The register space. */
	readonly mmio: Mmio;
	readonly #state: ChipState;
	readonly #rom: number;
	readonly #iram: PlacedComponent;
	readonly #flash: PlacedComponent;
	/** Caches of what the DPORT and SPI registers say; the owner of those sets them again on restore. */
	#windowSize = 0;
	#windowOffset = 0;
	#codeLimit = CLOSED_LIMIT;
	#cacheBanks = 0;
	#windowListener: (() => void) | undefined;

	/** `state` must hold the components dram, iram, rom and flash. */
	constructor(state: ChipState, mmio: Mmio, code: CodeCache = new CodeCache()) {
		this.#state = state;
		this.code = code;
		this.mmio = mmio;
		this.words = new Int32Array(state.buffer);
		this.bytes = new Uint8Array(state.buffer);
		const dram = state.place("dram").offset;
		this.dram8 = new Uint8Array(state.buffer, dram, Region.DRAM_SIZE);
		this.dram16 = new Int16Array(state.buffer, dram, Region.DRAM_SIZE / 2);
		this.dram32 = new Int32Array(state.buffer, dram, Region.DRAM_SIZE / 4);
		this.#iram = state.place("iram");
		this.#rom = state.place("rom").offset;
		this.#flash = state.place("flash");
		this.flash32 = new Int32Array(state.buffer, this.#flash.offset, this.#flash.size / 4);
		this.flashMask = this.#flash.size - 1;
		state.onRestore((changes) => {
			for (const change of changes) this.#dropChanged(change);
		});
	}

	/** Drops what was decoded from bytes that a restore has changed. */
	#dropChanged({ component, offset, length }: Change): void {
		if (component === this.#flash) this.invalidateFlash(offset, length);
		else if (component === this.#iram) this.code.drop(Region.IRAM_BASE + offset, length);
	}

	/** Bytes of the flash window that can be read now: all or none. */
	get windowSize(): number {
		return this.#windowSize;
	}

	/** The flash offset the window begins at. */
	get windowOffset(): number {
		return this.#windowOffset;
	}

	/** Bytes of code space, from CodeSpace.BASE, that the CPU may run in; the disabled window is not. */
	get codeLimit(): number {
		return this.#codeLimit;
	}

	/** Opens the flash window on `flashOffset`, or closes it; a closed window reads 0. */
	mapFlash(enabled: boolean, flashOffset: number): void {
		if (flashOffset !== this.#windowOffset)
			this.code.drop(Region.FLASH_WINDOW_BASE, Region.FLASH_WINDOW_SIZE);
		this.#windowSize = enabled ? Region.FLASH_WINDOW_SIZE : 0;
		this.#codeLimit = enabled ? CodeSpace.SIZE : CLOSED_LIMIT;
		this.#windowOffset = flashOffset;
		this.#windowListener?.();
	}

	/** `listener` hears that the flash window was opened, closed or moved. */
	watchWindow(listener: () => void): void {
		this.#windowListener = listener;
	}

	/** Says which of the two upper IRAM banks (bits 0 and 1) are given to the flash cache. */
	setCacheBanks(bits: number): void {
		if (bits === this.#cacheBanks) return;
		this.#cacheBanks = bits;
		this.code.drop(Region.CACHE_BANK_BASE, 2 * Region.CACHE_BANK_SIZE);
	}

	/** Drops what was decoded from `length` bytes of the flash array, which have changed. */
	invalidateFlash(offset: number, length: number): void {
		const size = this.#flash.size;
		for (let image = 0; image < Region.FLASH_WINDOW_SIZE; image += size) {
			const at = ((offset - this.#windowOffset) & this.flashMask) + image;
			if (at < Region.FLASH_WINDOW_SIZE) this.code.drop(Region.FLASH_WINDOW_BASE + at, length);
			if (at + length > size + image)
				this.code.drop(Region.FLASH_WINDOW_BASE + image, at + length - size - image);
		}
	}

	/**
	 * Where an instruction memory address lies in the buffer, in bytes; -1 for any other address and
	 * for a bank given to the cache.
	 */
	#codeOffset(address: number): number {
		if (within(address, Region.IRAM_BASE, Region.IRAM_SIZE)) {
			return this.#bankIsCache(address) ? -1 : this.#iram.offset + (address - Region.IRAM_BASE);
		}
		if (within(address, Region.ROM_BASE, Region.ROM_SIZE)) return this.#rom + (address - Region.ROM_BASE);
		if (within(address, Region.FLASH_WINDOW_BASE, Region.FLASH_WINDOW_SIZE)) {
			return (
				this.#flash.offset + ((this.#windowOffset + (address - Region.FLASH_WINDOW_BASE)) & this.flashMask)
			);
		}
		return -1;
	}

	#bankIsCache(address: number): boolean {
		const bank = (address - Region.CACHE_BANK_BASE) >> 14;
		return bank >= 0 && ((this.#cacheBanks >> bank) & 1) !== 0;
	}

	#isCodeMemory(address: number): boolean {
		return (
			within(address, Region.IRAM_BASE, Region.IRAM_SIZE) ||
			within(address, Region.ROM_BASE, Region.ROM_SIZE) ||
			within(address, Region.FLASH_WINDOW_BASE, Region.FLASH_WINDOW_SIZE)
		);
	}

	#isRegister(address: number): boolean {
		return (
			within(address, Region.MMIO_APB_BASE, Region.MMIO_APB_SIZE) ||
			within(address, Region.MMIO_DPORT_BASE, Region.MMIO_DPORT_SIZE)
		);
	}

	#codeByte(address: number): number {
		const at = this.#codeOffset(address);
		return at < 0 ? 0 : this.bytes[at];
	}

	/**
	 * The three bytes at `pc` as a word (little endian), or -1 when the instruction there is not wholly
	 * in instruction memory. The caller sees to it that `pc` is not in a closed flash window.
	 */
	fetch(pc: number): number {
		if (!this.#isCodeMemory(pc)) return -1;
		if ((pc & BANK_MASK) <= BANK_MASK - 2) {
			// Within a bank bytes lie side by side.
			const at = this.#codeOffset(pc);
			return at < 0 ? 0 : this.bytes[at] | (this.bytes[at + 1] << 8) | (this.bytes[at + 2] << 16);
		}
		const first = this.#codeByte(pc);
		const length = (first & 15) >= 8 ? 2 : 3;
		if (!this.#isCodeMemory(pc + length - 1)) return -1;
		return first | (this.#codeByte(pc + 1) << 8) | (this.#codeByte(pc + 2) << 16);
	}

	/** The index in `words` of a literal in instruction memory, or -1 when it is not plain memory there. */
	literalIndex(address: number): number {
		return this.#codeOffset(address) >> 2;
	}

	/** What a load of `width` bytes at `address` raises, or Cause.NONE. */
	loadFault(address: number, width: Width): Cause {
		if (address & (width - 1)) return Cause.UNALIGNED;
		if (within(address, Region.DRAM_BASE, Region.DRAM_SIZE)) return Cause.NONE;
		if (this.#isCodeMemory(address)) return width === 4 ? Cause.NONE : Cause.LOAD_STORE_ERROR;
		return this.#isRegister(address) ? Cause.NONE : Cause.LOAD_PROHIBITED;
	}

	/** What a store of `width` bytes at `address` raises, or Cause.NONE. */
	storeFault(address: number, width: Width): Cause {
		if (address & (width - 1)) return Cause.UNALIGNED;
		if (within(address, Region.DRAM_BASE, Region.DRAM_SIZE)) return Cause.NONE;
		if (within(address, Region.FLASH_WINDOW_BASE, Region.FLASH_WINDOW_SIZE)) return Cause.LOAD_STORE_ERROR;
		if (this.#isCodeMemory(address)) return width === 4 ? Cause.NONE : Cause.LOAD_STORE_ERROR;
		return this.#isRegister(address) ? Cause.NONE : Cause.STORE_PROHIBITED;
	}

	/** Cycles an access at `address` takes beyond its instruction's: 0 for memory. */
	accessCycles(address: number): number {
		if (within(address, Region.MMIO_APB_BASE, Region.MMIO_APB_SIZE)) return Cycles.APB;
		return within(address, Region.MMIO_DPORT_BASE, Region.MMIO_DPORT_SIZE) ? Cycles.DPORT : 0;
	}

	/**
	 * Loads `width` bytes, zero-extended (a word may come out signed). Part of a register is cut out of
	 * its whole word, which is read.
	 */
	load(address: number, width: Width): number {
		if (this.#isRegister(address)) {
			const word = this.mmio.read((address & ~3) >>> 0) | 0;
			if (width === 4) return word;
			return (word >>> ((address & 3) * 8)) & (width === 1 ? 0xff : 0xffff);
		}
		return this.#plainLoad(address, width);
	}

	#plainLoad(address: number, width: Width): number {
		if (within(address, Region.DRAM_BASE, Region.DRAM_SIZE)) {
			const at = (address - Region.DRAM_BASE) >>> 0;
			if (width === 1) return this.dram8[at];
			return width === 2 ? this.dram16[at >> 1] & 0xffff : this.dram32[at >> 2];
		}
		if (within(address, Region.FLASH_WINDOW_BASE, Region.FLASH_WINDOW_SIZE) && this.#windowSize === 0)
			return 0;
		const at = this.#codeOffset(address);
		return at < 0 ? 0 : this.words[at >> 2];
	}

	/**
	 * Stores the low `width` bytes of `value`. A store to part of a register writes the whole word: the
	 * value in its byte lanes, 0 in the others.
	 */
	store(address: number, width: Width, value: number): void {
		if (this.#isRegister(address)) {
			const part = width === 4 ? value : value & (width === 1 ? 0xff : 0xffff);
			this.mmio.write((address & ~3) >>> 0, (part << ((address & 3) * 8)) >>> 0);
		} else if (within(address, Region.DRAM_BASE, Region.DRAM_SIZE)) {
			const at = (address - Region.DRAM_BASE) >>> 0;
			if (width === 1) this.dram8[at] = value;
			else if (width === 2) this.dram16[at >> 1] = value;
			else this.dram32[at >> 2] = value;
		} else if (within(address, Region.IRAM_BASE, Region.IRAM_SIZE) && !this.#bankIsCache(address)) {
			const at = (address - Region.IRAM_BASE) >>> 0;
			this.words[(this.#iram.offset + at) >> 2] = value;
			this.#state.touch(this.#iram, at, 4);
			this.code.drop(address >>> 0, 4);
		}
	}

	/** Zeroes data and instruction RAM, as power does that comes. */
	clearRam(): void {
		const { offset, size } = this.#iram;
		this.dram8.fill(0);
		this.bytes.fill(0, offset, offset + size);
		this.#state.touch(this.#iram, 0, size);
		this.code.dropAll();
	}

	/** The buffer offset of a byte a debugger may see, or -1: RAM, ROM, the open flash window. */
	#visible(address: number): number {
		if (within(address, Region.DRAM_BASE, Region.DRAM_SIZE))
			return this.dram8.byteOffset + ((address - Region.DRAM_BASE) >>> 0);
		if (within(address, Region.FLASH_WINDOW_BASE, Region.FLASH_WINDOW_SIZE) && this.#windowSize === 0)
			return -1;
		return this.#codeOffset(address);
	}

	/**
	 * Reads memory for a debugger, without side effects and at any alignment: little endian, unsigned.
	 * Undefined when a byte is not in RAM, ROM or the open flash window.
	 */
	peek(address: number, width: Width): number | undefined {
		let value = 0;
		for (let i = width - 1; i >= 0; i--) {
			const at = this.#visible(address + i);
			if (at < 0) return undefined;
			value = value * 256 + this.bytes[at];
		}
		return value;
	}

	/** Writes memory for a debugger, at any alignment; false, and nothing written, where `peek` cannot read. */
	poke(address: number, width: Width, value: number): boolean {
		if (this.peek(address, width) === undefined) return false;
		for (let i = 0; i < width; i++) {
			const at = this.#visible(address + i);
			this.bytes[at] = value >>> (8 * i);
			if (within(at, this.#iram.offset, this.#iram.size)) {
				this.#state.touch(this.#iram, at - this.#iram.offset, 1);
			} else if (within(at, this.#flash.offset, this.#flash.size)) {
				this.#state.touch(this.#flash, at - this.#flash.offset, 1);
				this.invalidateFlash(at - this.#flash.offset, 1);
			}
		}
		this.code.drop(address >>> 0, width);
		return true;
	}
}
