/**
 * The sending half of a connection: what is written, what is in flight, and what may be sent next. Sequence numbers
 * are kept as offsets from the SYN, which is offset 0, so that they never wrap. Source: RFC 9293 sections 3.4, 3.8.6.
 */
import { ByteQueue } from "../byte-queue.js";
import { NO_BYTES } from "../codec/bytes.js";
import { CongestionWindow } from "./congestion.js";

/** How much of the largest window is still believed after a smaller one came. */
const WINDOW_MEMORY = 15 / 16;

/** A segment to be sent. */
export interface Outgoing {
	readonly offset: number;
	readonly bytes: Uint8Array;
	readonly syn: boolean;
	readonly fin: boolean;
	/** Nothing more is waiting behind it. */
	readonly push: boolean;
}

export class Sender {
	readonly #iss: number;
	readonly #buffer: ByteQueue;
	#mss: number;
	#congestion: CongestionWindow;
	/** Offset of the first byte in the buffer. */
	#start = 1;
	/** SND.UNA, SND.NXT, and the highest offset ever sent. */
	#una = 0;
	#nxt = 0;
	#max = 0;
	#finQueued = false;
	/** SND.WND, its largest value, SND.WL1 and SND.WL2. */
	#window = 0;
	#maxWindow = 0;
	/** The largest window of late: what the other side's buffer seems to be. */
	#recentWindow = 0;
	#wl1 = 0;
	#wl2 = 0;

	/** `iss` is the initial sequence number, `mss` the largest payload. */
	constructor(iss: number, capacity: number, mss: number) {
		this.#iss = iss;
		this.#mss = mss;
		this.#buffer = new ByteQueue(capacity);
		this.#congestion = new CongestionWindow(mss);
	}

	/** The other side takes segments of at most `mss` bytes. Before anything but the SYN is sent. */
	limit(mss: number): void {
		this.#mss = mss;
		this.#congestion = new CongestionWindow(mss);
	}

	get una(): number {
		return this.#una;
	}

	get max(): number {
		return this.#max;
	}

	get window(): number {
		return this.#window;
	}

	get maxWindow(): number {
		return this.#maxWindow;
	}

	/** Bytes that can be written. */
	get room(): number {
		return this.#finQueued ? 0 : this.#buffer.room;
	}

	/** Something was sent that is not acknowledged; a window probe is not counted. */
	get inFlight(): boolean {
		return this.#nxt > this.#una;
	}

	/** Something waits that was not sent. */
	get pending(): boolean {
		return this.#nxt < this.#end + (this.#finQueued ? 1 : 0);
	}

	get finished(): boolean {
		return this.#finQueued;
	}

	/** Everything was acknowledged, the FIN too. */
	get finAcknowledged(): boolean {
		return this.#finQueued && this.#una > this.#end;
	}

	/** The sequence number of an offset. */
	seq(offset: number): number {
		return (this.#iss + offset) >>> 0;
	}

	/** Where an acknowledgment number lies. */
	offsetOf(ack: number): number {
		return this.#una + ((ack - this.seq(this.#una)) | 0);
	}

	write(bytes: Uint8Array): number {
		return this.#finQueued ? 0 : this.#buffer.push(bytes);
	}

	finish(): void {
		this.#finQueued = true;
	}

	/** The next segment that may be sent, or undefined; `forced` also sends one that is small for the window. */
	next(forced = false): Outgoing | undefined {
		if (this.#nxt === 0) return this.#sent(0, NO_BYTES, true, false);
		const end = this.#end;
		if (this.#una === 0 || this.#nxt > end) return undefined;
		const usable = Math.min(this.#window, this.#congestion.window) - (this.#nxt - this.#una);
		const length = Math.max(0, Math.min(this.#mss, end - this.#nxt, usable));
		const all = this.#nxt + length === end;
		const fin = all && this.#finQueued;
		if (length === 0 && !fin) return undefined;
		// Silly windows are avoided: less than everything goes out only when it is a good part of what the peer can take.
		const worth = all || length === this.#mss || 2 * length >= this.#recentWindow || this.#nxt < this.#max;
		if (!worth && !forced) return undefined;
		return this.#sent(this.#nxt, this.#bytes(this.#nxt, length), false, fin);
	}

	/** The first segment that is not acknowledged, once more. */
	first(): Outgoing {
		if (this.#una === 0) return { offset: 0, bytes: NO_BYTES, syn: true, fin: false, push: false };
		const bytes = this.#bytes(this.#una, Math.min(this.#mss, this.#max - this.#una));
		const all = this.#una + bytes.length === this.#end;
		return { offset: this.#una, bytes, syn: false, fin: all && this.#max > this.#end, push: all };
	}

	/** A byte beyond a closed window, to be asked for by the acknowledgment; it does not count as in flight. */
	probe(): Outgoing | undefined {
		if (this.#window > 0) return this.next(true);
		const bytes = this.#bytes(this.#una, 1);
		this.#max = Math.max(this.#max, this.#una + bytes.length);
		return { offset: this.#una, bytes, syn: false, fin: false, push: true };
	}

	/** Takes an acknowledgment of new data; true when the first segment must be sent again. */
	acknowledge(ack: number): boolean {
		const bytes = ack - this.#una;
		const dropped = Math.min(ack, this.#end) - this.#start;
		if (dropped > 0) {
			this.#buffer.drop(dropped);
			this.#start += dropped;
		}
		this.#una = ack;
		this.#nxt = Math.max(this.#nxt, ack);
		if (ack === 1) return false;
		return this.#congestion.acknowledged(bytes, ack, this.#max - ack) === "retransmit";
	}

	/** Takes a duplicate acknowledgment; true when the first segment must be sent again. */
	duplicate(): boolean {
		return this.#congestion.duplicate(this.#una, this.#max - this.#una, this.#max) === "retransmit";
	}

	/** Takes the window of a segment at `offset` that acknowledges `ack`, unless it is older than the last. */
	updateWindow(window: number, offset: number, ack: number): void {
		if (offset < this.#wl1 || (offset === this.#wl1 && ack < this.#wl2)) return;
		this.#window = window;
		this.#maxWindow = Math.max(this.#maxWindow, window);
		this.#recentWindow = Math.max(window, Math.floor(this.#recentWindow * WINDOW_MEMORY));
		this.#wl1 = offset;
		this.#wl2 = ack;
	}

	/** The retransmission timer expired: everything in flight is sent again, beginning with one segment. */
	timeout(): void {
		this.#congestion.timeout(this.#max - this.#una, this.#max);
		this.rewind();
	}

	/** Sends again what is in flight, as the window allows. */
	rewind(): void {
		this.#nxt = this.#una;
	}

	/** Nothing was sent for a long time. */
	idle(): void {
		this.#congestion.idle();
	}

	clear(): void {
		this.#buffer.clear();
	}

	/** Offset after the last byte written. */
	get #end(): number {
		return this.#start + this.#buffer.length;
	}

	#bytes(offset: number, length: number): Uint8Array {
		return this.#buffer.peek(offset - this.#start, length);
	}

	#sent(offset: number, bytes: Uint8Array, syn: boolean, fin: boolean): Outgoing {
		this.#nxt = offset + bytes.length + (syn ? 1 : 0) + (fin ? 1 : 0);
		this.#max = Math.max(this.#max, this.#nxt);
		return { offset, bytes, syn, fin, push: bytes.length > 0 && offset + bytes.length === this.#end };
	}
}
