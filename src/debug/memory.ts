/** The chip's memory and registers as a debugger reads and writes them. */
import type { Chip } from "../chip/chip.js";
import {
	DRAM_BASE,
	DRAM_SIZE,
	FLASH_WINDOW_BASE,
	FLASH_WINDOW_SIZE,
	IRAM_BASE,
	IRAM_SIZE,
	MMIO_APB_BASE,
	MMIO_DPORT_BASE,
	ROM_BASE,
	ROM_SIZE,
} from "../chip/memory/memories.js";

export interface MemoryRange {
	readonly name: string;
	readonly base: number;
	readonly size: number;
	readonly isWritable: boolean;
	/** Behind it are registers: reading one may do something. */
	readonly isRegisters: boolean;
}

const range = (
	name: string,
	base: number,
	size: number,
	isWritable = true,
	isRegisters = false,
): MemoryRange => ({
	name,
	base,
	size,
	isWritable,
	isRegisters,
});

/** All that can be read, by address. */
export const MEMORY_RANGES: readonly MemoryRange[] = [
	range("DPORT and MAC", MMIO_DPORT_BASE, 0x24000, true, true),
	range("data RAM", DRAM_BASE, DRAM_SIZE),
	range("mask ROM", ROM_BASE, ROM_SIZE, false),
	range("instruction RAM", IRAM_BASE, IRAM_SIZE),
	range("flash window", FLASH_WINDOW_BASE, FLASH_WINDOW_SIZE),
	range("peripherals", MMIO_APB_BASE, 0xc000, true, true),
];

/** The range that holds `address`. */
export function rangeOf(address: number): MemoryRange | undefined {
	return MEMORY_RANGES.find(({ base, size }) => address >= base && address < base + size);
}

/**
 * Reads up to `length` bytes: as far as there is memory, perhaps none. Registers are read on a copy of the state that
 * is put back, so that nothing comes of it.
 */
export function readMemory(chip: Chip, address: number, length: number): Buffer {
	const found = rangeOf(address);
	if (!found) return Buffer.alloc(0);
	const end = Math.min(address + length, found.base + found.size);
	if (found.isRegisters) return readRegisters(chip, address, end);
	const bytes: number[] = [];
	for (let at = address; at < end; at++) {
		const byte = chip.bus.peek(at, 1);
		if (byte === undefined) break;
		bytes.push(byte);
	}
	return Buffer.from(bytes);
}

function readRegisters(chip: Chip, address: number, end: number): Buffer {
	const first = address & ~3;
	const words = Buffer.alloc(((end - (first >>> 0) + 3) >> 2) * 4);
	const before = chip.snapshot();
	for (let i = 0; i < words.length; i += 4) words.writeUInt32LE(chip.bus.load(first + i, 4) >>> 0, i);
	chip.restore(before);
	const skip = address & 3;
	return words.subarray(skip, skip + end - address);
}

/** Why bytes cannot be written there; undefined when they can. Registers take whole words only. */
export function whyNotWritable(chip: Chip, address: number, length: number): string | undefined {
	const found = rangeOf(address);
	if (!found || address + length > found.base + found.size) return "there is no memory";
	if (!found.isWritable) return `the ${found.name} cannot be written`;
	if (found.isRegisters) return (address | length) & 3 ? "registers are written by whole words" : undefined;
	for (const at of [address, address + length - 1])
		if (length > 0 && chip.bus.peek(at, 1) === undefined) return `the ${found.name} is closed there`;
	return undefined;
}

/** Writes what `whyNotWritable` has nothing against. */
export function writeMemory(chip: Chip, address: number, bytes: Uint8Array): void {
	if (rangeOf(address)?.isRegisters) {
		const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
		for (let i = 0; i < bytes.length; i += 4) chip.bus.store(address + i, 4, view.getUint32(i, true));
	} else bytes.forEach((byte, i) => void chip.bus.poke(address + i, 1, byte));
}
