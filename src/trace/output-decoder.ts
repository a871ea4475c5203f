/** Reads a chunk's outputs back. */
import { tuple } from "./check.js";
import { type Budget, ByteCursor, IntCursor, TickCursor } from "./cursor.js";
import { Malformed } from "./errors.js";
import {
	MAX_BITS,
	MAX_CHUNK_COST,
	MAX_FLASH,
	MAX_FRAME_BYTES,
	MAX_SAFE,
	MAX_SPI_BYTES,
	MAX_U32,
} from "./limits.js";
import { fromPinCode, MAX_PIN_CODE } from "./ops.js";
import {
	type BitsOutput,
	type FlashOutput,
	type FrameOutput,
	type Outputs,
	type PinLevel,
	type PinOutput,
	POWER_OUTPUTS,
	type PowerOutput,
	type SpiOutput,
	type UartOutput,
} from "./schema.js";
import { MAX_PIN } from "./validate-event.js";

type Entries = Readonly<Record<string, unknown>>;

/** Decodes output entries, chunk after chunk; remembers where each stream stood. */
export class OutputDecoder {
	readonly #floors = new Map<string, number>();

	/** Throws Malformed. */
	decode(entries: Entries, budget: Budget): Outputs {
		return {
			uart: [this.#uart(entries, "uart0", budget), this.#uart(entries, "uart1", budget)],
			pins: this.#pins(entries, budget),
			bits: this.#bits(entries, budget),
			frames: this.#blobs<FrameOutput>(entries, "frames", budget, (tick, ints, bytes) => {
				const channel = ints.int(0, 14, "a channel");
				const rate = ints.int(0, 255, "a rate");
				return { tick, bytes: bytes.take(ints.int(0, MAX_FRAME_BYTES, "a length")), channel, rate };
			}),
			spi: this.#blobs<SpiOutput>(entries, "spi", budget, (tick, ints, bytes) => {
				return { tick, bytes: bytes.take(ints.int(0, MAX_SPI_BYTES, "a length")) };
			}),
			flash: this.#records<FlashOutput>(entries.flash, "flash", budget, (tick, ints) => {
				const offset = ints.int(0, MAX_FLASH - 1, "a flash offset");
				return { tick, offset, length: ints.int(1, MAX_FLASH - offset, "a flash length") };
			}),
			power: this.#records<PowerOutput>(entries.power, "power", budget, (tick, ints) => {
				return { tick, event: POWER_OUTPUTS[ints.int(0, POWER_OUTPUTS.length - 1, "a power event")] };
			}),
		};
	}

	#uart(entries: Entries, name: "uart0" | "uart1", budget: Budget): UartOutput[] {
		if (entries[name] === undefined) return [];
		const [ints, bytes] = pair(entries[name], name);
		return this.#stream(name, (ticks) => {
			const out: UartOutput[] = [];
			while (!ints.done) {
				const first = ints.int(0, MAX_SAFE, "a tick");
				const baud = ints.int(1, MAX_U32, "a baud rate");
				const count = ints.int(1, MAX_CHUNK_COST, "a byte count");
				const step = ints.int(0, count === 1 ? 0 : MAX_SAFE, "a pace");
				budget.take(count);
				const run = bytes.take(count);
				for (let i = 0; i < count; i++) {
					out.push({ tick: ticks.advance(i === 0 ? first : step), byte: run[i], baud });
				}
			}
			bytes.finish();
			return out;
		});
	}

	#pins(entries: Entries, budget: Budget): PinOutput[] {
		if (entries.pins === undefined) return [];
		const ints = new IntCursor(entries.pins, "pins");
		return this.#stream("pins", (ticks) => {
			const out: PinOutput[] = [];
			while (!ints.done) {
				const count = ints.int(1, MAX_CHUNK_COST, "an edge count");
				budget.take(count);
				const even = readEdge(ints);
				const odd = count === 1 ? even : readEdge(ints);
				for (let i = 0; i < count; i++) {
					const { delta, pin, level } = i % 2 === 0 ? even : odd;
					out.push({ tick: ticks.advance(delta), pin, level });
				}
			}
			return out;
		});
	}

	#bits(entries: Entries, budget: Budget): BitsOutput[] {
		if (entries.bits === undefined) return [];
		const [ints, bin] = pair(entries.bits, "bits");
		return this.#stream("bits", (ticks) => {
			const out: BitsOutput[] = [];
			while (!ints.done) {
				const delta = ints.int(0, MAX_SAFE, "a tick");
				const code = ints.int(0, 2 * MAX_PIN + 1, "a pin");
				const elapsed = ints.int(0, MAX_U32, "the ticks that are over");
				const bitTicks = ints.int(elapsed + 1, MAX_U32, "a bit's ticks");
				const count = ints.int(1, MAX_BITS, "a number of bits");
				const repeat = code % 2 === 1;
				const times = ints.int(1, repeat || elapsed > 0 ? 1 : MAX_CHUNK_COST, "a number of patterns");
				budget.take(times);
				const bytes = bin.take(Math.ceil(count / 8));
				if (bytes[bytes.length - 1] & (0xff >> (count % 8 || 8))) {
					throw new Malformed("there is something behind a pin's last bit");
				}
				for (let i = 0; i < times; i++) {
					const tick = ticks.advance(i === 0 ? delta : count * bitTicks);
					out.push({ tick, pin: code >> 1, bytes, count, bitTicks, elapsed, repeat });
				}
			}
			bin.finish();
			return out;
		});
	}

	#blobs<T>(
		entries: Entries,
		name: string,
		budget: Budget,
		read: (tick: number, ints: IntCursor, bytes: ByteCursor) => T,
	): T[] {
		if (entries[name] === undefined) return [];
		const [values, blob] = tuple(entries[name], 2, name);
		const bytes = new ByteCursor(blob, name);
		const out = this.#records(values, name, budget, (tick, ints) => read(tick, ints, bytes));
		bytes.finish();
		return out;
	}

	#records<T>(
		values: unknown,
		name: string,
		budget: Budget,
		read: (tick: number, ints: IntCursor) => T,
	): T[] {
		if (values === undefined) return [];
		const ints = new IntCursor(values, name);
		return this.#stream(name, (ticks) => {
			const out: T[] = [];
			while (!ints.done) {
				budget.take(1);
				out.push(read(ticks.advance(ints.int(0, MAX_SAFE, "a tick")), ints));
			}
			return out;
		});
	}

	/** Runs a decoder that starts at, and leaves behind, the place of one stream; it must not be empty. */
	#stream<T>(name: string, decode: (ticks: TickCursor) => T[]): T[] {
		const ticks = new TickCursor(this.#floors.get(name) ?? 0);
		const out = decode(ticks);
		if (out.length === 0) throw new Malformed(`${name} must not be empty`);
		this.#floors.set(name, ticks.last);
		return out;
	}
}

function readEdge(ints: IntCursor): { delta: number; pin: number; level: PinLevel } {
	const delta = ints.int(0, MAX_SAFE, "a tick");
	return { delta, ...fromPinCode(ints.int(0, MAX_PIN_CODE, "a pin level")) };
}

function pair(value: unknown, name: string): [IntCursor, ByteCursor] {
	const [ints, bytes] = tuple(value, 2, name);
	return [new IntCursor(ints, name), new ByteCursor(bytes, name)];
}
