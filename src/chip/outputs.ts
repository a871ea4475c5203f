/** What the chip sends out. The chip calls; it keeps nothing and asks for nothing back. */
export interface ChipOutputs {
	/** A byte left UART `line`; `tick` is the end of its stop bit, `baud` the line's speed. */
	uart(tick: number, line: 0 | 1, byte: number, baud: number): void;
	/** The chip began to drive a pin low or high, or let go of it. */
	pin(tick: number, pin: number, level: 0 | 1 | "z"): void;
	/**
	 * A pin begins to follow `bits` by itself, of I2S or of the sigma-delta modulator; holds until the next output at the
	 * pin, of this kind or a level. At one tick these come before levels.
	 */
	bits?(tick: number, pin: number, bits: PinBits): void;
	/** A frame (without FCS) begins on the air: `tick` is the start of its preamble. */
	frame(tick: number, bytes: Uint8Array, channel: number, rate: number): void;
	/** Bytes were shifted out on HSPI MOSI. */
	spi(tick: number, bytes: Uint8Array): void;
	/** A transfer on HSPI begins: until it is over the outside may give the bytes on MISO. */
	spiTransfer?(tick: number, transfer: SpiTransferOutput): void;
	/** Flash bytes changed: erase and program alike. */
	flash(tick: number, offset: number, length: number): void;
	/** The chip went through a reset or a sleep state. */
	power(tick: number, event: PowerEvent): void;
}

/** A whole transfer on HSPI: what goes out, and of which of its bytes the chip keeps what comes in. */
export interface SpiTransferOutput {
	readonly mosi: Uint8Array;
	/** Byte of the transfer from which on MISO is kept. */
	readonly misoFrom: number;
	readonly misoLength: number;
}

/** Levels at an even pace, for pins that change too often to be told edge by edge. */
export interface PinBits {
	/** The most significant bit of the first byte is first; what is left of the last byte is 0. */
	readonly bytes: Uint8Array;
	/** Bits, at least 1. */
	readonly count: number;
	/** Ticks that a bit stands, at least 1. */
	readonly bitTicks: number;
	/** Ticks of the first bit that are over already, less than `bitTicks`. */
	readonly elapsed: number;
	/** Whether all begin anew after the last one; else the last one stays. */
	readonly repeat: boolean;
}

/** Changes of the chip's power and reset state that can be seen from outside. */
export type PowerEvent =
	| "power-on"
	| "reset-pin"
	| "brown-out"
	| "watchdog-reset"
	| "software-reset"
	| "deep-sleep"
	| "deep-sleep-wake"
	| "light-sleep"
	| "light-sleep-wake";

/** An observer that looks away. */
export const NO_OUTPUTS: ChipOutputs = {
	uart() {},
	pin() {},
	frame() {},
	spi() {},
	flash() {},
	power() {},
};
