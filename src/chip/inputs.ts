/**
 * What may cross from the world into the chip: its pins and its antenna, nothing else.
 * Every kind here has an event type of its own in the trace.
 */

/** A byte whose stop bit has just been received on a UART's RX line. */
export interface UartInput {
	readonly kind: "uart";
	readonly line: 0 | 1;
	/** 0 to 255. */
	readonly byte: number;
	/** Line speed the byte was sent at, baud; another speed than the receiver's garbles it. */
	readonly baud: number;
}

/** What the outside drives a pin with: a level, or nothing (high impedance). */
export interface PinInput {
	readonly kind: "pin";
	/** GPIO number, 0 to 16. */
	readonly pin: number;
	readonly level: 0 | 1 | "z";
}

/** The voltage at the ADC pin, from now on. */
export interface AdcInput {
	readonly kind: "adc";
	/** Microvolts at TOUT, 0 to 1,000,000. */
	readonly microvolts: number;
}

/** Bytes an HSPI device will shift out on MISO in the coming transfers. */
export interface SpiInput {
	readonly kind: "spi";
	readonly bytes: Uint8Array;
}

/** One 802.11 frame at the antenna, without FCS; its preamble begins at the tick at which it is given. */
export interface FrameInput {
	readonly kind: "frame";
	readonly bytes: Uint8Array;
	/** dBm. */
	readonly rssi: number;
	/** 1 to 14. */
	readonly channel: number;
	/** The MAC's rate code. */
	readonly rate: number;
}

/** The period of the RTC's slow clock, from now on. */
export interface RtcInput {
	readonly kind: "rtc";
	/** Femtoseconds a slow-clock cycle; 6,496,000,000 is 6.496 us. */
	readonly periodFs: number;
}

/** The supply and the reset pin. */
export interface PowerInput {
	readonly kind: "power";
	readonly event: "power-on" | "reset-pin" | "brown-out";
	/**
	 * Strapping pins as the board and who resets it hold them: bit 0 GPIO2, bit 1 GPIO0, bit 2 GPIO15. Pins that are driven
	 * by other inputs have their say too.
	 */
	readonly straps: number;
}

export type ChipInput = UartInput | PinInput | AdcInput | SpiInput | FrameInput | RtcInput | PowerInput;
