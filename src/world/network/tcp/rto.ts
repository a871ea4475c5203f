/** The retransmission timeout. Source: RFC 6298. */
import type { TcpOptions } from "./options.js";

export class RetransmissionTimeout {
	readonly #options: TcpOptions;
	/** Smoothed round-trip time and its variation, ticks. */
	#srtt: number | undefined;
	#rttvar = 0;
	#rto: number;
	#backoff = 1;

	constructor(options: TcpOptions) {
		this.#options = options;
		this.#rto = options.initialRto;
	}

	/** Ticks to wait for an acknowledgment. */
	get ticks(): number {
		return Math.min(this.#rto * this.#backoff, this.#options.maxRto);
	}

	/** A round trip took `ticks`; only of segments that were sent once (Karn's algorithm). */
	measured(ticks: number): void {
		if (this.#srtt === undefined) {
			this.#srtt = ticks;
			this.#rttvar = ticks / 2;
		} else {
			this.#rttvar = 0.75 * this.#rttvar + 0.25 * Math.abs(this.#srtt - ticks);
			this.#srtt = 0.875 * this.#srtt + 0.125 * ticks;
		}
		const { minRto, maxRto } = this.#options;
		this.#rto = Math.min(Math.max(Math.ceil(this.#srtt + 4 * this.#rttvar), minRto), maxRto);
		this.#backoff = 1;
	}

	/** A timeout: the next wait is twice as long. */
	backOff(): void {
		if (this.ticks < this.#options.maxRto) this.#backoff *= 2;
	}

	/** New data was acknowledged, so the path works. */
	recovered(): void {
		this.#backoff = 1;
	}
}
