/**
 * The MAC's transmitter: slots of software, one after another, each with its contention, its time on the air and its
 * ACK; and the ACKs that the receiver owes.
 *
 * Source: 802.11-2016, 10.3 (carrier sense, backoff, ACK procedure); register use of the SDKs' lmac code.
 */
import type { Soc } from "../soc.js";
import { NEVER, TICKS_PER_US } from "../time.js";
import { ackTimeUs, airTimeUs, DIFS_US, FCS_LENGTH, SIFS_US, SLOT_US } from "./wdev-rates.js";
import {
	INT_TX_DONE,
	INT_TX_STARTED,
	PLCP0_ACK_EXPECTED,
	PLCP0_START,
	SLOT_PLCP0,
	SLOT_PLCP1,
	SLOT_STRIDE,
	SLOT0,
	TX_STATUS,
} from "./wdev-registers.js";
import type { WdevState } from "./wdev-state.js";

/** What the transmitter does, in order. */
export const enum TxPhase {
	IDLE = 0,
	/** Waits until the channel was free for long enough. */
	CONTENDING = 1,
	ON_AIR = 2,
	AWAITING_ACK = 3,
	/** Waits until software has taken note of the transmission before. */
	COMPLETING = 4,
}

const STATUS_OK = 0;
const STATUS_ACK_TIMEOUT = 5;

const ACK_HEADER = [0xd4, 0, 0, 0] as const;
const SIFS = SIFS_US * TICKS_PER_US;
const SLOT = SLOT_US * TICKS_PER_US;
const DIFS = DIFS_US * TICKS_PER_US;

/** Descriptor addresses are 18 bits, in the data RAM's upper range. */
const DESCRIPTOR_BITS = 0x3ffff;
const DESCRIPTOR_BASE = 0x3ffc0000;
const DRAM_BASE = 0x3ffe8000;
const END_OF_FRAME = 1 << 30;
/** No chain is longer than this; a looping one is cut here. */
const MAX_DESCRIPTORS = 64;
const MAX_LENGTH = 4095;

/** What the transmitter asks of its surroundings. */
export interface TxSurroundings {
	/** The tuned channel. */
	channel(): number;
	/** When the frame that is coming in ends; undefined when there is none. */
	hearsUntil(): number | undefined;
}

export class Transmitter {
	readonly #soc: Soc;
	readonly #s: WdevState;
	readonly #dram: Uint8Array;
	readonly #view: DataView;
	readonly #around: TxSurroundings;

	constructor(soc: Soc, state: WdevState, around: TxSurroundings) {
		this.#soc = soc;
		this.#s = state;
		this.#dram = soc.state.bytesOf("dram");
		this.#view = new DataView(this.#dram.buffer, this.#dram.byteOffset, this.#dram.length);
		this.#around = around;
	}

	/** Forgets everything queued or under way. */
	reset(): void {
		const s = this.#s;
		s.txQueued = 0;
		s.txPhase = TxPhase.IDLE;
		s.txAt = 0;
		s.busyUntil = 0;
		s.deafUntil = 0;
	}

	/** Software has started a slot. */
	start(slot: number): void {
		const s = this.#s;
		s.txQueued |= 1 << slot;
		if (s.txPhase === TxPhase.IDLE) this.#contend(this.#soc.now());
	}

	/** Software has taken a slot back. */
	stop(slot: number): void {
		const s = this.#s;
		s.txQueued &= ~(1 << slot);
		if (s.txPhase === TxPhase.CONTENDING && s.txSlot === slot) this.#next();
	}

	/** The channel is taken from tick `from` to tick `until`: a backoff stands still meanwhile. */
	busy(from: number, until: number): void {
		const s = this.#s;
		if (until <= s.busyUntil) return;
		if (s.txPhase === TxPhase.CONTENDING) {
			const countedFrom = s.txAt - s.txBackoff * SLOT;
			const counted = Math.floor(Math.max(0, from - countedFrom) / SLOT);
			s.txBackoff -= Math.min(s.txBackoff, counted);
			s.txAt = until + DIFS + s.txBackoff * SLOT;
		}
		s.busyUntil = until;
	}

	/** An ACK to this MAC has come in. */
	acknowledged(): void {
		if (this.#s.txPhase === TxPhase.AWAITING_ACK) this.#complete(STATUS_OK);
	}

	/** Software has cleared interrupts: a transmission that waited for that can end. */
	interruptsCleared(): void {
		if (this.#s.txPhase === TxPhase.COMPLETING) this.#report();
	}

	deadline(): number {
		const s = this.#s;
		const tx = s.txPhase === TxPhase.IDLE || s.txPhase === TxPhase.COMPLETING ? NEVER : s.txAt;
		return Math.min(tx, s.ackOwed ? s.ackAt : NEVER);
	}

	/** No frame begins before this tick, whatever software does meanwhile. */
	silentUntil(): number {
		const s = this.#s;
		const soonest = this.#soc.now() + DIFS;
		const contending = s.txPhase === TxPhase.CONTENDING ? s.txAt : soonest;
		const hears = this.#around.hearsUntil();
		return Math.min(
			soonest,
			contending,
			s.ackOwed ? s.ackAt : soonest,
			hears === undefined ? soonest : hears + SIFS,
		);
	}

	fire(): void {
		const s = this.#s;
		const now = this.#soc.now();
		if (s.ackOwed && s.ackAt <= now) this.#sendAck();
		if (s.txAt > now) return;
		switch (s.txPhase) {
			case TxPhase.CONTENDING:
				this.#send();
				break;
			case TxPhase.ON_AIR:
				this.#sent();
				break;
			case TxPhase.AWAITING_ACK: {
				// What is coming in may be the ACK: it is judged when it has ended.
				const until = this.#around.hearsUntil();
				if (until === undefined) this.#complete(STATUS_ACK_TIMEOUT);
				else s.txAt = until + 1;
				break;
			}
		}
	}

	/** Begins with the first of the slots that wait. */
	#contend(now: number): void {
		const s = this.#s;
		const slot = 31 - Math.clz32(s.txQueued & -s.txQueued);
		s.txQueued &= ~(1 << slot);
		s.txSlot = slot;
		s.txPhase = TxPhase.CONTENDING;
		s.txBackoff = (this.#reg(0) >>> 12) & 0x3ff;
		s.txAt = Math.max(now, s.busyUntil) + DIFS + s.txBackoff * SLOT;
	}

	#send(): void {
		const s = this.#s;
		const rate = this.#rate;
		const end = s.txAt + airTimeUs(this.#reg(SLOT_PLCP1) & 0xfff, rate) * TICKS_PER_US;
		this.#put(s.txAt, this.#gather(), rate);
		s.txPhase = TxPhase.ON_AIR;
		s.txAt = end;
		s.busyUntil = end;
		s.deafUntil = end;
		s.rxGarbled = 1;
	}

	#sent(): void {
		const s = this.#s;
		if (this.#reg(SLOT_PLCP0) & PLCP0_ACK_EXPECTED) {
			s.txPhase = TxPhase.AWAITING_ACK;
			s.txAt += SIFS + SLOT;
		} else this.#complete(STATUS_OK);
	}

	#complete(status: number): void {
		this.#s.txStatus = status;
		this.#s.txPhase = TxPhase.COMPLETING;
		this.#report();
	}

	#report(): void {
		const s = this.#s;
		if (s.intRaw & INT_TX_DONE) return;
		s.regs[TX_STATUS >> 2] = (s.txSlot << 12) | (s.txStatus << 28);
		s.regs[this.#index(SLOT_PLCP0)] &= ~PLCP0_START;
		s.intRaw |= INT_TX_STARTED | INT_TX_DONE;
		this.#next();
	}

	#next(): void {
		this.#s.txPhase = TxPhase.IDLE;
		if (this.#s.txQueued !== 0) this.#contend(this.#soc.now());
	}

	#sendAck(): void {
		const s = this.#s;
		s.ackOwed = 0;
		const ack = Uint8Array.from([...ACK_HEADER, ...s.ackTo]);
		this.#put(s.ackAt, ack, s.ackRate);
		s.deafUntil = s.ackAt + ackTimeUs(s.ackRate) * TICKS_PER_US;
	}

	/** Puts a frame on the air; outside the band nobody hears it. */
	#put(tick: number, frame: Uint8Array, rate: number): void {
		const channel = this.#around.channel();
		if (channel !== 0) this.#soc.outputs.frame(tick, frame, channel, rate);
	}

	get #rate(): number {
		return (this.#reg(SLOT_PLCP1) >>> 12) & 0xf;
	}

	/** A register of the slot under way. */
	#reg(offset: number): number {
		return this.#s.regs[this.#index(offset)];
	}

	#index(offset: number): number {
		return (SLOT0 - SLOT_STRIDE * this.#s.txSlot + offset) >> 2;
	}

	/**
	 * Puts a frame together from its descriptors: word 0 length in bits 23:12 and end of frame in bit 30, word 1 buffer,
	 * word 2 next. An answer in a received packet's buffer ends before its chain does.
	 */
	#gather(): Uint8Array {
		const dram = this.#dram;
		const view = this.#view;
		const parts: Uint8Array[] = [];
		let total = 0;
		let descriptor = ((this.#reg(SLOT_PLCP0) & DESCRIPTOR_BITS) | DESCRIPTOR_BASE) - DRAM_BASE;
		for (let n = 0; n < MAX_DESCRIPTORS && total < MAX_LENGTH; n++) {
			if (descriptor < 0 || descriptor + 12 > dram.length) break;
			const control = view.getUint32(descriptor, true);
			const length = (control >>> 12) & 0xfff;
			const buffer = view.getUint32(descriptor + 4, true) - DRAM_BASE;
			if (buffer >= 0 && buffer + length <= dram.length) {
				parts.push(dram.subarray(buffer, buffer + length));
				total += length;
			}
			const next = view.getUint32(descriptor + 8, true);
			if (control & END_OF_FRAME || next === 0) break;
			descriptor = next - DRAM_BASE;
		}
		const frame = new Uint8Array(total);
		let at = 0;
		for (const part of parts) {
			frame.set(part, at);
			at += part.length;
		}
		return frame.slice(0, Math.max(0, total - FCS_LENGTH));
	}
}
