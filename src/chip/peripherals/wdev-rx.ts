/**
 * The MAC's receiver: hears a frame for as long as it lasts, judges it, owes its ACK, and hands it over through the
 * descriptor ring.
 *
 * A descriptor is three words: size in bits 11:0, length in 23:12, end of frame in 30, owned by the MAC in 31; the
 * buffer's address; the next descriptor. A buffer gets 12 bytes of RxControl, the frame, and room for its FCS. The last
 * descriptor of the list is never filled. Without a descriptor a frame is lost.
 */
import type { Soc } from "../soc.js";
import { NEVER, TICKS_PER_US } from "../time.js";
import { isAddressedHere, matchFrame } from "./wdev-filter.js";
import { ackRate, ackTimeUs, airTimeUs, FCS_LENGTH, SIFS_US } from "./wdev-rates.js";
import {
	INT_RX_DONE,
	RX_CONTROL,
	RX_COUNT,
	RX_DESCRIPTOR,
	RX_ENABLE,
	RX_FIRST,
	RX_LAST,
	RX_TIME,
} from "./wdev-registers.js";
import { MAX_FRAME, type WdevState } from "./wdev-state.js";

/** Frame control, duration, and the receiver's address: less than this is no frame. */
const MIN_FRAME = 10;
/** From here on a frame has a sender. */
const MIN_WITH_SENDER = 16;
/** Header of management and data frames. */
const MIN_HEADER = 24;
const ACK = 0xd4;
const PS_POLL = 0xa4;
const TYPE_CONTROL = 1;
const TYPE_EXTENSION = 3;
const ADDRESS2 = 10;
/** Duration fields above this say something else. */
const MAX_DURATION_US = 32767;

const RX_CONTROL_LENGTH = 12;
/** What the vendor's scan subtracts from the receiver's level to get dBm. */
const RSSI_OFFSET = 93;
/** Old SDKs do not follow when frames are handed over faster than real ones came. */
const MIN_GAP_US = 300;

const OWNER = 1 << 31;
const END_OF_FRAME = 1 << 30;
const DRAM_BASE = 0x3ffe8000;

/** What the receiver tells the transmitter. */
export interface RxListener {
	/** The channel is taken from tick `from` to tick `until`. */
	busy(from: number, until: number): void;
	/** An ACK to this MAC has come in. */
	acknowledged(): void;
}

export class Receiver {
	readonly #soc: Soc;
	readonly #s: WdevState;
	readonly #dram: DataView;
	readonly #listener: RxListener;
	readonly #macTime: () => number;

	/** `macTime` is the MAC's clock, microseconds. */
	constructor(soc: Soc, state: WdevState, listener: RxListener, macTime: () => number) {
		this.#soc = soc;
		this.#s = state;
		const dram = soc.state.bytesOf("dram");
		this.#dram = new DataView(dram.buffer, dram.byteOffset, dram.length);
		this.#listener = listener;
		this.#macTime = macTime;
	}

	/** Forgets what is coming in and what was not handed over. */
	reset(): void {
		const s = this.#s;
		s.rxActive = 0;
		s.rxGarbled = 0;
		s.heldLength = 0;
		s.ackOwed = 0;
		s.handedOver = 0;
	}

	/** A preamble on the tuned channel begins now. */
	begin(frame: Uint8Array, rssi: number, rate: number): void {
		const s = this.#s;
		const now = this.#soc.now();
		const length = Math.min(frame.length, MAX_FRAME);
		const end = now + airTimeUs(length + FCS_LENGTH, rate) * TICKS_PER_US;
		this.#listener.busy(now, end);
		if (!(s.regs[RX_CONTROL >> 2] & RX_ENABLE) || now < s.deafUntil) return;
		if (s.rxActive) {
			s.rxGarbled = 1;
			s.rxEnd = Math.max(s.rxEnd, end);
			return;
		}
		s.rxActive = 1;
		s.rxGarbled = 0;
		s.rxEnd = end;
		s.rxLength = length;
		s.rxControl = ((rssi + RSSI_OFFSET) & 0xff) | ((rate & 0xf) << 8);
		s.rxFrame.set(frame.subarray(0, length));
	}

	deadline(): number {
		const s = this.#s;
		return Math.min(s.rxActive ? s.rxEnd : NEVER, this.#handOverAt());
	}

	fire(): void {
		const s = this.#s;
		const now = this.#soc.now();
		if (s.rxActive && s.rxEnd <= now) this.#finish();
		if (this.#handOverAt() <= now) this.#handOver();
	}

	/** Whether a frame is coming in, and when it ends. */
	get hearsUntil(): number | undefined {
		return this.#s.rxActive ? this.#s.rxEnd : undefined;
	}

	#finish(): void {
		const s = this.#s;
		s.rxActive = 0;
		if (s.rxGarbled || s.rxLength < MIN_FRAME) return;
		const frame = s.rxFrame.subarray(0, s.rxLength);
		const type = (frame[0] >> 2) & 3;
		const here = isAddressedHere(s.regs, frame);
		if (frame[0] === ACK) {
			if (here) this.#listener.acknowledged();
			return;
		}
		if (type === TYPE_EXTENSION || (frame[0] & 3) !== 0) return;
		if (!here) this.#reserve(frame);
		if (frame.length < (type === TYPE_CONTROL ? MIN_WITH_SENDER : MIN_HEADER)) return;
		const { accepted, flags } = matchFrame(s.regs, frame);
		if (!accepted || !this.#hold(frame, flags)) return;
		if (here && (type !== TYPE_CONTROL || frame[0] === PS_POLL)) this.#oweAck(frame);
	}

	/** The channel belongs to others for the time that a frame between them says. */
	#reserve(frame: Uint8Array): void {
		const us = frame[2] | (frame[3] << 8);
		if (us <= MAX_DURATION_US) this.#listener.busy(this.#s.rxEnd, this.#s.rxEnd + us * TICKS_PER_US);
	}

	#oweAck(frame: Uint8Array): void {
		const s = this.#s;
		const rate = ackRate((s.rxControl >>> 8) & 0xf);
		s.ackOwed = 1;
		s.ackRate = rate;
		s.ackAt = s.rxEnd + SIFS_US * TICKS_PER_US;
		s.ackTo.set(frame.subarray(ADDRESS2, ADDRESS2 + 6));
		this.#listener.busy(s.rxEnd, s.ackAt + ackTimeUs(rate) * TICKS_PER_US);
	}

	/** Keeps a frame until it can be handed over; false when the one before is still here, and this one is lost. */
	#hold(frame: Uint8Array, flags: number): boolean {
		const s = this.#s;
		if (s.heldLength !== 0) return false;
		s.heldLength = frame.length;
		s.heldControl = s.rxControl | ((frame.length + FCS_LENGTH) << 16) | flags;
		s.heldFrame.set(frame);
		s.regs[RX_TIME >> 2] = this.#macTime();
		return true;
	}

	/** A frame waits for the one before to be taken note of, and keeps the distance of real ones. */
	#handOverAt(): number {
		const s = this.#s;
		if (s.heldLength === 0 || s.intRaw & INT_RX_DONE) return NEVER;
		return s.handedOver + MIN_GAP_US * TICKS_PER_US;
	}

	#handOver(): void {
		const s = this.#s;
		const length = s.heldLength;
		s.heldLength = 0;
		const address = s.regs[RX_DESCRIPTOR >> 2];
		const descriptor = this.#descriptor(address);
		if (!descriptor) return;
		const total = RX_CONTROL_LENGTH + length + FCS_LENGTH;
		const buffer = descriptor.buffer - DRAM_BASE;
		if (total > descriptor.size || buffer < 0 || buffer + total > this.#dram.byteLength) return;
		this.#dram.setUint32(buffer, s.heldControl, true);
		this.#dram.setUint32(buffer + 4, 0, true);
		this.#dram.setUint32(buffer + 8, 0, true);
		const bytes = new Uint8Array(this.#dram.buffer, this.#dram.byteOffset + buffer + RX_CONTROL_LENGTH);
		bytes.set(s.heldFrame.subarray(0, length));
		bytes.fill(0, length, length + FCS_LENGTH);
		this.#dram.setUint32(address - DRAM_BASE, END_OF_FRAME | (total << 12) | descriptor.size, true);
		s.regs[RX_FIRST >> 2] = address;
		s.regs[RX_LAST >> 2] = address;
		s.regs[RX_COUNT >> 2] = 1;
		s.regs[RX_DESCRIPTOR >> 2] = descriptor.next;
		s.handedOver = this.#soc.now();
		s.intRaw |= INT_RX_DONE;
	}

	/** A descriptor that may be filled. */
	#descriptor(address: number): { size: number; buffer: number; next: number } | undefined {
		const at = address - DRAM_BASE;
		if (at < 0 || at + 12 > this.#dram.byteLength) return undefined;
		const control = this.#dram.getUint32(at, true);
		const next = this.#dram.getUint32(at + 8, true);
		if (!(control & OWNER) || next === 0) return undefined;
		return { size: control & 0xfff, buffer: this.#dram.getUint32(at + 4, true), next };
	}
}
