/**
 * Turns events into the flat streams of a chunk. Consecutive bytes on one line at one speed and an even
 * pace share one record, whose count grows in place.
 */
import { encodeAnchor } from "./anchors.js";
import { ByteBuffer } from "./byte-buffer.js";
import { CONTAINER_BYTES, INTEGER_BYTES } from "./limits.js";
import { integers } from "./msgpack.js";
import { OP, pinCode } from "./ops.js";
import { copyPlain } from "./plain.js";
import { type Anchor, POWER_INPUTS, type TraceEvent, type UartEvent } from "./schema.js";
import { checkEvent } from "./validate-event.js";

export class EventEncoder {
	#ints: number[] = [];
	readonly #bytes = new ByteBuffer();
	#texts: string[] = [];
	#world: unknown[] = [];
	#anchors: unknown[] = [];
	#extra = 0;
	#count = 0;
	/** The last event's tick; deltas count from it. */
	#tick = 0;
	/** Where the count of a UART record that can still grow lies in `#ints`, or -1. */
	#run = -1;
	#runLine = 0;
	#runBaud = 0;

	/** Events since the last `take`. */
	get count(): number {
		return this.#count;
	}

	/** Estimate of the memory held, bytes. */
	get size(): number {
		return this.#ints.length * INTEGER_BYTES + this.#bytes.length + this.#extra;
	}

	/** Adds an event; the caller has checked the tick. Throws Malformed and then adds nothing. */
	add(tick: number, event: TraceEvent, anchor: Anchor | undefined): void {
		checkEvent(event);
		const data = event.kind === "world" ? copyPlain(event.data) : undefined;
		if (anchor) {
			this.#anchors.push(encodeAnchor(anchor));
			this.#ints.push(OP.anchor);
			this.#extra += anchor.consoleTail.length + 2 * CONTAINER_BYTES;
			this.#run = -1;
		}
		this.#count++;
		const delta = tick - this.#tick;
		this.#tick = tick;
		if (event.kind === "uart") {
			this.#uart(delta, event);
			return;
		}
		this.#run = -1;
		switch (event.kind) {
			case "pin":
				this.#ints.push(OP.pin, delta, pinCode(event.pin, event.level));
				break;
			case "adc":
				this.#ints.push(OP.adc, delta, event.microvolts);
				break;
			case "spi":
				this.#ints.push(OP.spi, delta, event.bytes.length);
				this.#bytes.append(event.bytes);
				break;
			case "frame":
				this.#ints.push(OP.frame, delta, event.rssi, event.channel, event.rate, event.bytes.length);
				this.#bytes.append(event.bytes);
				break;
			case "rtc":
				this.#ints.push(OP.rtc, delta, event.periodFs);
				break;
			case "power":
				this.#ints.push(OP.power, delta, POWER_INPUTS.indexOf(event.event), event.straps);
				break;
			case "world":
				this.#ints.push(OP.world, delta);
				this.#world.push([event.topic, data!.value]);
				this.#extra += data!.size + event.topic.length + CONTAINER_BYTES;
				break;
			default:
				this.#ints.push(OP[event.kind], delta);
				this.#texts.push(event.text);
				this.#extra += event.text.length;
		}
	}

	#uart(delta: number, { line, byte, baud }: UartEvent): void {
		const run = this.#run;
		const ints = this.#ints;
		this.#bytes.push(byte);
		if (run >= 0 && line === this.#runLine && baud === this.#runBaud) {
			if (ints[run] === 1) ints[run + 1] = delta;
			if (ints[run + 1] === delta) {
				ints[run]++;
				return;
			}
		}
		this.#run = ints.push(OP.uart, delta, line, baud, 1, 0) - 2;
		this.#runLine = line;
		this.#runBaud = baud;
	}

	/** The chunk's entries for what was added since the last call, as views valid until the next add. */
	take(): Record<string, unknown> {
		const taken: Record<string, unknown> = {};
		if (this.#ints.length > 0) taken.events = integers(this.#ints);
		if (this.#bytes.length > 0) taken.bytes = this.#bytes.view();
		if (this.#texts.length > 0) taken.texts = this.#texts;
		if (this.#world.length > 0) taken.world = this.#world;
		if (this.#anchors.length > 0) taken.anchors = this.#anchors;
		this.#ints = [];
		this.#bytes.clear();
		this.#texts = [];
		this.#world = [];
		this.#anchors = [];
		this.#extra = 0;
		this.#count = 0;
		this.#tick = 0;
		this.#run = -1;
		return taken;
	}
}
