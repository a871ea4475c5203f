/**
 * I2S (0x60000E00) as a master: data out on GPIO3, its word select on GPIO2 and bit clock on GPIO15; data in on GPIO12,
 * with word select on GPIO14 and bit clock on GPIO13. Its clock is 160 MHz, divided twice. Of the delays of TIMING nothing
 * is to be seen, and a slave waits for ever: no driver known uses either.
 * Source: the vendor's i2s_register.h, and the drivers of Arduino, NeoPixelBus and the RTOS SDK.
 */
import { Request } from "../interrupts.js";
import type { Registers } from "../memory/register-map.js";
import { Block, type Soc } from "../soc.js";
import * as R from "./i2s-registers.js";
import { BCK_IN_PAD, DATA_IN_PAD, I2sReceiver, WS_IN_PAD } from "./i2s-rx.js";
import {
	i2sComponent,
	i2sRxComponent,
	i2sRxFifoComponent,
	i2sTxComponent,
	i2sTxFifoComponent,
} from "./i2s-state.js";
import { I2sTransmitter } from "./i2s-tx.js";
import { type PadStream, type Pads, Stream } from "./pads.js";
import { Ring } from "./ring.js";
import type { Slc } from "./slc.js";

/** Bits of CONF that say neither how fast nor in which format. */
const CONF_COMMANDS =
	R.CONF_RX_START |
	R.CONF_TX_START |
	R.CONF_RX_FIFO_RESET |
	R.CONF_TX_FIFO_RESET |
	R.CONF_RX_RESET |
	R.CONF_TX_RESET;

export class I2s extends Block implements Registers, PadStream {
	readonly #s = this.soc.state.view(i2sComponent);
	readonly #txFifo: Ring;
	readonly #rxFifo: Ring;
	readonly #tx: I2sTransmitter;
	readonly #rx: I2sReceiver;
	readonly #pads: Pads;

	constructor(soc: Soc, slc: Slc, pads: Pads) {
		super(soc);
		this.#pads = pads;
		this.#txFifo = new Ring(soc.state.view(i2sTxFifoComponent));
		this.#rxFifo = new Ring(soc.state.view(i2sRxFifoComponent));
		pads.connect(Stream.I2s, this);
		slc.connect(() => {
			this.#tx.fill();
			this.#update();
		});
		const regs = this.#s;
		const tell = (pad: number, tick: number): void => {
			if (pads.follows(pad, Stream.I2s)) this.#side(pad).report(pad, tick);
		};
		const [tx, rx] = [soc.state.view(i2sTxComponent), soc.state.view(i2sRxComponent)];
		this.#tx = new I2sTransmitter(soc, { regs, state: tx, fifo: this.#txFifo, slc }, tell);
		this.#rx = new I2sReceiver(soc, { regs, state: rx, fifo: this.#rxFifo, slc, pads }, tell);
	}

	reset(): void {
		const s = this.#s;
		s.conf = 0;
		s.intRaw = 0;
		s.intEna = 0;
		s.timing = 0;
		s.fifoConf = R.FIFO_CONF_RESET;
		s.rxEofNum = 0;
		s.singleData = 0;
		s.confChan = 0;
		this.#txFifo.clear();
		this.#rxFifo.clear();
		this.#tx.reset();
		this.#rx.reset();
		this.#tx.update(false);
		this.#rx.update(false);
		this.#tx.fill();
		this.#update();
	}

	read(offset: number): number {
		const s = this.#s;
		switch (offset) {
			case R.RXFIFO: {
				const word = this.#rx.pop();
				this.#update();
				return word;
			}
			case R.CONF:
				return s.conf;
			case R.INT_RAW:
				this.#settle();
				return s.intRaw;
			case R.INT_ST:
				this.#settle();
				return s.intRaw & s.intEna;
			case R.INT_ENA:
				return s.intEna;
			case R.TIMING:
				return s.timing;
			case R.FIFO_CONF:
				return s.fifoConf;
			case R.RXEOF_NUM:
				return s.rxEofNum;
			case R.CONF_SINGLE_DATA:
				return s.singleData;
			case R.CONF_CHAN:
				return s.confChan;
			default:
				return 0;
		}
	}

	write(offset: number, value: number): void {
		const s = this.#s;
		switch (offset) {
			case R.TXFIFO:
				this.#tx.push(value);
				break;
			case R.CONF:
				this.#writeConf(value);
				break;
			case R.INT_ENA:
				s.intEna = value & R.ALL_INTS;
				break;
			case R.INT_CLR:
				this.#rx.settle();
				s.intRaw &= ~value;
				break;
			case R.TIMING:
				s.timing = value;
				break;
			case R.FIFO_CONF:
				this.#change(s.fifoConf !== value, () => {
					s.fifoConf = value;
				});
				this.#tx.fill();
				break;
			case R.RXEOF_NUM:
				this.#rx.settle();
				s.rxEofNum = value;
				break;
			case R.CONF_SINGLE_DATA:
				s.singleData = value;
				break;
			case R.CONF_CHAN:
				this.#change(s.confChan !== value, () => {
					s.confChan = value;
				});
				break;
		}
		this.#update();
	}

	/** The levels of these pads may change now. */
	beforeChange(pads: number): void {
		if ((pads >>> DATA_IN_PAD) & 1) this.#rx.settle();
	}

	level(pad: number): 0 | 1 {
		return this.#side(pad).level(pad);
	}

	report(pad: number): void {
		this.#side(pad).report(pad, this.soc.now());
	}

	override deadline(): number {
		return Math.min(this.#tx.deadline(), this.#rx.deadline());
	}

	override fire(): void {
		this.#tx.fire();
		this.#rx.fire();
		this.#update();
	}

	override settle(): void {
		this.#tx.settle();
		this.#rx.settle();
	}

	override retimed(): void {
		this.#tx.update(true);
		this.#rx.update(true);
	}

	override halted(): void {
		this.#rx.settle();
		this.#pads.hold(Stream.I2s);
	}

	override paused(ticks: number): void {
		this.#tx.paused(ticks);
		this.#rx.paused(ticks);
		this.#pads.report(Stream.I2s);
	}

	#writeConf(value: number): void {
		const s = this.#s;
		this.#change(((s.conf ^ value) & ~CONF_COMMANDS) !== 0, () => {
			s.conf = value;
			if (value & R.CONF_TX_FIFO_RESET) this.#txFifo.clear();
			if (value & R.CONF_RX_FIFO_RESET) this.#rxFifo.clear();
			if (value & R.CONF_TX_RESET) this.#tx.reset();
			if (value & R.CONF_RX_RESET) this.#rx.reset();
		});
		this.#tx.fill();
	}

	/** Changes registers by `write`; `pace` when they then say another pace or format. */
	#change(pace: boolean, write: () => void): void {
		this.settle();
		write();
		this.#tx.update(pace);
		this.#rx.update(pace);
	}

	#side(pad: number): I2sTransmitter | I2sReceiver {
		return pad === BCK_IN_PAD || pad === WS_IN_PAD ? this.#rx : this.#tx;
	}

	#settle(): void {
		this.#rx.settle();
		this.#update();
	}

	/** PUT_DATA and TAKE_DATA follow the FIFOs: cleared, they are raised again while their condition holds. */
	#update(): void {
		const s = this.#s;
		const threshold = (shift: number): number => (s.fifoConf >>> shift) & R.FIFO_CONF_DATA_NUM_MASK;
		if (this.#txFifo.count < threshold(R.FIFO_CONF_TX_DATA_NUM_SHIFT)) s.intRaw |= R.INT_TX_PUT_DATA;
		if (this.#rxFifo.count > 0 && this.#rxFifo.count >= threshold(0)) s.intRaw |= R.INT_RX_TAKE_DATA;
		this.soc.interrupts.request(Request.I2S, (s.intRaw & s.intEna) !== 0);
		this.soc.reschedule(this);
	}
}
