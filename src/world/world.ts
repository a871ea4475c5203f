/**
 * What surrounds the chip while a run is recorded. A world may be as unpredictable as it likes: what it
 * does to the chip is recorded, and replay needs no world.
 */
import type { ChipInput } from "../chip/inputs.js";
import type { PinBits, PowerEvent, SpiTransferOutput } from "../chip/outputs.js";
import type { PinLevel, Plain } from "../trace/schema.js";

/** What a world may know of the chip: what a wire shows. */
export interface ChipPort {
	/** Speed that UART `line` is set to, baud. */
	baud(line: 0 | 1): number;
	/** Ticks that one frame takes on UART `line`. */
	frameTicks(line: 0 | 1): number;
}

/** Something a world does: an input to the chip, an input of its own, or a remark for the trace. */
export type WorldAction = { readonly kind: "input"; readonly input: ChipInput } | WorldInput | WorldNote;

/** What came into a world model itself: the trace keeps it for runs of other firmware, the chip never sees it. */
export interface WorldInput {
	readonly kind: "world";
	/** The model and what happened: "air/access-point", "net/data" ... */
	readonly topic: string;
	readonly data: Plain;
}

/** A remark in the trace; a mark names the moment for other tools. */
export interface WorldNote {
	readonly kind: "note" | "mark";
	readonly text: string;
}

/** A frame that the chip has begun to send. */
export interface SentFrame {
	/** 802.11, without FCS. */
	readonly bytes: Uint8Array;
	/** 1 to 14. */
	readonly channel: number;
	/** The MAC's rate code. */
	readonly rate: number;
}

/** How a world's part in a run ended. */
export interface WorldEnd {
	/** Goes into the trace: "scenario end" ... */
	readonly reason: string;
	/** Present when the guest did not do what it was meant to. */
	readonly failure?: string;
}

/**
 * Driven by guest time alone. The session runs the chip to the least of `next()`, its own deadlines and the
 * next whole millisecond, and then calls `act` when `next()` has come.
 */
export interface World {
	/** Tick at which `act` must be called, at the latest; 0 for at once; undefined to wait for something. */
	next(): number | undefined;
	/** What is due at tick `now`, in order; it is given to the chip before the next instruction. */
	act(now: number, port: ChipPort): readonly WorldAction[];
	/** A byte has left UART0 at `baud`; `tick` is the end of its stop bit. */
	onConsole(byte: number, tick: number, baud: number): void;
	/** A byte has left UART1, which only sends, at `baud`. */
	onUart1?(byte: number, tick: number, baud: number): void;
	/** The chip's preamble began at `tick`. The session looks at `next()` again before the chip goes on. */
	onFrame?(tick: number, frame: SentFrame): void;
	/** The chip began to drive a pin, or let go of it. */
	onPin?(tick: number, pin: number, level: PinLevel): void;
	/** A pin of the chip begins to follow a pattern by itself, until it is told of it again. */
	onBits?(tick: number, pin: number, bits: PinBits): void;
	/** The chip begins a transfer on HSPI; what is on MISO may be given until it is over. */
	onSpi?(tick: number, transfer: SpiTransferOutput): void;
	/** The chip went through a reset or a sleep. */
	onPower?(tick: number, event: PowerEvent): void;
	/** Whether `next()` is asked again right after each thing that it hears of, not on the next whole millisecond. */
	readonly attentive?: boolean;
	/** Present once the world has nothing more to do. */
	readonly end?: WorldEnd | undefined;
}

/** The least of some ticks of which any may be undefined. */
export function earliest(...ticks: readonly (number | undefined)[]): number | undefined {
	let least: number | undefined;
	for (const tick of ticks) if (tick !== undefined && (least === undefined || tick < least)) least = tick;
	return least;
}
