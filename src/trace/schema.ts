/**
 * What a trace says, independent of how it is written down. These types are a contract of their own:
 * they mirror the chip's inputs and outputs field for field, and a change here is a new format version.
 *
 * Ticks are 1/160 MHz, safe integers, counted from the first power-on.
 */

/** A byte whose stop bit has just been received on UART `line`. */
export interface UartEvent {
	readonly kind: "uart";
	readonly line: 0 | 1;
	/** 0 to 255. */
	readonly byte: number;
	/** Line speed it was sent at; must be an integer, 1 to 2^32 - 1. */
	readonly baud: number;
}

export type PinLevel = 0 | 1 | "z";

/** What the outside drives a pin with, from this tick on. */
export interface PinEvent {
	readonly kind: "pin";
	/** GPIO 0 to 16. */
	readonly pin: number;
	readonly level: PinLevel;
}

/** The voltage at the ADC pin, from this tick on. */
export interface AdcEvent {
	readonly kind: "adc";
	/** 0 to 1,000,000. */
	readonly microvolts: number;
}

/** Bytes an HSPI device will shift out on MISO; at most 65,536. */
export interface SpiEvent {
	readonly kind: "spi";
	readonly bytes: Uint8Array;
}

/** One 802.11 frame at the antenna, without FCS, at most 4,096 bytes; its preamble begins at the event's tick. */
export interface FrameEvent {
	readonly kind: "frame";
	readonly bytes: Uint8Array;
	/** dBm, -128 to 127. */
	readonly rssi: number;
	/** 1 to 14. */
	readonly channel: number;
	/** 0 to 255. */
	readonly rate: number;
}

/** The period of the RTC's slow clock, from this tick on. */
export interface RtcEvent {
	readonly kind: "rtc";
	/** Femtoseconds, 1 to 10^12. */
	readonly periodFs: number;
}

/** The supply and the reset pin. */
export interface PowerInputEvent {
	readonly kind: "power";
	readonly event: PowerInputName;
	/** Bit 0 GPIO2, bit 1 GPIO0, bit 2 GPIO15. */
	readonly straps: number;
}

/** Order is the number in the file; names must only be added at the end. */
export const POWER_INPUTS = ["power-on", "reset-pin", "brown-out"] as const;
export type PowerInputName = (typeof POWER_INPUTS)[number];

/** What is fed to the chip. */
export type TraceInput = UartEvent | PinEvent | AdcEvent | SpiEvent | FrameEvent | RtcEvent | PowerInputEvent;

/** A msgpack value without extension types. Numbers keep their value; -0 reads back as 0. */
export type Plain = null | boolean | number | string | Uint8Array | readonly Plain[] | PlainMap;
export interface PlainMap {
	readonly [key: string]: Plain;
}

/** An input of a world model; behavioural replay uses it, the chip must never see it. */
export interface WorldEvent {
	readonly kind: "world";
	readonly topic: string;
	readonly data: Plain;
}

/** A remark for people. */
export interface NoteEvent {
	readonly kind: "note";
	readonly text: string;
}

/** A named moment other tools may refer to. */
export interface MarkEvent {
	readonly kind: "mark";
	readonly text: string;
}

export type TraceEvent = TraceInput | WorldEvent | NoteEvent | MarkEvent;

/**
 * What the firmware had said and done when an event came, for replay to another build. A writer may leave it out: it
 * follows from the outputs.
 */
export interface Anchor {
	/** The last bytes UART0 had sent since the event before; at most 4,096. */
	readonly consoleTail: Uint8Array;
	/** Ticks since the anchor's conditions came true. */
	readonly sinceTicks: number;
	/** Frames the chip had sent since power-on. */
	readonly frames?: number;
	/** Whether the chip was waiting for input. */
	readonly idle?: boolean;
	/** Edges the chip had driven since power-on; pins in ascending order. */
	readonly edges?: readonly { readonly pin: number; readonly count: number }[];
}

/** One event at its tick. Events of a trace are in one order, and it must be kept within a tick. */
export interface RecordedEvent {
	readonly tick: number;
	readonly event: TraceEvent;
	readonly anchor?: Anchor;
}

/** Whether an event is fed to the chip. */
export function isInput(event: TraceEvent): event is TraceInput {
	return event.kind !== "world" && event.kind !== "note" && event.kind !== "mark";
}

/** Order is the number in the file; names must only be added at the end. */
export const POWER_OUTPUTS = [
	"power-on",
	"reset-pin",
	"brown-out",
	"watchdog-reset",
	"software-reset",
	"deep-sleep",
	"deep-sleep-wake",
	"light-sleep",
	"light-sleep-wake",
] as const;
export type PowerOutputName = (typeof POWER_OUTPUTS)[number];

export interface UartOutput {
	readonly tick: number;
	readonly byte: number;
	readonly baud: number;
}

export interface PinOutput {
	readonly tick: number;
	readonly pin: number;
	readonly level: PinLevel;
}

/** What a pin follows by itself from `tick` on, until its next output of this kind or, at the same tick even, a level. */
export interface BitsOutput {
	readonly tick: number;
	readonly pin: number;
	/** The most significant bit of the first byte is first; what is left of the last byte is 0. */
	readonly bytes: Uint8Array;
	/** 1 to 32,768. */
	readonly count: number;
	/** Ticks a bit stands. */
	readonly bitTicks: number;
	/** Ticks of the first bit that were over already; less than `bitTicks`. */
	readonly elapsed: number;
	/** Whether all begin anew after the last one; else the last one stays. */
	readonly repeat: boolean;
}

export interface FrameOutput {
	/** Start of the preamble. */
	readonly tick: number;
	readonly bytes: Uint8Array;
	readonly channel: number;
	readonly rate: number;
}

export interface SpiOutput {
	readonly tick: number;
	readonly bytes: Uint8Array;
}

export interface FlashOutput {
	readonly tick: number;
	readonly offset: number;
	readonly length: number;
}

export interface PowerOutput {
	readonly tick: number;
	readonly event: PowerOutputName;
}

/** What the chip sent out during a chunk. Ticks do not decrease within a list; lists are independent. */
export interface Outputs {
	/** By line. */
	readonly uart: readonly [readonly UartOutput[], readonly UartOutput[]];
	readonly pins: readonly PinOutput[];
	readonly bits: readonly BitsOutput[];
	readonly frames: readonly FrameOutput[];
	readonly spi: readonly SpiOutput[];
	readonly flash: readonly FlashOutput[];
	readonly power: readonly PowerOutput[];
}

/** The state of the chip at one moment, as hashes and as the values of its small fields. */
export interface Checkpoint {
	readonly tick: number;
	/** Instructions executed so far. */
	readonly instructions: number;
	/** xxh64 over all components. */
	readonly whole: bigint;
	/** xxh64 by component: of `header.state.components`, in that order. */
	readonly hashes: BigUint64Array;
	/** Values of `header.state.fields`, in that order. */
	readonly fields: Uint32Array;
}

/** One chunk, decoded. Later chunks hold no event before `lastTick`. */
export interface Chunk {
	/** Frame number, from 1. */
	readonly frame: number;
	/** Byte offset of its frame. */
	readonly offset: number;
	/** The `lastTick` of the chunk before, 0 for the first. */
	readonly firstTick: number;
	readonly lastTick: number;
	readonly events: readonly RecordedEvent[];
	readonly outputs: Outputs;
	readonly checkpoints: readonly Checkpoint[];
}

/** Everything a replay needs besides the events, the firmware image and the ROM. */
export interface TraceHeader {
	/** Version of the chip's timing and behaviour; exact replay must have the same. */
	readonly model: number;
	readonly firmware: { readonly sha256: string; readonly size: number; readonly version?: string };
	readonly rom: { readonly sha256: string; readonly name: string };
	readonly board: string;
	/** False where GPIO16 is not wired to the reset pin; absent where it is. */
	readonly wakeWire?: false;
	/** Bytes. */
	readonly flashSize: number;
	/** Initial flash contents where they differ from the image, and beyond it from 0xFF; ascending. */
	readonly flash: readonly FlashRange[];
	/** Seed of the hardware random number generator, 64 bits. */
	readonly seed: bigint;
	/** Bit 0 GPIO2, bit 1 GPIO0, bit 2 GPIO15. */
	readonly straps: number;
	/** Station address, six lower-case hex pairs with colons. */
	readonly mac: string;
	/** Initial period of the RTC's slow clock, femtoseconds. */
	readonly rtcPeriodFs: number;
	readonly recorder: { readonly name: string; readonly version: string };
	/** Distance between checkpoints. */
	readonly checkpointTicks: number;
	/** The names checkpoints refer to. */
	readonly state: { readonly components: readonly string[]; readonly fields: readonly string[] };
	/** Free text by name: who, when, why. */
	readonly notes: Readonly<Record<string, string>>;
}

export interface FlashRange {
	readonly offset: number;
	readonly bytes: Uint8Array;
}

/** How the run ended. */
export interface TraceEnd {
	readonly tick: number;
	readonly instructions: number;
	/** xxh64 over all components at the end. */
	readonly whole: bigint;
	/** "user", "scenario end", "guest crashed" ... */
	readonly reason: string;
	/** Digests of what came out, by name: "console", "pins", "flash"; lower-case hex. */
	readonly digests?: Readonly<Record<string, string>>;
}

/** Where a trace stops. */
export interface Ending {
	/** Whether the recorder finished; a killed one leaves everything up to its last whole chunk. */
	readonly complete: boolean;
	/** Present exactly when complete. */
	readonly end?: TraceEnd;
	/** The last chunk's `lastTick`: inputs are known for every tick before it. */
	readonly lastTick: number;
	/** Bytes of whole frames. */
	readonly offset: number;
	/** Whether part of a frame follows them. */
	readonly damagedTail: boolean;
}
