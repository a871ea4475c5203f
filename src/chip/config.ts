/** What a chip is made of: everything that is fixed before the first instruction. */

/** Flash sizes that the model takes, bytes: 512 KB to 16 MB. */
export const FLASH_SIZES: readonly number[] = [19, 20, 21, 22, 23, 24].map((n) => 2 ** n);

/** The documented 7:45 h overflow of the RTC means 2^32 periods of 6.496 us. */
export const DEFAULT_RTC_PERIOD_FS = 6_496_000_000;

/** Boot from flash: GPIO15 low, GPIO0 high, GPIO2 high. */
export const STRAPS_FLASH_BOOT = 0b011;

/** UART download: GPIO15 low, GPIO0 low, GPIO2 high. */
export const STRAPS_UART_DOWNLOAD = 0b001;

/** What a flash holds, made where it is needed: a copy of megabytes takes longer than many a short run. */
export interface FlashContents {
	/** Bytes. */
	readonly length: number;
	/** Writes all of it into an array of that length, whose bytes are 0. */
	fill(flash: Uint8Array): void;
}

export interface ChipConfig {
	/** Initial contents of the whole flash chip; its length is the chip's size, one of FLASH_SIZES. */
	readonly flash: Uint8Array | FlashContents;
	/** The mask ROM, 65,536 bytes. */
	readonly rom: Uint8Array;
	/** Station MAC address, six bytes. */
	readonly mac: Uint8Array;
	/** Seed of the random number generator: 64 bits as two words, low first. */
	readonly seed: readonly [low: number, high: number];
	/** Strapping pins at power-on: bit 0 GPIO2, bit 1 GPIO0, bit 2 GPIO15. */
	readonly straps: number;
	/** Whether GPIO16 is wired to the reset pin: without it the RTC's alarm ends no deep sleep. True when absent. */
	readonly wakeWire?: boolean;
	/** Period of the RTC's slow clock, femtoseconds. */
	readonly rtcPeriodFs: number;
}
