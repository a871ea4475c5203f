/** The congestion window: slow start, congestion avoidance, NewReno recovery. Source: RFC 5681, 6582. */

/** Duplicate acknowledgments that mean a loss. */
const DUPLICATES = 3;

/** What an acknowledgment asks for. */
export type Reaction = "none" | "retransmit";

export class CongestionWindow {
	readonly #mss: number;
	#window: number;
	#threshold = Number.MAX_SAFE_INTEGER;
	#duplicates = 0;
	/** Highest offset sent when the last loss was seen; recovery ends when it is acknowledged. */
	#recover = 0;
	#recovering = false;

	/** `mss` is the size of the segments that are sent. */
	constructor(mss: number) {
		this.#mss = mss;
		this.#window = this.#initial;
	}

	/** Bytes that may be in flight. The first two duplicates let a segment each go (limited transmit, RFC 3042). */
	get window(): number {
		const limited = this.#recovering ? 0 : Math.min(this.#duplicates, DUPLICATES - 1);
		return this.#window + limited * this.#mss;
	}

	/** New data was acknowledged up to `ack`; `flight` bytes are still on their way. */
	acknowledged(bytes: number, ack: number, flight: number): Reaction {
		this.#duplicates = 0;
		if (this.#recovering) return this.#recoveryAck(bytes, ack, flight);
		const slowStart = this.#window < this.#threshold;
		const growth = slowStart ? Math.min(bytes, this.#mss) : Math.ceil((this.#mss * this.#mss) / this.#window);
		this.#window += growth;
		return "none";
	}

	/** The same acknowledgment came once more; `max` is the highest offset sent. */
	duplicate(ack: number, flight: number, max: number): Reaction {
		this.#duplicates++;
		if (this.#recovering) {
			this.#window += this.#mss;
			return "none";
		}
		if (this.#duplicates !== DUPLICATES || ack <= this.#recover) return "none";
		this.#loss(flight, max);
		this.#recovering = true;
		this.#window = this.#threshold + DUPLICATES * this.#mss;
		return "retransmit";
	}

	/** The retransmission timer expired. */
	timeout(flight: number, max: number): void {
		this.#loss(flight, max);
		this.#recovering = false;
		this.#duplicates = 0;
		this.#window = this.#mss;
	}

	/** Nothing was sent for longer than the timeout: what the window says is old. */
	idle(): void {
		this.#window = Math.min(this.#window, this.#initial);
	}

	get #initial(): number {
		return Math.min(4 * this.#mss, Math.max(2 * this.#mss, 4380));
	}

	#loss(flight: number, max: number): void {
		this.#threshold = Math.max(Math.floor(flight / 2), 2 * this.#mss);
		this.#recover = max;
	}

	#recoveryAck(bytes: number, ack: number, flight: number): Reaction {
		if (ack >= this.#recover) {
			this.#recovering = false;
			this.#window = Math.min(this.#threshold, Math.max(flight, this.#mss) + this.#mss);
			return "none";
		}
		// A partial acknowledgment: the segment after it is lost as well.
		this.#window = Math.max(this.#mss, this.#window - bytes + this.#mss);
		return "retransmit";
	}
}
