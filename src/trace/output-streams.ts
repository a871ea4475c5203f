/**
 * Growing encodings of what the chip sends out. These run on the emulator's hot path: a record is a
 * few integers in a growing array, and what repeats only raises a count in place.
 */
import { ByteBuffer } from "./byte-buffer.js";
import { Malformed } from "./errors.js";
import { INTEGER_BYTES } from "./limits.js";
import { integers } from "./msgpack.js";
import type { BitsOutput } from "./schema.js";

/** The ticks of one stream; within a chunk the first delta counts from 0. */
class Stream {
	protected ints: number[] = [];
	#floor = 0;
	#tick = 0;

	get length(): number {
		return this.ints.length;
	}

	/** Estimate of the memory held, bytes. */
	get size(): number {
		return this.ints.length * INTEGER_BYTES;
	}

	/** Ticks since the record before. Throws Malformed for a tick before it. */
	protected delta(tick: number): number {
		if (!Number.isSafeInteger(tick) || tick < this.#floor) {
			throw new Malformed(`an output's tick ${tick} must be an integer from ${this.#floor}`);
		}
		const delta = tick - this.#tick;
		this.#tick = tick;
		this.#floor = tick;
		return delta;
	}

	protected takeInts(): (number | bigint)[] {
		const taken = integers(this.ints);
		this.ints = [];
		this.#tick = 0;
		return taken;
	}
}

/** Records of a fixed number of integers after the delta, some with bytes. */
export class RecordStream extends Stream {
	readonly bytes = new ByteBuffer();

	override get size(): number {
		return super.size + this.bytes.length;
	}

	add(tick: number, ...values: number[]): void {
		this.ints.push(this.delta(tick), ...values);
	}

	take(): unknown {
		return this.takeInts();
	}

	takeWithBytes(): unknown {
		const taken = [this.takeInts(), this.bytes.view()];
		this.bytes.clear();
		return taken;
	}
}

/** Bytes of one UART line: [delta, baud, count, step] for each run of evenly paced bytes. */
export class UartStream extends Stream {
	readonly bytes = new ByteBuffer();
	#run = -1;
	#baud = 0;

	override get size(): number {
		return super.size + this.bytes.length;
	}

	add(tick: number, byte: number, baud: number): void {
		const delta = this.delta(tick);
		const { ints } = this;
		const run = this.#run;
		this.bytes.push(byte);
		if (run >= 0 && baud === this.#baud) {
			if (ints[run] === 1) ints[run + 1] = delta;
			if (ints[run + 1] === delta) {
				ints[run]++;
				return;
			}
		}
		this.#run = ints.push(delta, baud, 1, 0) - 2;
		this.#baud = baud;
	}

	take(): unknown {
		const taken = [this.takeInts(), this.bytes.view()];
		this.bytes.clear();
		this.#run = -1;
		return taken;
	}
}

/**
 * Pin edges: [count, delta, code, delta, code] for each run in which every edge repeats the delta and
 * the code of the edge two before; a run of one has only the first pair. A square wave of any duty is
 * one run.
 */
export class PinStream extends Stream {
	#run = -1;
	// The two edges a run repeats, the next one first.
	#nextDelta = 0;
	#nextCode = 0;
	#otherDelta = 0;
	#otherCode = 0;

	add(tick: number, code: number): void {
		const delta = this.delta(tick);
		const { ints } = this;
		const run = this.#run;
		if (run >= 0) {
			if (ints[run] === 1) {
				ints.push(delta, code);
				ints[run] = 2;
				this.#otherDelta = delta;
				this.#otherCode = code;
				return;
			}
			if (delta === this.#nextDelta && code === this.#nextCode) {
				ints[run]++;
				this.#nextDelta = this.#otherDelta;
				this.#nextCode = this.#otherCode;
				this.#otherDelta = delta;
				this.#otherCode = code;
				return;
			}
		}
		this.#run = ints.push(1, delta, code) - 3;
		this.#nextDelta = delta;
		this.#nextCode = code;
	}

	take(): unknown {
		this.#run = -1;
		return this.takeInts();
	}
}

/**
 * Patterns at pins: [delta, 2 * pin + repeat, elapsed, bitTicks, count, times], where `times` patterns alike follow each
 * other without a gap. One line that rests is one record.
 */
export class BitsStream extends Stream {
	readonly bytes = new ByteBuffer();
	#run = -1;
	/** When the last pattern's last bit is over, if one just like it may follow. */
	#end = -1;
	#last = new Uint8Array(0);

	override get size(): number {
		return super.size + this.bytes.length;
	}

	add(tick: number, pin: number, bits: Omit<BitsOutput, "tick" | "pin">): void {
		const { bytes, count, bitTicks, elapsed, repeat } = bits;
		const { ints } = this;
		const run = this.#run;
		const code = 2 * pin + (repeat ? 1 : 0);
		const once = !repeat && elapsed === 0;
		const delta = this.delta(tick);
		if (
			run >= 0 &&
			once &&
			tick === this.#end &&
			ints[run + 1] === code &&
			ints[run + 3] === bitTicks &&
			ints[run + 4] === count &&
			same(bytes, this.#last)
		) {
			ints[run + 5]++;
			this.#end = tick + count * bitTicks;
			return;
		}
		this.#run = ints.push(delta, code, elapsed, bitTicks, count, 1) - 6;
		this.#end = once ? tick + count * bitTicks : -1;
		this.#last = bytes.slice();
		this.bytes.append(bytes);
	}

	take(): unknown {
		const taken = [this.takeInts(), this.bytes.view()];
		this.bytes.clear();
		this.#run = -1;
		return taken;
	}
}

function same(a: Uint8Array, b: Uint8Array): boolean {
	return a.length === b.length && a.every((byte, i) => byte === b[i]);
}
