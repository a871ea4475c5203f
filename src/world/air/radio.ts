/**
 * A model's MAC: sends its queue frame by frame, each with contention, acknowledgement and retries; acknowledges what is
 * addressed to it and drops what it has had already. Source: IEEE 802.11-2016, 10.3.
 */
import { ackRate, ackTimeUs, SIFS_US, SLOT_US } from "../../chip/peripherals/wdev-rates.js";
import { TICKS_PER_US } from "../../chip/time.js";
import type { Agenda, Appointment } from "../agenda.js";
import type { SeededRandom } from "../random.js";
import type { Turn } from "./contention.js";
import { isGroup, type MacAddress } from "./dot11/address.js";
import { ACK_LENGTH, type ControlFrame, encodeAck, encodeCts } from "./dot11/control.js";
import type { DataFrame } from "./dot11/data.js";
import { encodeFrame } from "./dot11/frame.js";
import { Flag } from "./dot11/frame-control.js";
import type { ManagementFrame } from "./dot11/management.js";
import { DuplicateFilter } from "./duplicates.js";
import type { Fading } from "./fading.js";
import { type Antenna, airTicks, type Medium, type OnAir } from "./medium.js";
import { OFDM } from "./rates.js";

const SIFS = SIFS_US * TICKS_PER_US;
/** How late an ACK may begin and still be waited for. */
const ACK_PATIENCE = SIFS + 2 * SLOT_US * TICKS_PER_US;
const CW_MIN = { dsss: 31, ofdm: 15 } as const;
const CW_MAX = 1023;
const DEFAULT_ATTEMPTS = 7;
const SEQUENCES = 4096;
/** Frames that wait at most, as in an access point's own queue. */
const MAX_QUEUE = 1000;
const RECEIVER_OFFSET = 4;

type WithoutSequence<T> = Omit<T, "sequence" | "fragment" | "duration">;
/** A frame as its sender thinks of it; the radio adds sequence number and duration. */
export type Draft = WithoutSequence<ManagementFrame> | WithoutSequence<DataFrame>;

/** Something to send. */
export interface Shipment {
	/**
	 * The frame; or how it is made when it is known when it begins, anew for every attempt; or bytes that are sent once, as
	 * they are.
	 */
	readonly frame: Draft | ((start: number) => Draft) | Uint8Array;
	/** Rate code of each attempt; the last one's for all further ones. */
	readonly rates: readonly number[];
	/** How often it is tried when nobody acknowledges; 7 unless said. */
	readonly attempts?: number;
	/** Sent: acknowledged, or to a group. Else given up, or thrown away because the radio was turned off. */
	readonly onDone?: (now: number, sent: boolean) => void;
}

export interface RadioOptions {
	readonly medium: Medium;
	readonly agenda: Agenda;
	readonly random: SeededRandom;
	readonly fading: Fading;
	readonly name: string;
	readonly address: MacAddress;
	/** dBm. */
	readonly rssi: number;
	/** A frame to this address or to a group; neither duplicates nor what the radio answers itself. */
	readonly onFrame: (now: number, frame: ManagementFrame | DataFrame | ControlFrame, onAir: OnAir) => void;
}

export class Radio implements Antenna {
	readonly address: MacAddress;
	channel: number | undefined;
	rssi: number;
	readonly #options: RadioOptions;
	readonly #queue: Shipment[] = [];
	readonly #duplicates = new DuplicateFilter();
	#sequence: number;
	#attempt = 0;
	#current: Shipment | undefined;
	#currentSequence = 0;
	#turn: Turn | undefined;
	/** The end of the frame under way, or of the wait for its ACK. */
	#waiting: Appointment | undefined;
	#awaitsAck = false;

	constructor(options: RadioOptions) {
		this.#options = options;
		this.address = options.address;
		this.rssi = options.rssi;
		this.#sequence = options.random.below(SEQUENCES);
		options.medium.add(this);
	}

	get name(): string {
		return this.#options.name;
	}

	/** Frames that wait, the one under way included. */
	get pending(): number {
		return this.#queue.length + (this.#current ? 1 : 0);
	}

	/** Queues a frame; when the radio is off, or the queue is full, it is thrown away. */
	send(now: number, shipment: Shipment): void {
		if (this.channel === undefined || this.#queue.length >= MAX_QUEUE) shipment.onDone?.(now, false);
		else this.#queue.push(shipment);
		if (!this.#current) this.#next(now);
	}

	/** Queues frames before all that wait. */
	sendFirst(now: number, shipments: readonly Shipment[]): void {
		if (this.channel === undefined) for (const { onDone } of shipments) onDone?.(now, false);
		else this.#queue.unshift(...shipments);
		if (!this.#current) this.#next(now);
	}

	/** Goes to another channel; what waits is sent there. */
	tune(now: number, channel: number): void {
		this.channel = channel;
		if (this.#turn) this.#contend(now);
	}

	/** Falls silent and deaf, and throws away what waits. */
	turnOff(now: number): void {
		this.channel = undefined;
		this.#turn?.cancel();
		this.#waiting?.cancel();
		this.#awaitsAck = false;
		const dropped = this.#current ? [this.#current, ...this.#queue] : [...this.#queue];
		this.#current = undefined;
		this.#turn = undefined;
		this.#queue.length = 0;
		for (const { onDone } of dropped) onDone?.(now, false);
	}

	sendFades(): boolean {
		return this.#options.fading.loses("sent");
	}

	hearFades(): boolean {
		return this.#options.fading.loses("heard");
	}

	onStart(): void {}

	onEnd(now: number, onAir: OnAir): void {
		const { frame } = onAir;
		if (frame.kind === "malformed") return;
		if (frame.kind === "control") {
			this.#control(now, frame, onAir);
			return;
		}
		const receiver = frame.kind === "data" ? frame.address1 : frame.destination;
		const sender = frame.kind === "data" ? frame.address2 : frame.source;
		if (receiver === this.address) {
			this.#respond(now, encodeAck(sender), onAir.rate);
			if (this.#duplicates.isRepeated(sender, frame)) return;
		} else if (!isGroup(receiver)) return;
		this.#options.onFrame(now, frame, onAir);
	}

	#control(now: number, frame: ControlFrame, onAir: OnAir): void {
		if (frame.control === "ack") {
			if (frame.receiver === this.address && this.#awaitsAck) this.#finish(now, true);
		} else if (frame.control === "rts" && frame.receiver === this.address) {
			const rate = ackRate(onAir.rate);
			const left = Math.max(0, frame.duration - SIFS_US - ackTimeUs(rate));
			this.#respond(now, encodeCts(frame.transmitter, left), onAir.rate);
		} else if (frame.control === "ps-poll" && frame.bssid === this.address) {
			this.#respond(now, encodeAck(frame.transmitter), onAir.rate);
			this.#options.onFrame(now, frame, onAir);
		}
	}

	/** An answer without contention. */
	#respond(now: number, bytes: Uint8Array, toRate: number): void {
		this.#options.agenda.at(now + SIFS, (then) => {
			if (this.channel === undefined) return;
			this.#options.medium.send(then, this, bytes, this.channel, ackRate(toRate));
		});
	}

	#next(now: number): void {
		const shipment = this.#queue.shift();
		if (!shipment) return;
		this.#current = shipment;
		this.#attempt = 0;
		this.#currentSequence = this.#sequence;
		this.#sequence = (this.#sequence + 1) % SEQUENCES;
		this.#contend(now);
	}

	#contend(now: number): void {
		if (this.channel === undefined) return;
		this.#turn?.cancel();
		const { medium, random } = this.#options;
		const rate = this.#rate;
		const min = Object.values<number>(OFDM).includes(rate) ? CW_MIN.ofdm : CW_MIN.dsss;
		const window = Math.min(CW_MAX, ((min + 1) << this.#attempt) - 1);
		const length = this.#encode(now).length;
		const request = { channel: this.channel, length, rate, slots: random.below(window + 1) };
		this.#turn = medium.ask(now, request, (then) => this.#transmit(then));
	}

	#transmit(now: number): void {
		const { medium, agenda } = this.#options;
		this.#turn = undefined;
		const bytes = this.#encode(now);
		const end = medium.send(now, this, bytes, this.channel!, this.#rate);
		const raw = this.#current!.frame instanceof Uint8Array;
		this.#awaitsAck = !raw && (bytes[RECEIVER_OFFSET] & 1) === 0;
		if (this.#awaitsAck) this.#waiting = agenda.at(end + ACK_PATIENCE, (then) => this.#ackMissing(then));
		else this.#waiting = agenda.at(end, (then) => this.#finish(then, true));
	}

	/** No ACK has ended yet; one that has begun is waited for. */
	#ackMissing(now: number): void {
		const { medium, agenda } = this.#options;
		const until = medium.busyUntil(now, this.channel!);
		if (until !== undefined && until - now <= airTicks(ACK_LENGTH, ackRate(this.#rate))) {
			this.#waiting = agenda.at(until, (then) => this.#ackMissing(then));
			return;
		}
		this.#attempt++;
		if (this.#attempt >= (this.#current!.attempts ?? DEFAULT_ATTEMPTS)) this.#finish(now, false);
		else {
			this.#awaitsAck = false;
			this.#contend(now);
		}
	}

	#finish(now: number, sent: boolean): void {
		this.#waiting?.cancel();
		this.#awaitsAck = false;
		const { onDone } = this.#current!;
		this.#current = undefined;
		onDone?.(now, sent);
		if (!this.#current) this.#next(now);
	}

	get #rate(): number {
		const { rates } = this.#current!;
		return rates[Math.min(this.#attempt, rates.length - 1)];
	}

	#encode(start: number): Uint8Array {
		const { frame } = this.#current!;
		if (frame instanceof Uint8Array) return frame;
		const draft = typeof frame === "function" ? frame(start) : frame;
		const receiver = draft.kind === "data" ? draft.address1 : draft.destination;
		const answer = SIFS_US + ackTimeUs(ackRate(this.#rate));
		return encodeFrame({
			...draft,
			flags: draft.flags | (this.#attempt > 0 ? Flag.RETRY : 0),
			duration: isGroup(receiver) ? 0 : answer,
			sequence: this.#currentSequence,
			fragment: 0,
		});
	}
}
