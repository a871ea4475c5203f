/**
 * WDEV, the 802.11 MAC (0x3FF1FE00 to 0x3FF21FFF): interrupts, clock, timer, transmit slots; also the 1 MHz system time
 * and the random number register, which live in its range. Everything else is read-back storage.
 *
 * Transmission takes the frame's air time; nobody acknowledges, so a frame that wants an ACK ends in a time-out.
 * Source: register use of the SDKs' wDev and lmac code.
 */
import { Request } from "../interrupts.js";
import type { Registers } from "../memory/register-map.js";
import { Block, type Soc } from "../soc.js";
import { component, u32, u64, words } from "../state/fields.js";
import { NEVER, TICKS_PER_US } from "../time.js";
import type { Rng } from "./rng.js";
import { airTimeUs } from "./wdev-rates.js";

/** Address of the block's first register; offsets below are from here. */
export const WDEV_BASE = 0x3ff1fe00;
export const WDEV_SIZE = 0x2200;

const at = (address: number): number => address - WDEV_BASE;

const RX_CONTROL = at(0x3ff20004);
const SYSTEM_TIME = at(0x3ff20c00);
const INT_ENA = at(0x3ff20c18);
const INT_RAW = at(0x3ff20c1c);
const INT_ST = at(0x3ff20c20);
const INT_CLR = at(0x3ff20c24);
const TX_STATUS = at(0x3ff20c84);
const RANDOM = at(0x3ff20e44);
const UART_STATUS = at(0x3ff20020);
const MAC_TIME_LOW = at(0x3ff21048);
const MAC_TIME_HIGH = at(0x3ff2104c);
const TIMER1_CONTROL = at(0x3ff210c8);
const TIMER1_ALARM_LOW = at(0x3ff210cc);
const TIMER1_ALARM_HIGH = at(0x3ff210d0);

const TIMER_ARMED = 1 << 31;

const INT_TX_STARTED = 1 << 18;
const INT_TX_DONE = 1 << 19;
const INT_TIMER1 = 1 << 26;

/** Transmit slot q: PLCP0 at SLOT0_PLCP0 - 24 q, PLCP1 four bytes on. */
const SLOT0_PLCP0 = at(0x3ff20dc4);
const SLOT_STRIDE = 24;
const SLOTS: readonly number[] = [0, 1, 2, 3, 4, 5, 6, 7, 10];
const PLCP0_START = 0xc0000000;
const PLCP0_ACK_EXPECTED = 1 << 24;
/** Descriptor addresses are 18 bits, in the data RAM's upper range. */
const DESCRIPTOR_BITS = 0x3ffff;
const DESCRIPTOR_BASE = 0x3ffc0000;
const DRAM_BASE = 0x3ffe8000;
const FCS_LENGTH = 4;
/** No chain is longer than this; a looping one is cut here. */
const MAX_DESCRIPTORS = 64;
const MAX_FRAME = 4095;

const STATUS_OK = 0;
const STATUS_ACK_TIMEOUT = 5;
const ACK_TIMEOUT_US = 50;

const NO_SLOT = 0xffffffff;

export const wdevComponent = component("wdev", {
	regs: words(WDEV_SIZE >> 2),
	intRaw: u32(),
	/** Slots that wait for the one in flight, one bit a slot. */
	txQueued: u32(),
	/** Slot in flight until `txDone`; NO_SLOT when none. */
	txSlot: u32(),
	txDone: u64(),
	/** Tick at which the MAC clock and the system time were 0. */
	epoch: u64(),
	channel: u32(),
});

export class Wdev extends Block implements Registers {
	readonly #s = this.soc.state.view(wdevComponent);
	readonly #dram: Uint8Array;
	readonly #rng: Rng;

	constructor(soc: Soc, rng: Rng) {
		super(soc);
		this.#dram = soc.state.bytesOf("dram");
		this.#rng = rng;
	}

	reset(): void {
		const s = this.#s;
		s.regs.fill(0);
		s.epoch = this.soc.now();
		this.macReset();
	}

	/** The pulse of DPORT+0x18 bit 8: receiver off, transmitter empty, interrupts gone. */
	macReset(): void {
		const s = this.#s;
		s.intRaw = 0;
		s.regs[RX_CONTROL >> 2] = 0;
		s.regs[INT_ENA >> 2] = 0;
		s.regs[TIMER1_CONTROL >> 2] = 0;
		s.txQueued = 0;
		s.txSlot = NO_SLOT;
		s.txDone = 0;
		this.#update();
	}

	read(offset: number): number {
		const s = this.#s;
		switch (offset) {
			case SYSTEM_TIME:
			case MAC_TIME_LOW:
				return this.#microseconds() % 0x1_0000_0000;
			case MAC_TIME_HIGH:
				return Math.floor(this.#microseconds() / 0x1_0000_0000);
			case INT_RAW:
				return s.intRaw;
			case INT_ST:
				return s.intRaw & s.regs[INT_ENA >> 2];
			case RANDOM:
				return this.#rng.next();
			case UART_STATUS:
				return this.soc.interrupts.uartStatus;
			default:
				return s.regs[offset >> 2];
		}
	}

	write(offset: number, value: number): void {
		const s = this.#s;
		if (offset === INT_CLR) {
			s.intRaw &= ~value;
			this.#update();
			return;
		}
		s.regs[offset >> 2] = value;
		switch (offset) {
			case INT_ENA:
			case TIMER1_CONTROL:
			case TIMER1_ALARM_LOW:
			case TIMER1_ALARM_HIGH:
				this.#update();
				break;
			default: {
				const slot = (SLOT0_PLCP0 - offset) / SLOT_STRIDE;
				if (SLOTS.includes(slot) && value >>> 30 === 3) this.#queue(slot);
			}
		}
	}

	override deadline(): number {
		const s = this.#s;
		return Math.min(s.txSlot === NO_SLOT ? NEVER : s.txDone, this.#timer1Deadline());
	}

	override fire(): void {
		const s = this.#s;
		const now = this.soc.now();
		if (s.txSlot !== NO_SLOT && s.txDone <= now) this.#finishTx();
		if (this.#timer1Deadline() <= now) {
			s.regs[TIMER1_CONTROL >> 2] &= ~TIMER_ARMED;
			s.intRaw |= INT_TIMER1;
		}
		this.#update();
	}

	override paused(ticks: number): void {
		this.#s.epoch += ticks;
		if (this.#s.txSlot !== NO_SLOT) this.#s.txDone += ticks;
		this.#update();
	}

	#microseconds(): number {
		return Math.floor((this.soc.now() - this.#s.epoch) / TICKS_PER_US);
	}

	#timer1Deadline(): number {
		const { regs, epoch } = this.#s;
		if (!(regs[TIMER1_CONTROL >> 2] & TIMER_ARMED)) return NEVER;
		const us = regs[TIMER1_ALARM_HIGH >> 2] * 0x1_0000_0000 + regs[TIMER1_ALARM_LOW >> 2];
		return Math.min(NEVER, epoch + us * TICKS_PER_US);
	}

	#queue(slot: number): void {
		const s = this.#s;
		s.txQueued |= 1 << slot;
		if (s.txSlot === NO_SLOT) this.#startTx(this.soc.now());
		this.#update();
	}

	#startTx(tick: number): void {
		const s = this.#s;
		const slot = 31 - Math.clz32(s.txQueued & -s.txQueued);
		s.txQueued &= ~(1 << slot);
		s.txSlot = slot;
		const plcp1 = s.regs[(SLOT0_PLCP0 - SLOT_STRIDE * slot + 4) >> 2];
		const wait = this.#wantsAck(slot) ? ACK_TIMEOUT_US : 0;
		s.txDone = tick + (airTimeUs(plcp1 & 0xfff, (plcp1 >>> 12) & 0xf) + wait) * TICKS_PER_US;
	}

	#finishTx(): void {
		const s = this.#s;
		const slot = s.txSlot;
		const plcp0At = (SLOT0_PLCP0 - SLOT_STRIDE * slot) >> 2;
		const plcp0 = s.regs[plcp0At];
		const status = this.#wantsAck(slot) ? STATUS_ACK_TIMEOUT : STATUS_OK;
		const rate = (s.regs[plcp0At + 1] >>> 12) & 0xf;
		this.soc.outputs.frame(s.txDone, this.#gather(plcp0), s.channel, rate);
		s.regs[TX_STATUS >> 2] = (slot << 12) | (status << 28);
		s.regs[plcp0At] = plcp0 & ~PLCP0_START;
		s.intRaw |= INT_TX_STARTED | INT_TX_DONE;
		s.txSlot = NO_SLOT;
		if (s.txQueued !== 0) this.#startTx(this.soc.now());
	}

	#wantsAck(slot: number): boolean {
		return (this.#s.regs[(SLOT0_PLCP0 - SLOT_STRIDE * slot) >> 2] & PLCP0_ACK_EXPECTED) !== 0;
	}

	/** Puts a frame together from its descriptors: word 0 length in bits 23:12, word 1 buffer, word 2 next. */
	#gather(plcp0: number): Uint8Array {
		const view = new DataView(this.#dram.buffer, this.#dram.byteOffset, this.#dram.length);
		const frame: number[] = [];
		let descriptor = ((plcp0 & DESCRIPTOR_BITS) | DESCRIPTOR_BASE) - DRAM_BASE;
		for (let n = 0; n < MAX_DESCRIPTORS && frame.length < MAX_FRAME; n++) {
			if (descriptor < 0 || descriptor + 12 > view.byteLength) break;
			const length = (view.getUint32(descriptor, true) >>> 12) & 0xfff;
			const buffer = view.getUint32(descriptor + 4, true) - DRAM_BASE;
			if (buffer >= 0 && buffer + length <= view.byteLength) {
				frame.push(...this.#dram.subarray(buffer, buffer + length));
			}
			const next = view.getUint32(descriptor + 8, true);
			if (next === 0) break;
			descriptor = next - DRAM_BASE;
		}
		return Uint8Array.from(frame.slice(0, Math.max(0, frame.length - FCS_LENGTH)));
	}

	#update(): void {
		const s = this.#s;
		this.soc.interrupts.request(Request.WDEV, (s.intRaw & s.regs[INT_ENA >> 2]) !== 0);
		this.soc.reschedule(this);
	}
}
