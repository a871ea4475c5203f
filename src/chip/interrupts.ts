/**
 * From the blocks' requests to the core's interrupt inputs, and the NMI selector.
 *
 * Registers (in DPORT): +0x00 NMI: bit 0 enable, bits 4:1 source; +0x04 gates of the edge interrupts:
 * bit 0 WDT, bit 1 FRC1, bit 2 FRC2; +0x20 combined status of INT2.
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

/** Edge interrupts: [request bit, core interrupt number, gate bit in DPORT+4]. */
const EDGE_INPUTS: readonly (readonly [number, number, number])[] = [
	[Request.WDT, 8, 1 << 0],
	[Request.FRC1, 9, 1 << 1],
	[Request.FRC2, 10, 1 << 2],
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
	requests: u32(),
	/** Timer requests that are level, not edge (FRC CTRL bit 0). */
	levelTimers: u32(),
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
		s.levelTimers = 0;
		s.edgeGates = 0;
		s.nmiSelect = 0;
		this.#update();
	}

	/** Sets or clears a block's request. A rising request of an edge source is latched if its gate is open. */
	request(source: number, on: boolean): void {
		const s = this.#state;
		const before = s.requests;
		const after = on ? before | source : before & ~source;
		if (after === before) return;
		s.requests = after;
		if (on) this.#latchEdges(source);
		this.#update();
	}

	/** An event of an edge source while its request may still stand: latches it again. */
	pulse(source: number): void {
		this.#state.requests |= source;
		this.#latchEdges(source);
		this.#update();
	}

	/** Chooses level (true) or edge triggering for a timer source. */
	setLevelTriggered(source: number, level: boolean): void {
		const s = this.#state;
		s.levelTimers = level ? s.levelTimers | source : s.levelTimers & ~source;
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

	#latchEdges(source: number): void {
		const { edgeGates, levelTimers } = this.#state;
		for (const [request, number, gate] of EDGE_INPUTS) {
			if (source & request && edgeGates & gate && !(levelTimers & request)) this.#core.latch(1 << number);
		}
	}

	#update(): void {
		const { requests, levelTimers, nmiSelect } = this.#state;
		let lines = 0;
		for (const [request, number] of LEVEL_INPUTS) if (requests & request) lines |= 1 << number;
		for (const [request, number] of EDGE_INPUTS) {
			if (requests & levelTimers & request) lines |= 1 << number;
		}
		this.#core.setLines(lines);
		const nmiSource = NMI_SOURCES[(nmiSelect >>> 1) & 15] ?? 0;
		this.#core.setNmi((nmiSelect & 1) !== 0 && (requests & nmiSource) !== 0);
	}
}
