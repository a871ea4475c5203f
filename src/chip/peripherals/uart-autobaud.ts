/**
 * A UART's autobaud unit (AUTOBAUD, LOWPULSE, HIGHPULSE, RXD_CNT): counts the edges on RXD and keeps the shortest
 * low and high pulse, in APB cycles. The mask ROM finds the speed of a download as (low + high) / 2 + 12.
 */
import { u32, type View } from "../state/fields.js";
import type { Pulses } from "./uart-line.js";
import { HIGHPULSE, LOWPULSE, RXD_CNT } from "./uart-registers.js";

const ENABLE = 1 << 0;
const PULSE_MAX = 0xfffff;
const RXD_CNT_MAX = 0x3ff;
/** APB cycles by which a measured pulse comes out short: what the ROM adds. */
const PULSE_LATENCY = 12;

export const uartAutobaudFields = { control: u32(), lowPulse: u32(), highPulse: u32(), rxdCount: u32() };

export class UartAutobaud {
	readonly #s: View<typeof uartAutobaudFields>;

	constructor(state: View<typeof uartAutobaudFields>) {
		this.#s = state;
	}

	reset(): void {
		const s = this.#s;
		s.control = 0;
		s.lowPulse = 0;
		s.highPulse = 0;
		s.rxdCount = 0;
	}

	get enabled(): boolean {
		return (this.#s.control & ENABLE) !== 0;
	}

	/** `offset` is one of the four registers. */
	read(offset: number): number {
		const s = this.#s;
		switch (offset) {
			case LOWPULSE:
				return s.lowPulse;
			case HIGHPULSE:
				return s.highPulse;
			case RXD_CNT:
				return s.rxdCount;
			default:
				return s.control;
		}
	}

	/** Writes AUTOBAUD; a rising enable bit begins a measurement. */
	write(value: number): void {
		const s = this.#s;
		if (value & ~s.control & ENABLE) {
			s.rxdCount = 0;
			s.lowPulse = PULSE_MAX;
			s.highPulse = PULSE_MAX;
		}
		s.control = value;
	}

	/** Measures a frame's pulses; a bit of it lasts apbHz / baud cycles. */
	measure({ low, high, edges }: Pulses, apbHz: number, baud: number): void {
		const s = this.#s;
		const cycles = (bits: number): number => Math.max(0, Math.floor((bits * apbHz) / baud) - PULSE_LATENCY);
		s.lowPulse = Math.min(s.lowPulse, cycles(low));
		s.highPulse = Math.min(s.highPulse, cycles(high));
		s.rxdCount = Math.min(RXD_CNT_MAX, s.rxdCount + edges);
	}
}
