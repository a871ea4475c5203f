/**
 * The receiving half of a connection: order, window, end. Sequence numbers are kept as offsets from the other side's
 * SYN, which is offset 0, so that they never wrap. Source: RFC 9293 sections 3.4, 3.8.6.
 */
import { ByteQueue } from "../byte-queue.js";

/** Segments that may wait for an earlier one; the farthest is dropped, and comes again. */
const MAX_EARLY = 64;

interface Early {
	readonly offset: number;
	readonly bytes: Uint8Array;
}

export class Receiver {
	readonly #irs: number;
	readonly #mss: number;
	readonly #ready: ByteQueue;
	#early: Early[] = [];
	/** Offset expected next. */
	#next = 1;
	/** Offset that the window told to the other side ends at; it never moves back. */
	#edge: number;
	/** Offset of the FIN. */
	#finAt: number | undefined;

	/** `irs` is the sequence number of the SYN. */
	constructor(irs: number, capacity: number, mss: number) {
		this.#irs = irs;
		this.#mss = mss;
		this.#ready = new ByteQueue(capacity);
		this.#edge = 1 + capacity;
	}

	get next(): number {
		return this.#next;
	}

	/** The acknowledgment number to send. */
	get ack(): number {
		return (this.#irs + this.#next) >>> 0;
	}

	/** Bytes that can be read. */
	get readable(): number {
		return this.#ready.length;
	}

	/** The FIN and everything before it have come. */
	get finished(): boolean {
		return this.#finAt !== undefined && this.#next > this.#finAt;
	}

	/** Where a sequence number lies. */
	offsetOf(seq: number): number {
		return this.#next + ((seq - this.ack) | 0);
	}

	/** Whether any of `length` sequence numbers from `offset` on may come now, or an empty segment may. */
	accepts(offset: number, length: number): boolean {
		if (offset === this.#next) return true;
		if (length === 0) return offset > this.#next && offset < this.#edge;
		return offset < this.#edge && offset + length > this.#next;
	}

	/** Takes what of a segment lies in the window; true when it was the one expected next, and no other had come early. */
	receive(offset: number, payload: Uint8Array, fin: boolean): boolean {
		const inOrder = offset === this.#next && this.#early.length === 0;
		const end = Math.min(offset + payload.length, this.#edge, this.#finAt ?? Number.MAX_SAFE_INTEGER);
		if (fin && end === offset + payload.length) this.#finAt ??= end;
		const from = Math.max(offset, this.#next);
		if (end > from) {
			const bytes = payload.subarray(from - offset, end - offset);
			if (from > this.#next) this.#keep(from, bytes);
			else this.#append(bytes);
		}
		if (this.#next === this.#finAt) this.#next++;
		return inOrder;
	}

	read(max: number): Uint8Array {
		return this.#ready.take(max);
	}

	/** The window to tell; growth too small to be worth a segment is kept back. */
	advertise(): number {
		if (this.#growth >= Math.min(this.#ready.capacity / 2, this.#mss)) this.#edge += this.#growth;
		return Math.max(0, this.#edge - this.#next);
	}

	/** Whether the window has grown so much that the other side should be told without being asked. */
	get hasOpened(): boolean {
		return this.#growth >= Math.min(this.#ready.capacity / 2, 2 * this.#mss);
	}

	clear(): void {
		this.#ready.clear();
		this.#early = [];
	}

	/** Bytes by which the window's end could move. */
	get #growth(): number {
		return this.#next + this.#ready.room - this.#edge;
	}

	#append(bytes: Uint8Array): void {
		this.#next += this.#ready.push(bytes);
		for (let first = this.#early[0]; first && first.offset <= this.#next; first = this.#early[0]) {
			this.#early.shift();
			const fresh = first.bytes.subarray(this.#next - first.offset);
			this.#next += this.#ready.push(fresh);
		}
	}

	#keep(offset: number, bytes: Uint8Array): void {
		const early = this.#early;
		const end = offset + bytes.length;
		if (early.some((other) => other.offset <= offset && other.offset + other.bytes.length >= end)) return;
		const at = early.findIndex((other) => other.offset > offset);
		early.splice(at < 0 ? early.length : at, 0, { offset, bytes: Uint8Array.from(bytes) });
		if (early.length > MAX_EARLY) early.pop();
	}
}
