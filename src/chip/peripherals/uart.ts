/**
 * UART0 (0x60000000) and UART1 (0x60000F00): 128-byte FIFOs, baud-paced lines, interrupts.
 *
 * A received byte is an input stamped with the end of its stop bit; a sent byte is an output stamped likewise. A break
 * (TXD_BRK holds the line low, after the frame under way) is an output at its end: a byte 0 at the speed at which its
 * bits are that long. What is written during a break waits.
 * Bytes are logical: the inversion bits of CONF0 turn pins over that the far end has turned over too. Flow control
 * and IrDA bits are storage: no modem line is connected.
 * Source: ESP8266 Technical Reference, chapter UART, for registers, fields and interrupts. FULL is raised at the
 * threshold, not beyond it: the mask ROM receives downloads with a threshold of 1.
 */
import { Request } from "../interrupts.js";
import type { Registers } from "../memory/register-map.js";
import { Block, type Soc } from "../soc.js";
import type { View } from "../state/fields.js";
import { NEVER } from "../time.js";
import { UartAutobaud } from "./uart-autobaud.js";
import { UartFifo } from "./uart-fifo.js";
import { breakBaud, frameBits, framePulses, receiveFrame } from "./uart-line.js";
import * as R from "./uart-registers.js";
import { UART_COMPONENTS, type uartFields } from "./uart-state.js";

export class Uart extends Block implements Registers {
	readonly #s: View<typeof uartFields>;
	readonly #autobaud: UartAutobaud;
	readonly #rx: UartFifo;
	readonly #tx: UartFifo;
	readonly #line: 0 | 1;
	readonly #request: number;

	constructor(soc: Soc, line: 0 | 1) {
		super(soc);
		const { state } = soc;
		const { registers, autobaud, rx, tx } = UART_COMPONENTS[line];
		this.#s = state.view(registers);
		this.#autobaud = new UartAutobaud(state.view(autobaud));
		this.#rx = new UartFifo(state.view(rx));
		this.#tx = new UartFifo(state.view(tx));
		this.#line = line;
		this.#request = line === 0 ? Request.UART0 : Request.UART1;
	}

	reset(): void {
		const s = this.#s;
		s.intRaw = 0;
		s.intEna = 0;
		s.clkdiv = R.CLKDIV_RESET;
		s.conf0 = R.CONF0_RESET;
		s.conf1 = R.CONF1_RESET;
		s.txBusy = 0;
		s.txByte = 0;
		s.txBaud = 0;
		s.txDone = 0;
		s.breakFrom = 0;
		s.breakTaken = 0;
		s.rxIdleAt = 0;
		this.#autobaud.reset();
		this.#rx.clear();
		this.#tx.clear();
		this.#update();
	}

	/** The speed the line is set to, baud. */
	get baud(): number {
		return Math.round(this.soc.clocks.apbHz / Math.max(1, this.#s.clkdiv));
	}

	/** Ticks that one frame (start, data, parity, stop bits) takes on the line. */
	get frameTicks(): number {
		return this.#bitTicks(frameBits(this.#s.conf0));
	}

	read(offset: number): number {
		const s = this.#s;
		switch (offset) {
			case R.FIFO:
				return this.#popRx();
			case R.INT_RAW:
				return s.intRaw;
			case R.INT_ST:
				return s.intRaw & s.intEna;
			case R.INT_ENA:
				return s.intEna;
			case R.CLKDIV:
				return s.clkdiv;
			case R.STATUS:
				return this.#status();
			case R.CONF0:
				return s.conf0;
			case R.CONF1:
				return s.conf1;
			case R.AUTOBAUD:
			case R.LOWPULSE:
			case R.HIGHPULSE:
			case R.RXD_CNT:
				return this.#autobaud.read(offset);
			case R.DATE:
				return R.DATE_VALUE;
			case R.ID:
				return R.ID_VALUE;
			default:
				return 0;
		}
	}

	write(offset: number, value: number): void {
		const s = this.#s;
		switch (offset) {
			case R.FIFO:
				this.#pushTx(value & 0xff);
				break;
			case R.INT_ENA:
				s.intEna = value & R.ALL_INTS;
				break;
			case R.INT_CLR:
				s.intRaw &= ~value;
				break;
			case R.CLKDIV:
				s.clkdiv = value & R.CLKDIV_MAX;
				break;
			case R.AUTOBAUD:
				this.#autobaud.write(value);
				break;
			case R.CONF0:
				this.#writeConf0(value);
				break;
			case R.CONF1:
				s.conf1 = value;
				break;
		}
		this.#update();
	}

	/** Whatever changes them is an event. */
	steadyUntil(offset: number): number {
		return offset === R.STATUS || offset === R.INT_RAW || offset === R.INT_ST ? NEVER : 0;
	}

	/** A byte's stop bit has just ended on the RX line; `baud` is the speed it was sent at. */
	receive(byte: number, baud: number): void {
		const s = this.#s;
		if (s.conf0 & R.CONF0_LOOPBACK) return;
		if (this.#autobaud.enabled) {
			this.#autobaud.measure(framePulses(byte, s.conf0), this.soc.clocks.apbHz, baud);
		}
		this.#takeFrame(byte, baud);
		this.#update();
	}

	/** Samples a frame, from the line or looped back, into the RX FIFO. */
	#takeFrame(byte: number, baud: number): void {
		const s = this.#s;
		const seen = receiveFrame(byte, baud, this.baud, s.conf0);
		if (seen.parityError) s.intRaw |= R.PARITY_ERR_INT;
		if (seen.framingError) s.intRaw |= R.FRM_ERR_INT;
		if (seen.breakDetected) s.intRaw |= R.BRK_DET_INT;
		this.#pushRx(seen.byte);
	}

	override deadline(): number {
		const s = this.#s;
		const tx = s.txBusy ? s.txDone : this.#breakDeadline();
		return s.rxIdleAt > 0 ? Math.min(tx, s.rxIdleAt) : tx;
	}

	override fire(): void {
		const s = this.#s;
		const now = this.soc.now();
		while (s.txBusy && s.txDone <= now) this.#finishTx();
		if (this.#breakDeadline() <= now) this.#takeBreak();
		if (s.rxIdleAt > 0 && s.rxIdleAt <= now) {
			s.rxIdleAt = 0;
			s.intRaw |= R.RXFIFO_TOUT_INT;
		}
		this.#update();
	}

	override paused(ticks: number): void {
		const s = this.#s;
		if (s.txBusy) s.txDone += ticks;
		if (s.rxIdleAt > 0) s.rxIdleAt += ticks;
	}

	#status(): number {
		const sending = this.#s.txBusy ? R.STATUS_TXD : 0;
		return R.STATUS_LINES | sending | (this.#tx.count << R.STATUS_TXFIFO_CNT_SHIFT) | this.#rx.count;
	}

	#writeConf0(value: number): void {
		const s = this.#s;
		s.conf0 = value;
		if (value & R.CONF0_RXFIFO_RST) {
			this.#rx.clear();
			s.rxIdleAt = 0;
		}
		if (value & R.CONF0_TXFIFO_RST) this.#tx.clear();
		if (value & R.CONF0_TXD_BRK) {
			if (!s.txBusy) this.#beginBreak(this.soc.now());
		} else if (s.breakFrom > 0) this.#endBreak();
	}

	#beginBreak(tick: number): void {
		const s = this.#s;
		if (s.breakFrom > 0) return;
		s.breakFrom = tick;
		s.breakTaken = 0;
	}

	#endBreak(): void {
		const s = this.#s;
		const now = this.soc.now();
		const baud = breakBaud(s.conf0, now - s.breakFrom);
		this.soc.outputs.uart(now, this.#line, 0, baud);
		if (s.conf0 & R.CONF0_LOOPBACK && !s.breakTaken) this.#takeFrame(0, baud);
		s.breakFrom = 0;
		if (this.#tx.count > 0) this.#startTx(now);
	}

	/** When the looped-back receiver has seen the line low for a whole frame. */
	#breakDeadline(): number {
		const s = this.#s;
		const waits = s.breakFrom > 0 && !s.breakTaken && s.conf0 & R.CONF0_LOOPBACK;
		return waits ? s.breakFrom + this.frameTicks : NEVER;
	}

	#takeBreak(): void {
		const s = this.#s;
		s.breakTaken = 1;
		this.#takeFrame(0, breakBaud(s.conf0, 2 * this.frameTicks));
	}

	#popRx(): number {
		const byte = this.#rx.pop();
		if (this.#rx.count === 0) this.#s.rxIdleAt = 0;
		this.#update();
		return byte;
	}

	/** Takes a received byte in; the time-out counts from its end. */
	#pushRx(byte: number): void {
		const s = this.#s;
		if (!this.#rx.push(byte)) s.intRaw |= R.RXFIFO_OVF_INT;
		if (s.conf1 & R.CONF1_TOUT_EN) {
			const units = (s.conf1 >>> R.CONF1_TOUT_THRHD_SHIFT) & 0x7f;
			s.rxIdleAt = this.soc.now() + this.#bitTicks(R.TOUT_UNIT_BITS * Math.max(1, units));
		}
	}

	/** A full R.FIFO loses what is written to it. */
	#pushTx(byte: number): void {
		this.#tx.push(byte);
		if (!this.#s.txBusy && this.#s.breakFrom === 0) this.#startTx(this.soc.now());
	}

	#startTx(tick: number): void {
		const s = this.#s;
		s.txByte = this.#tx.pop();
		s.txBusy = 1;
		s.txBaud = this.baud;
		s.txDone = tick + this.frameTicks;
	}

	#finishTx(): void {
		const s = this.#s;
		const { txDone, txByte, txBaud } = s;
		s.txBusy = 0;
		this.soc.outputs.uart(txDone, this.#line, txByte, txBaud);
		if (s.conf0 & R.CONF0_LOOPBACK) this.#takeFrame(txByte, txBaud);
		if (s.conf0 & R.CONF0_TXD_BRK) this.#beginBreak(txDone);
		else if (this.#tx.count > 0) this.#startTx(txDone);
	}

	/** Ticks that `bits` bits (a multiple of one half) take. */
	#bitTicks(bits: number): number {
		return this.soc.clocks.apbTicks(bits * Math.max(1, this.#s.clkdiv));
	}

	/** FULL and EMPTY follow the FIFOs: cleared, they are raised again while their condition holds. */
	#update(): void {
		const s = this.#s;
		if (this.#rx.count >= Math.max(1, s.conf1 & R.CONF1_FULL_THRHD)) s.intRaw |= R.RXFIFO_FULL_INT;
		if (this.#tx.count <= ((s.conf1 >>> R.CONF1_EMPTY_THRHD_SHIFT) & 0x7f)) s.intRaw |= R.TXFIFO_EMPTY_INT;
		this.soc.interrupts.request(this.#request, (s.intRaw & s.intEna) !== 0);
		this.soc.reschedule(this);
	}
}
