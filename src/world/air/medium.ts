/**
 * What is on the air: a broadcast medium with channels. Every frame is heard by all who listen on its channel and do not
 * send meanwhile, unless another frame overlaps it.
 */
import { airTimeUs, FCS_LENGTH } from "../../chip/peripherals/wdev-rates.js";
import { TICKS_PER_US } from "../../chip/time.js";
import type { Agenda } from "../agenda.js";
import { Contention, type Turn } from "./contention.js";
import { type Dot11Frame, decodeFrame, type MalformedFrame } from "./dot11/frame.js";

/** Who sends and listens. */
export interface Antenna {
	/** For monitors: who it is. */
	readonly name: string;
	/** The channel it listens on, 1 to 14; undefined when it is off, "any" when it may be on any. */
	readonly channel: number | "any" | undefined;
	/** How strongly the chip hears it, dBm. */
	readonly rssi: number;
	/** Whether a frame that it sends now reaches nobody; asked once a frame. */
	sendFades(): boolean;
	/** Whether a frame that has reached it is not understood; asked once a frame. */
	hearFades(): boolean;
	/** A frame that others send begins, and may reach it. */
	onStart(now: number, frame: OnAir): void;
	/** A frame has ended that was not spoilt. */
	onEnd(now: number, frame: OnAir): void;
}

/** A frame on the air. */
export interface OnAir {
	readonly from: Antenna;
	/** 802.11, without FCS. */
	readonly bytes: Uint8Array;
	readonly frame: Dot11Frame | MalformedFrame;
	readonly channel: number;
	/** The MAC's rate code. */
	readonly rate: number;
	/** Tick of the preamble. */
	readonly start: number;
	readonly end: number;
}

interface Flight extends OnAir {
	/** Another frame was on the channel at the same time, or it faded away. */
	lost: boolean;
	/** Who sent something during it. */
	readonly deaf: Set<Antenna>;
}

/** Ticks on the air of `length` bytes, FCS left out. */
export function airTicks(length: number, rate: number): number {
	return airTimeUs(length + FCS_LENGTH, rate) * TICKS_PER_US;
}

export class Medium {
	readonly #agenda: Agenda;
	readonly #onStart: (frame: OnAir) => void;
	readonly #antennas: Antenna[] = [];
	readonly #contentions = new Map<number, Contention>();
	readonly #flights = new Set<Flight>();

	/** `onStart` sees every frame when it begins, before anybody hears it. */
	constructor(agenda: Agenda, onStart: (frame: OnAir) => void) {
		this.#agenda = agenda;
		this.#onStart = onStart;
	}

	add(antenna: Antenna): void {
		this.#antennas.push(antenna);
	}

	/** Asks for channel `channel` for a frame of `length` bytes; `onTurn` must send it. */
	ask(
		now: number,
		{ channel, length, rate, slots }: { channel: number; length: number; rate: number; slots: number },
		onTurn: (now: number) => void,
	): Turn {
		return this.#contention(channel).ask(now, slots, airTicks(length, rate), onTurn);
	}

	/** Puts a frame on the air. The result is its end. */
	send(now: number, from: Antenna, bytes: Uint8Array, channel: number, rate: number): number {
		const end = now + airTicks(bytes.length, rate);
		const frame = decodeFrame(bytes);
		const faded = from.sendFades();
		const flight: Flight = {
			from,
			bytes,
			frame,
			channel,
			rate,
			start: now,
			end,
			lost: faded,
			deaf: new Set([from]),
		};
		for (const other of this.#flights) {
			// One that ends now has not landed yet, perhaps.
			if (other.end <= now) continue;
			other.deaf.add(from);
			flight.deaf.add(other.from);
			if (other.channel !== channel) continue;
			other.lost = true;
			flight.lost = true;
		}
		this.#flights.add(flight);
		this.#agenda.at(end, (then) => this.#land(then, flight));
		this.#contention(channel).busy(now, end);
		this.#onStart(flight);
		if (!faded) for (const antenna of this.#antennas) if (antenna !== from) antenna.onStart(now, flight);
		return end;
	}

	/** When the last frame ends that is on the channel at tick `now`; undefined when there is none. */
	busyUntil(now: number, channel: number): number | undefined {
		let until: number | undefined;
		for (const { channel: on, start, end } of this.#flights) {
			if (on === channel && start <= now && end > now) until = Math.max(until ?? 0, end);
		}
		return until;
	}

	#land(now: number, flight: Flight): void {
		this.#flights.delete(flight);
		if (flight.lost) return;
		for (const antenna of this.#antennas) {
			const hears = antenna.channel === flight.channel || antenna.channel === "any";
			if (hears && !flight.deaf.has(antenna) && !antenna.hearFades()) antenna.onEnd(now, flight);
		}
	}

	#contention(channel: number): Contention {
		let contention = this.#contentions.get(channel);
		if (!contention) {
			contention = new Contention(this.#agenda);
			this.#contentions.set(channel, contention);
		}
		return contention;
	}
}
