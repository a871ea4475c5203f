/** Compares what the chip puts out with what the trace says it put out, stream by stream. */
import type { ChipOutputs, PinBits } from "../chip/outputs.js";
import type { Outputs } from "../trace/schema.js";

/** Streams in which outputs come; each has an order of its own. */
export const STREAMS = ["uart0", "uart1", "pins", "bits", "frames", "spi", "flash", "power"] as const;
export type StreamName = (typeof STREAMS)[number];

/** The first output that is not as recorded; a side without one had nothing to say any more. */
export interface OutputMismatch {
	readonly stream: StreamName;
	/** Number of the output within its stream, from 0. */
	readonly index: number;
	readonly expected?: OutputRecord;
	readonly actual?: OutputRecord;
}

/** One output: when, and what, in words. */
export interface OutputRecord {
	readonly tick: number;
	readonly what: string;
}

/** Unequal queues of one stream: one of them is always empty. */
class Stream {
	readonly #name: StreamName;
	readonly #report: (mismatch: OutputMismatch) => void;
	#expected: OutputRecord[] = [];
	#expectedAt = 0;
	#early: OutputRecord[] = [];
	#index = 0;

	constructor(name: StreamName, report: (mismatch: OutputMismatch) => void) {
		this.#name = name;
		this.#report = report;
	}

	expect(records: readonly OutputRecord[]): void {
		const early = this.#early;
		this.#early = [];
		this.#expected = [...this.#expected.slice(this.#expectedAt), ...records];
		this.#expectedAt = 0;
		for (const record of early) this.actual(record.tick, record.what);
	}

	actual(tick: number, what: string): void {
		const expected = this.#expected[this.#expectedAt];
		if (!expected) {
			this.#early.push({ tick, what });
			return;
		}
		this.#expectedAt++;
		if (expected.tick !== tick || expected.what !== what) {
			this.#report({ stream: this.#name, index: this.#index, expected, actual: { tick, what } });
		}
		this.#index++;
	}

	/** Reports what is left over; `open` when more may have been recorded than was kept. */
	finish(open: boolean): void {
		const expected = this.#expected[this.#expectedAt];
		const [actual] = this.#early;
		if (expected) this.#report({ stream: this.#name, index: this.#index, expected });
		else if (actual && !open) this.#report({ stream: this.#name, index: this.#index, actual });
	}
}

/** An observer of the chip that knows what to expect. */
export class OutputComparer implements ChipOutputs {
	readonly #streams: Readonly<Record<StreamName, Stream>>;
	#mismatch: OutputMismatch | undefined;

	constructor() {
		const stream = (name: StreamName) => new Stream(name, (mismatch) => this.#keepFirst(mismatch));
		this.#streams = Object.fromEntries(STREAMS.map((name) => [name, stream(name)])) as Record<
			StreamName,
			Stream
		>;
	}

	/** The mismatch with the lowest tick so far. */
	get mismatch(): OutputMismatch | undefined {
		return this.#mismatch;
	}

	/** Adds what comes next in each stream. */
	expect(outputs: Outputs): void {
		const s = this.#streams;
		for (const line of [0, 1] as const) {
			s[`uart${line}`].expect(outputs.uart[line].map((o) => ({ tick: o.tick, what: uart(o.byte, o.baud) })));
		}
		s.pins.expect(outputs.pins.map((o) => ({ tick: o.tick, what: pin(o.pin, o.level) })));
		s.bits.expect(outputs.bits.map((o) => ({ tick: o.tick, what: bits(o.pin, o) })));
		s.frames.expect(outputs.frames.map((o) => ({ tick: o.tick, what: frame(o.bytes, o.channel, o.rate) })));
		s.spi.expect(outputs.spi.map((o) => ({ tick: o.tick, what: spi(o.bytes) })));
		s.flash.expect(outputs.flash.map((o) => ({ tick: o.tick, what: flash(o.offset, o.length) })));
		s.power.expect(outputs.power.map((o) => ({ tick: o.tick, what: o.event })));
	}

	/** Reports what is left over in any stream; `open` for a trace that lost its end. */
	finish(open: boolean): void {
		for (const stream of Object.values(this.#streams)) stream.finish(open);
	}

	uart(tick: number, line: 0 | 1, byte: number, baud: number): void {
		this.#streams[`uart${line}`].actual(tick, uart(byte, baud));
	}

	pin(tick: number, number: number, level: 0 | 1 | "z"): void {
		this.#streams.pins.actual(tick, pin(number, level));
	}

	bits(tick: number, number: number, pattern: PinBits): void {
		this.#streams.bits.actual(tick, bits(number, pattern));
	}

	frame(tick: number, bytes: Uint8Array, channel: number, rate: number): void {
		this.#streams.frames.actual(tick, frame(bytes, channel, rate));
	}

	spi(tick: number, bytes: Uint8Array): void {
		this.#streams.spi.actual(tick, spi(bytes));
	}

	flash(tick: number, offset: number, length: number): void {
		this.#streams.flash.actual(tick, flash(offset, length));
	}

	power(tick: number, event: string): void {
		this.#streams.power.actual(tick, event);
	}

	#keepFirst(mismatch: OutputMismatch): void {
		if (!this.#mismatch || tickOf(mismatch) < tickOf(this.#mismatch)) this.#mismatch = mismatch;
	}
}

/** The tick at which an output mismatch shows. */
export function tickOf({ expected, actual }: OutputMismatch): number {
	return Math.min(expected?.tick ?? Number.POSITIVE_INFINITY, actual?.tick ?? Number.POSITIVE_INFINITY);
}

const hexBytes = (bytes: Uint8Array): string => Buffer.from(bytes).toString("hex");
const uart = (byte: number, baud: number): string =>
	`0x${byte.toString(16).padStart(2, "0")} at ${baud} baud`;
const pin = (number: number, level: 0 | 1 | "z"): string =>
	`GPIO${number} ${level === "z" ? "released" : level}`;
const bits = (number: number, { bytes, count, bitTicks, elapsed, repeat }: PinBits): string =>
	`GPIO${number} ${count} bits of ${bitTicks} ticks${elapsed > 0 ? ` (${elapsed} over)` : ""}` +
	`${repeat ? " again and again" : ""} ${hexBytes(bytes)}`;
const frame = (bytes: Uint8Array, channel: number, rate: number): string =>
	`channel ${channel} rate ${rate} ${hexBytes(bytes)}`;
const spi = (bytes: Uint8Array): string => hexBytes(bytes);
const flash = (offset: number, length: number): string => `0x${offset.toString(16)}, ${length} bytes`;
