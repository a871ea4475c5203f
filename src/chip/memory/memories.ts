/** The memories of the chip as components of its state, and where the CPU sees them. */
import { bytes, type Component, component } from "../state/fields.js";

/** Where the CPU sees memories and registers; the compiler folds the members of an enum. */
export const enum Region {
	/** Data RAM: 96 KB; the top 16 KB belong to the ROM's data and the stack. */
	DRAM_BASE = 0x3ffe8000,
	DRAM_SIZE = 0x18000,
	/** Mask ROM. */
	ROM_BASE = 0x40000000,
	ROM_SIZE = 0x10000,
	/** Instruction RAM: 32 KB, then two 16 KB banks that can be given to the flash cache. */
	IRAM_BASE = 0x40100000,
	// biome-ignore lint/suspicious/noDuplicateEnumValues: ROM and IRAM are of one size
	IRAM_SIZE = 0x10000,
	/** First byte of the two cache banks. */
	CACHE_BANK_BASE = 0x40108000,
	CACHE_BANK_SIZE = 0x4000,
	/** The window through which 1 MB of flash is read and executed. */
	FLASH_WINDOW_BASE = 0x40200000,
	FLASH_WINDOW_SIZE = 0x100000,
	/** DPORT, MAC. */
	MMIO_DPORT_BASE = 0x3ff00000,
	MMIO_DPORT_SIZE = 0x80000,
	/** APB peripherals and RTC RAM. */
	MMIO_APB_BASE = 0x60000000,
	MMIO_APB_SIZE = 0x10000000,
	/** RTC RAM: 768 bytes visible of 0x60001000 to 0x600013ff, kept through deep sleep. */
	RTC_RAM_BASE = 0x60001000,
	RTC_RAM_SIZE = 0x400,
}

export const DRAM_BASE: number = Region.DRAM_BASE;
export const DRAM_SIZE: number = Region.DRAM_SIZE;
export const ROM_BASE: number = Region.ROM_BASE;
export const ROM_SIZE: number = Region.ROM_SIZE;
export const IRAM_BASE: number = Region.IRAM_BASE;
export const IRAM_SIZE: number = Region.IRAM_SIZE;
export const FLASH_WINDOW_BASE: number = Region.FLASH_WINDOW_BASE;
export const FLASH_WINDOW_SIZE: number = Region.FLASH_WINDOW_SIZE;
export const MMIO_DPORT_BASE: number = Region.MMIO_DPORT_BASE;
export const MMIO_APB_BASE: number = Region.MMIO_APB_BASE;
export const RTC_RAM_BASE: number = Region.RTC_RAM_BASE;
export const RTC_RAM_SIZE: number = Region.RTC_RAM_SIZE;

export const dramComponent = component("dram", { data: bytes(DRAM_SIZE) });
export const iramComponent = component("iram", { data: bytes(IRAM_SIZE) }, { tracked: true });
export const rtcRamComponent = component("rtcram", { data: bytes(RTC_RAM_SIZE) });
export const romComponent = component("rom", { data: bytes(ROM_SIZE) }, { constant: true });

/** The flash chip's array: `size` bytes, a power of two from 512 KB to 16 MB. */
export function flashComponent(size: number): Component {
	return component("flash", { data: bytes(size) }, { paged: true });
}
