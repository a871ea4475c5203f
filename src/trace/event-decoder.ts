/** Reads a chunk's events back from its flat streams. */
import { decodeAnchor } from "./anchors.js";
import { list, text, tuple } from "./check.js";
import { type Budget, ByteCursor, IntCursor, TickCursor } from "./cursor.js";
import { Malformed } from "./errors.js";
import {
	MAX_CHUNK_COST,
	MAX_FRAME_BYTES,
	MAX_NAME,
	MAX_SAFE,
	MAX_SPI_BYTES,
	MAX_TEXT,
	MAX_U32,
} from "./limits.js";
import { fromPinCode, MAX_PIN_CODE, OP } from "./ops.js";
import { copyPlain } from "./plain.js";
import { type Anchor, POWER_INPUTS, type RecordedEvent, type TraceEvent } from "./schema.js";
import { MAX_MICROVOLTS, MAX_RTC_PERIOD_FS, MAX_STRAPS } from "./validate-event.js";

/** Decodes the event entries of a chunk payload; `floor` is the last event tick before. Throws Malformed. */
export function decodeEvents(
	entries: Readonly<Record<string, unknown>>,
	floor: number,
	budget: Budget,
): RecordedEvent[] {
	const decoder = new EventDecoder(entries, floor, budget);
	decoder.run();
	return decoder.events;
}

class EventDecoder {
	readonly events: RecordedEvent[] = [];
	readonly #ints: IntCursor;
	readonly #bytes: ByteCursor;
	readonly #texts: Queue;
	readonly #world: Queue;
	readonly #anchors: Queue;
	readonly #ticks: TickCursor;
	readonly #budget: Budget;

	constructor(entries: Readonly<Record<string, unknown>>, floor: number, budget: Budget) {
		this.#ints = new IntCursor(entries.events ?? [], "events");
		this.#bytes = new ByteCursor(entries.bytes ?? new Uint8Array(0), "bytes");
		this.#texts = new Queue(entries.texts ?? [], "texts");
		this.#world = new Queue(entries.world ?? [], "world");
		this.#anchors = new Queue(entries.anchors ?? [], "anchors");
		this.#ticks = new TickCursor(floor);
		this.#budget = budget;
	}

	run(): void {
		while (!this.#ints.done) {
			let op = this.#ints.int(0, OP.mark, "an event kind");
			let anchor: Anchor | undefined;
			if (op === OP.anchor) {
				anchor = decodeAnchor(this.#anchors.next());
				op = this.#ints.int(1, OP.mark, "the kind of an anchored event");
			}
			const tick = this.#ticks.advance(this.#ints.int(0, MAX_SAFE, "a tick"));
			if (op === OP.uart) this.#uart(tick, anchor);
			else this.#push(tick, this.#event(op), anchor);
		}
		this.#bytes.finish();
		this.#texts.finish();
		this.#world.finish();
		this.#anchors.finish();
	}

	#push(tick: number, event: TraceEvent, anchor: Anchor | undefined): void {
		this.#budget.take(1);
		this.events.push(anchor ? { tick, event, anchor } : { tick, event });
	}

	#uart(first: number, anchor: Anchor | undefined): void {
		const line = this.#ints.int(0, 1, "a UART line") as 0 | 1;
		const baud = this.#ints.int(1, MAX_U32, "a baud rate");
		const count = this.#ints.int(1, MAX_CHUNK_COST, "a UART byte count");
		const step = this.#ints.int(0, count === 1 ? 0 : MAX_SAFE, "a UART pace");
		const bytes = this.#bytes.take(count);
		let tick = first;
		for (let i = 0; i < count; i++) {
			if (i > 0) tick = this.#ticks.advance(step);
			this.#push(tick, { kind: "uart", line, byte: bytes[i], baud }, i === 0 ? anchor : undefined);
		}
	}

	#event(op: number): TraceEvent {
		const ints = this.#ints;
		switch (op) {
			case OP.pin:
				return { kind: "pin", ...fromPinCode(ints.int(0, MAX_PIN_CODE, "a pin level")) };
			case OP.adc:
				return { kind: "adc", microvolts: ints.int(0, MAX_MICROVOLTS, "an ADC voltage") };
			case OP.spi:
				return { kind: "spi", bytes: this.#bytes.take(ints.int(0, MAX_SPI_BYTES, "an SPI length")) };
			case OP.frame: {
				const rssi = ints.int(-128, 127, "an RSSI");
				const channel = ints.int(1, 14, "a channel");
				const rate = ints.int(0, 255, "a rate");
				const bytes = this.#bytes.take(ints.int(0, MAX_FRAME_BYTES, "a frame length"));
				return { kind: "frame", bytes, rssi, channel, rate };
			}
			case OP.rtc:
				return { kind: "rtc", periodFs: ints.int(1, MAX_RTC_PERIOD_FS, "an RTC period") };
			case OP.power: {
				const event = POWER_INPUTS[ints.int(0, POWER_INPUTS.length - 1, "a power input")];
				return { kind: "power", event, straps: ints.int(0, MAX_STRAPS, "straps") };
			}
			case OP.world: {
				const [topic, data] = tuple(this.#world.next(), 2, "a world event");
				return {
					kind: "world",
					topic: text(topic, MAX_NAME, "a world event's topic"),
					data: copyPlain(data).value,
				};
			}
			default: {
				const kind = op === OP.note ? "note" : "mark";
				return { kind, text: text(this.#texts.next(), MAX_TEXT, `the text of a ${kind}`) };
			}
		}
	}
}

/** Values taken one after another, all of which must be used. */
class Queue {
	readonly #values: readonly unknown[];
	readonly #name: string;
	#at = 0;

	constructor(values: unknown, name: string) {
		this.#values = list(values, MAX_CHUNK_COST, name);
		this.#name = name;
	}

	next(): unknown {
		if (this.#at === this.#values.length) throw new Malformed(`${this.#name} are cut short`);
		return this.#values[this.#at++];
	}

	finish(): void {
		if (this.#at !== this.#values.length) throw new Malformed(`${this.#name} hold more than is used`);
	}
}
