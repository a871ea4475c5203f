/**
 * WDEV, the 802.11 MAC (0x3FF1FE00 to 0x3FF21FFF): interrupts, clock, timer, receiver and transmitter; also the 1 MHz
 * system time and the random number register, which live in its range. Everything else is read-back storage: frames
 * on this air are never encrypted, so key slots have nothing to do.
 *
 * Source: register use of the SDKs' wDev and lmac code.
 */

import type { FrameInput } from "../inputs.js";
import { Request } from "../interrupts.js";
import type { Registers } from "../memory/register-map.js";
import { Block, type Soc } from "../soc.js";
import { NEVER, TICKS_PER_US } from "../time.js";
import type { Rng } from "./rng.js";
import * as Reg from "./wdev-registers.js";
import { Receiver } from "./wdev-rx.js";
import { wdevComponent } from "./wdev-state.js";
import { Transmitter } from "./wdev-tx.js";

export class Wdev extends Block implements Registers {
	readonly #s = this.soc.state.view(wdevComponent);
	readonly #rng: Rng;
	readonly #channel: () => number;
	readonly #rx: Receiver;
	readonly #tx: Transmitter;

	/** `channel` tells what the RF PLL is tuned to, 1 to 14; 0 for none. */
	constructor(soc: Soc, rng: Rng, channel: () => number) {
		super(soc);
		this.#rng = rng;
		this.#channel = channel;
		const tx = new Transmitter(soc, this.#s, { channel, hearsUntil: () => this.#rx.hearsUntil });
		this.#tx = tx;
		this.#rx = new Receiver(soc, this.#s, tx, () => this.#microseconds());
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
		s.regs[Reg.RX_CONTROL >> 2] = 0;
		s.regs[Reg.INT_ENA >> 2] = 0;
		s.regs[Reg.TIMER1_CONTROL >> 2] = 0;
		this.#tx.reset();
		this.#rx.reset();
		this.#update();
	}

	/** A frame's preamble begins at the antenna now. */
	receive(frame: FrameInput): void {
		if (frame.channel !== this.#channel()) return;
		this.#rx.begin(frame.bytes, frame.rssi, frame.rate);
		this.#update();
	}

	/** No frame of this chip's begins before this tick: what others on its air may rely on. */
	silentUntil(): number {
		return this.#tx.silentUntil();
	}

	read(offset: number): number {
		const s = this.#s;
		switch (offset) {
			case Reg.SYSTEM_TIME:
			case Reg.MAC_TIME_LOW:
				return this.#microseconds() % 0x1_0000_0000;
			case Reg.MAC_TIME_HIGH:
				return Math.floor(this.#microseconds() / 0x1_0000_0000);
			case Reg.INT_RAW:
				return s.intRaw;
			case Reg.INT_ST:
				return s.intRaw & s.regs[Reg.INT_ENA >> 2];
			case Reg.RANDOM:
				return this.#rng.next();
			case Reg.UART_STATUS:
				return this.soc.interrupts.uartStatus;
			default:
				return s.regs[offset >> 2];
		}
	}

	write(offset: number, value: number): void {
		const s = this.#s;
		if (offset === Reg.INT_CLR) {
			s.intRaw &= ~value;
			this.#tx.interruptsCleared();
			this.#update();
			return;
		}
		s.regs[offset >> 2] = value;
		switch (offset) {
			case Reg.INT_ENA:
			case Reg.TIMER1_CONTROL:
			case Reg.TIMER1_ALARM_LOW:
			case Reg.TIMER1_ALARM_HIGH:
				this.#update();
				break;
			default:
				this.#writeSlot((Reg.SLOT0 + Reg.SLOT_PLCP0 - offset) / Reg.SLOT_STRIDE, value);
		}
	}

	override deadline(): number {
		return Math.min(this.#tx.deadline(), this.#rx.deadline(), this.#timer1Deadline());
	}

	override fire(): void {
		this.#rx.fire();
		this.#tx.fire();
		if (this.#timer1Deadline() <= this.soc.now()) {
			this.#s.regs[Reg.TIMER1_CONTROL >> 2] &= ~Reg.TIMER1_ARMED;
			this.#s.intRaw |= Reg.INT_TIMER1;
		}
		this.#update();
	}

	override paused(ticks: number): void {
		const s = this.#s;
		s.epoch += ticks;
		s.txAt += ticks;
		s.ackOwed = 0;
		s.rxActive = 0;
		this.#update();
	}

	#microseconds(): number {
		return Math.floor((this.soc.now() - this.#s.epoch) / TICKS_PER_US);
	}

	#timer1Deadline(): number {
		const { regs, epoch } = this.#s;
		if (!(regs[Reg.TIMER1_CONTROL >> 2] & Reg.TIMER1_ARMED)) return NEVER;
		const us = regs[Reg.TIMER1_ALARM_HIGH >> 2] * 0x1_0000_0000 + regs[Reg.TIMER1_ALARM_LOW >> 2];
		return Math.min(NEVER, epoch + us * TICKS_PER_US);
	}

	#writeSlot(slot: number, plcp0: number): void {
		if (!Reg.SLOTS.includes(slot)) return;
		if (plcp0 >>> 30 === 3) this.#tx.start(slot);
		else this.#tx.stop(slot);
		this.#update();
	}

	#update(): void {
		const s = this.#s;
		this.soc.interrupts.request(Request.WDEV, (s.intRaw & s.regs[Reg.INT_ENA >> 2]) !== 0);
		this.soc.reschedule(this);
	}
}
