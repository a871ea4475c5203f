/**
 * One TCP connection: its halves, its timers, and what it sends. What arrives is judged in arrive.ts.
 * Source: RFC 9293; the state names are its own.
 */

import type { Agenda, Timer } from "../../agenda.js";
import type { Endpoint } from "../addresses.js";
import { NO_BYTES } from "../codec/bytes.js";
import { ACK, FIN, PSH, RST, SYN, type TcpSegment } from "../codec/tcp.js";
import { AckPolicy } from "./ack-policy.js";
import { Notices } from "./notices.js";
import { DEFAULT_MSS, MAX_WINDOW, MIN_MSS, type TcpOptions } from "./options.js";
import { Receiver } from "./receiver.js";
import { RetransmissionTimeout } from "./rto.js";
import { type Outgoing, Sender } from "./sender.js";
import type { CloseReason, Opener, StreamHandlers, StreamObserver, TcpStream } from "./stream.js";

export type TcpState =
	| "SYN-SENT"
	| "SYN-RECEIVED"
	| "ESTABLISHED"
	| "FIN-WAIT-1"
	| "FIN-WAIT-2"
	| "CLOSE-WAIT"
	| "CLOSING"
	| "LAST-ACK"
	| "TIME-WAIT"
	| "CLOSED";

export interface TcbConfig {
	readonly agenda: Agenda;
	readonly options: TcpOptions;
	readonly local: Endpoint;
	readonly remote: Endpoint;
	readonly iss: number;
	readonly handlers: StreamHandlers;
	/** Asked once, as the connection begins. */
	readonly observe: ((stream: TcpStream, opener: Opener) => StreamObserver) | undefined;
	/** Puts a segment on its way. */
	readonly transmit: (segment: TcpSegment) => void;
	/** Answers a segment that belongs to no connection, with a reset. */
	readonly refuse: (segment: TcpSegment) => void;
	/** The connection needs no more segments. */
	readonly remove: () => void;
}

export class Tcb implements TcpStream {
	readonly local: Endpoint;
	readonly remote: Endpoint;
	state: TcpState;
	readonly sender: Sender;
	receiver: Receiver;
	/** Tick at which a segment last came. */
	lastHeard: number;
	/** The application reads no more. */
	discards = false;
	readonly #config: TcbConfig;
	/** What the application and the trace hear. */
	readonly notices: Notices;
	readonly #rto: RetransmissionTimeout;
	/** Retransmission, window probes, TIME-WAIT: never two of them at once. */
	readonly #timer: Timer;
	readonly acks: AckPolicy;
	/** Timeouts since the other side last got on. */
	#tries = 0;
	/** The segment under measurement: the offset that acknowledges it, and when it was sent. */
	#timed: { readonly offset: number; readonly since: number } | undefined;
	#lastSent = 0;

	/** With `syn` it answers that segment, else it opens the connection; nothing is sent before `output`. */
	constructor(config: TcbConfig, syn?: TcpSegment) {
		const { agenda, options } = config;
		this.#config = config;
		this.local = config.local;
		this.remote = config.remote;
		this.state = syn ? "SYN-RECEIVED" : "SYN-SENT";
		this.sender = new Sender(config.iss, options.sendBuffer, options.mss);
		this.receiver = new Receiver(0, options.receiveBuffer, options.mss);
		const observer = config.observe?.(this, syn ? "remote" : "local");
		this.notices = new Notices(this, config.handlers, observer);
		if (syn) this.synchronize(syn);
		this.#rto = new RetransmissionTimeout(options);
		this.#timer = agenda.timer(() => this.#expired());
		this.acks = new AckPolicy(agenda, options.delayedAck, () => this.sendAck());
		this.lastHeard = agenda.now;
	}

	get readable(): number {
		return this.receiver.readable;
	}

	get ended(): boolean {
		return this.receiver.finished && this.receiver.readable === 0;
	}

	get writable(): number {
		return this.#over ? 0 : this.sender.room;
	}

	read(max = Number.MAX_SAFE_INTEGER): Uint8Array {
		const bytes = this.receiver.read(max);
		this.notices.read(bytes);
		if (this.receiver.hasOpened && !this.#over) this.sendAck();
		return bytes;
	}

	write(bytes: Uint8Array): number {
		const taken = this.#over ? 0 : this.sender.write(bytes);
		this.notices.written(bytes, taken);
		this.output();
		return taken;
	}

	end(): void {
		if (this.#over || this.sender.finished) return;
		this.sender.finish();
		this.notices.finished("local");
		if (this.state === "ESTABLISHED") this.state = "FIN-WAIT-1";
		else if (this.state === "CLOSE-WAIT") this.state = "LAST-ACK";
		this.output();
	}

	close(): void {
		this.discards = true;
		if (this.receiver.readable > 0) {
			this.abort();
			return;
		}
		this.end();
		this.output();
	}

	abort(): void {
		if (this.#over) return;
		if (this.state !== "SYN-SENT") this.sendReset();
		this.fail("aborted");
	}

	/** Takes the other side's SYN. */
	synchronize({ seq, mss = DEFAULT_MSS }: TcpSegment): void {
		const { options } = this.#config;
		this.receiver = new Receiver(seq, options.receiveBuffer, options.mss);
		this.sender.limit(Math.max(MIN_MSS, Math.min(mss, options.mss)));
	}

	/** Sends what may be sent, the SYN first. */
	output(): void {
		const { now } = this.#config.agenda;
		const { sender } = this;
		if (this.#over) return;
		if (!sender.inFlight && now - this.#lastSent > this.#rto.ticks) sender.idle();
		const sent = sender.max;
		for (let out = sender.next(); out; out = sender.next()) this.#emit(out);
		// Only what was never sent before tells how long a round trip takes.
		if (!this.#timed && sender.max > sent) this.#timed = { offset: sender.max, since: now };
		this.#arm();
	}

	/** The first segment that was not acknowledged goes out once more. */
	resend(): void {
		this.#timed = undefined;
		this.#emit(this.sender.first());
	}

	/** Acknowledges, with nothing else to say. */
	sendAck(): void {
		this.#transmit(this.sender.max, ACK, NO_BYTES);
	}

	/** Acknowledges a segment that does not fit; one that holds no data is answered only now and then. */
	sendChallenge(empty: boolean): void {
		if (!empty || this.acks.mayChallenge()) this.sendAck();
	}

	sendReset(): void {
		this.#transmit(this.sender.max, RST | ACK, NO_BYTES);
	}

	/** Answers an impossible acknowledgment. */
	refuse(segment: TcpSegment): void {
		this.#config.refuse(segment);
	}

	/** The other side got on: it acknowledged something new, or opened its window. */
	progressed(ack: number): void {
		if (this.#timed && ack >= this.#timed.offset) {
			this.#rto.measured(this.#config.agenda.now - this.#timed.since);
			this.#timed = undefined;
		}
		this.#rto.recovered();
		this.#tries = 0;
		this.#timer.cancel();
	}

	/** The other side is there, though it has no room: it may be probed for ever. */
	answered(): void {
		this.#tries = 0;
	}

	/** Both sides know each other. */
	establish(): void {
		this.state = this.sender.finished ? "FIN-WAIT-1" : "ESTABLISHED";
		this.notices.opened();
	}

	/** Tells the application what has happened, then sends what there is to send. */
	settle(): void {
		this.notices.deliver();
		if (this.state === "CLOSED") return;
		if (this.state === "TIME-WAIT") this.notices.closed("closed");
		this.output();
		if (this.acks.due) this.sendAck();
	}

	/** Both sides have closed; late segments are still answered for a while. */
	timeWait(): void {
		this.state = "TIME-WAIT";
		this.#timer.after(this.#config.options.timeWait);
	}

	/** The connection is over. */
	fail(reason: CloseReason): void {
		if (this.state === "CLOSED") return;
		this.state = "CLOSED";
		this.#timer.cancel();
		this.acks.sent();
		this.#config.remove();
		this.sender.clear();
		this.notices.closed(reason);
		this.receiver.clear();
	}

	get #over(): boolean {
		return this.state === "CLOSED" || this.state === "TIME-WAIT";
	}

	#expired(): void {
		if (this.state === "TIME-WAIT" || this.state === "FIN-WAIT-2") {
			this.fail("closed");
			return;
		}
		const { options } = this.#config;
		const handshake = this.sender.una === 0;
		this.#tries++;
		if (this.#tries > (handshake ? options.synRetries : options.retries)) {
			this.#giveUp();
			return;
		}
		this.#timed = undefined;
		this.#rto.backOff();
		if (this.sender.window === 0 && !handshake) this.sender.rewind();
		if (this.sender.inFlight) {
			this.sender.timeout();
			this.output();
		} else {
			const probe = this.sender.probe();
			if (probe) this.#emit(probe);
			this.#arm();
		}
	}

	#giveUp(): void {
		if (this.state !== "SYN-SENT") this.sendReset();
		this.fail("timed out");
	}

	/** Waits for an acknowledgment, for the time to probe a window, or for a FIN that may never come. */
	#arm(): void {
		const { sender } = this;
		const forgotten = this.state === "FIN-WAIT-2" && this.discards;
		if (!sender.inFlight && !sender.pending && !forgotten) this.#timer.cancel();
		else if (!this.#timer.isSet)
			this.#timer.after(forgotten ? this.#config.options.timeWait : this.#rto.ticks);
	}

	#emit({ offset, bytes, syn, fin, push }: Outgoing): void {
		const answers = this.state !== "SYN-SENT";
		const flags = (syn ? SYN : 0) | (fin ? FIN : 0) | (push ? PSH : 0) | (answers ? ACK : 0);
		this.#transmit(offset, flags, bytes);
		this.#lastSent = this.#config.agenda.now;
	}

	#transmit(offset: number, flags: number, payload: Uint8Array): void {
		const { options, local, remote, transmit } = this.#config;
		const acknowledges = (flags & ACK) !== 0;
		if (acknowledges) this.acks.sent();
		transmit({
			sourcePort: local.port,
			destinationPort: remote.port,
			seq: this.sender.seq(offset),
			ack: acknowledges ? this.receiver.ack : 0,
			flags,
			window: Math.min(MAX_WINDOW, this.receiver.advertise()),
			...((flags & SYN) !== 0 && { mss: options.mss }),
			payload,
		});
	}
}
