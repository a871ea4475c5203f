/** The chip's integer time. One tick is 1/160 MHz; every other clock is an exact rational of it. */

/** Ticks in one second. */
export const TICKS_PER_SECOND = 160_000_000;

/** Ticks in one microsecond. */
export const TICKS_PER_US = 160;

/** Ticks in one millisecond. */
export const TICKS_PER_MS = 160_000;

/** Crystal frequency of an ESP8266 module, Hz. */
export const XTAL_HZ = 26_000_000;

/** Peripheral bus frequency once the PLL runs, Hz. It stays when the CPU goes to 160 MHz. */
export const APB_HZ = 80_000_000;

/** A deadline that never comes; larger than any tick (2^53 - 1 ticks are 650 days). */
export const NEVER = Number.MAX_SAFE_INTEGER;
