/** What can be set about a TCP endpoint, and what RFC 9293 and RFC 6298 say it should be. */
import { TICKS_PER_MS, TICKS_PER_SECOND } from "../../../chip/time.js";

export interface TcpOptions {
	/** Largest segment that is asked for and sent, bytes. */
	readonly mss: number;
	/** Bytes written that may wait to be acknowledged. */
	readonly sendBuffer: number;
	/** Bytes received that may wait to be read; at most 65,535. */
	readonly receiveBuffer: number;
	/** Ticks an acknowledgment may wait for a second segment, or for data to ride on. */
	readonly delayedAck: number;
	/** Retransmission timeout: its start and its bounds, ticks. */
	readonly initialRto: number;
	readonly minRto: number;
	readonly maxRto: number;
	/** Retransmissions of data, and of a SYN, after which the other side is taken for dead. */
	readonly retries: number;
	readonly synRetries: number;
	/** Twice the maximum segment lifetime, ticks. */
	readonly timeWait: number;
}

export const TCP_DEFAULTS: TcpOptions = {
	mss: 1460,
	sendBuffer: 64 * 1024,
	receiveBuffer: 32 * 1024,
	delayedAck: 40 * TICKS_PER_MS,
	initialRto: TICKS_PER_SECOND,
	minRto: TICKS_PER_SECOND,
	maxRto: 60 * TICKS_PER_SECOND,
	retries: 8,
	synRetries: 5,
	timeWait: 60 * TICKS_PER_SECOND,
};

/** A peer that says nothing takes segments of this size. Source: RFC 9293 section 3.7.1. */
export const DEFAULT_MSS = 536;
/** A peer that asks for less is not believed: each byte would cost a packet. */
export const MIN_MSS = 64;
export const MAX_WINDOW = 65535;
