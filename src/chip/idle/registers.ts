/**
 * What a waiting loop may do to registers without changing anything but time.
 *
 * These are properties of the register model: a clock's value is a function of the tick alone; a stamp only notes
 * the tick of the write.
 */

/** A clock: its value is whole units since some origin, modulo 2^32. */
export const CLOCK_ADDRESS = 0x3ff20c00;
/** Ticks a unit: one microsecond. */
export const CLOCK_UNIT = 160;

/** FRC2's count, which goes on while its control register has the bit set; log2 of its divider is there, too. */
export const COUNT_ADDRESS = 0x60000624;
export const COUNT_ENABLE = 1 << 7;
export const COUNT_PRESCALE_SHIFT = 2;

/** The watchdog's feed: notes the tick, while the component `wdt` is in stage 0. */
export const STAMP_ADDRESS = 0x60000914;
export const STAMP_VALUE = 0x73;

/** The flash's SPI controller: from the same state but for time, any access does the same but for time. */
export const FLASH_SPI_BASE = 0x60000200;
export const FLASH_SPI_SIZE = 0x100;
/** Of its registers: what begins a command and says that one is under way, its address, and its data words. */
export const FLASH_SPI_COMMAND = FLASH_SPI_BASE;
export const FLASH_SPI_ADDRESS = FLASH_SPI_BASE + 0x04;
export const FLASH_SPI_DATA = FLASH_SPI_BASE + 0x40;
export const FLASH_SPI_DATA_SIZE = 0x40;
/** What the flash last said of itself, and the bit that it is busy. */
export const FLASH_STATUS_ADDRESS = FLASH_SPI_BASE + 0x10;
export const FLASH_BUSY = 1;

/** Ticks that a register must go on to read the same for its loop to be looked at: shorter waits are executed. */
export const LONG_WAIT = 4096;
