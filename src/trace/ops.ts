/** Numbers by which the file names kinds of events and levels of pins. They must never change. */
import type { PinLevel } from "./schema.js";

/** First integer of each record of the event stream. */
export const OP = {
	/** The next event has the next anchor. */
	anchor: 0,
	uart: 1,
	pin: 2,
	adc: 3,
	spi: 4,
	frame: 5,
	rtc: 6,
	power: 7,
	world: 8,
	note: 9,
	mark: 10,
} as const;

/** 3 times the pin, plus 0 for low, 1 for high, 2 for high impedance. */
export function pinCode(pin: number, level: PinLevel): number {
	return pin * 3 + (level === "z" ? 2 : level);
}

export const MAX_PIN_CODE = 16 * 3 + 2;

const LEVELS: readonly PinLevel[] = [0, 1, "z"];

/** Takes a pin code apart. */
export function fromPinCode(code: number): { pin: number; level: PinLevel } {
	return { pin: Math.floor(code / 3), level: LEVELS[code % 3] };
}
