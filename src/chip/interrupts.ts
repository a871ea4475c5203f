/**
 * From the blocks' requests to the core's interrupt inputs, and the NMI selector.
 *
 * Registers (in DPORT): +0x00 NMI: bit 0 enable, bits 4:1 source; +0x04 gates of the edge interrupts:
 * bit 0 WDT, bit 1 FRC1, bit 2 FRC2; +0x20 combined status of INT2. The core's own inputs 8 to 10 latch rising
 * edges; a gate that is closed keeps edges from them, not from the NMI, which looks at the request as it stands.
 * Source: observed of the ROM and of firmware that routes Wi-Fi or FRC1 to the NMI.
 */

import type { ChipState } from "./state/chip-state.js";
import { component, u32 } from "./state/fields.js";

/** Request bits, one a source. */
export const Request = {
	WDEV: 1 << 0,
	SLC: 1 << 1,
	SPI0: 1 << 2,
	SPI1: 1 << 3,
	I2S: 1 << 4,
	RTC: 1 << 5,
	GPIO: 1 << 6,
	UART0: 1 << 7,
	UART1: 1 << 8,
	WDT: 1 << 9,
	FRC1: 1 << 10,
	FRC2: 1 << 11,
} as const;

/** Level requests: [request bits, core interrupt number]. */
const LEVEL_INPUTS: readonly (readonly [number, number])[] = [
	[Request.WDEV, 0],
	[Request.SLC, 1],
	[Request.SPI0 | Request.SPI1 | Request.I2S, 2],
	[Request.RTC, 3],
	[Request.GPIO, 4],
	[Request.UART0 | Request.UART1, 5],
];

/** Edge interrupts: [request bit, latch bit in the core, gate bit in DPORT+4]. */
const EDGE_INPUTS: readonly (readonly [number, number, number])[] = [
	[Request.WDT, 1 << 8, 1 << 0],
	[Request.FRC1, 1 << 9, 1 << 1],
	[Request.FRC2, 1 << 10, 1 << 2],
];

/** NMI sources by the number in bits 4:1 of DPORT+0. */
const NMI_SOURCES: readonly number[] = [
	Request.WDEV,
	Request.SLC,
	Request.SPI0 | Request.SPI1 | Request.I2S,
	Request.RTC,
	Request.GPIO,
	Request.UART0 | Request.UART1,
	Request.WDT,
	Request.FRC1,
	Request.FRC2,
];

export const interruptsComponent = component("interrupts", {
	/** Bits of Request that stand now. */
	requests: u32(),
	edgeGates: u32(),
	nmiSelect: u32(),
});

/** The core's interrupt inputs. */
export interface InterruptInputs {
	setLines(mask: number): void;
	latch(mask: number): void;
	setNmi(level: boolean): void;
}

export class Interrupts {
	readonly #state;
	readonly #core: InterruptInputs;

	constructor(state: ChipState, core: InterruptInputs) {
		this.#state = state.view(interruptsComponent);
		this.#core = core;
	}

	reset(): void {
		const s = this.#state;
		s.requests = 0;
		s.edgeGates = 0;
		s.nmiSelect = 0;
		this.#update();
	}

	/** Sets or clears a block's request; a rising one is an edge. */
	request(source: number, on: boolean): void {
		const s = this.#state;
		const before = s.requests;
		const after = on ? before | source : before & ~source;
		if (after === before) return;
		s.requests = after;
		if (on) this.#latch(source);
		this.#update();
	}

	/** An edge of a source whose request may still stand from the last one. */
	pulse(source: number): void {
		this.#state.requests |= source;
		this.#latch(source);
		this.#update();
	}

	get edgeGates(): number {
		return this.#state.edgeGates;
	}

	set edgeGates(value: number) {
		this.#state.edgeGates = value;
	}

	get nmiSelect(): number {
		return this.#state.nmiSelect;
	}

	set nmiSelect(value: number) {
		this.#state.nmiSelect = value;
		this.#update();
	}

	/** DPORT+0x20: which blocks share INT2 now. */
	get combinedStatus(): number {
		const { requests } = this.#state;
		return (
			(requests & Request.SPI0 ? 1 << 4 : 0) |
			(requests & Request.SPI1 ? 1 << 7 : 0) |
			(requests & Request.I2S ? 1 << 9 : 0)
		);
	}

	/** 0x3FF20020: which UARTs share INT5 now. */
	get uartStatus(): number {
		const { requests } = this.#state;
		return (requests & Request.UART0 ? 1 << 0 : 0) | (requests & Request.UART1 ? 1 << 2 : 0);
	}

	#latch(source: number): void {
		const { edgeGates } = this.#state;
		for (const [request, latch, gate] of EDGE_INPUTS) {
			if (source & request && edgeGates & gate) this.#core.latch(latch);
		}
	}

	#update(): void {
		const { requests, nmiSelect } = this.#state;
		let lines = 0;
		for (const [request, number] of LEVEL_INPUTS) if (requests & request) lines |= 1 << number;
		this.#core.setLines(lines);
		const nmiSource = NMI_SOURCES[(nmiSelect >>> 1) & 15] ?? 0;
		this.#core.setNmi((nmiSelect & 1) !== 0 && (requests & nmiSource) !== 0);
	}
}
