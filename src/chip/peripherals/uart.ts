/**
 * UART0 (0x60000000) and UART1 (0x60000F00): 128-byte FIFOs, baud-paced lines, nine interrupts.
 *
 * A received byte is an input stamped with the end of its stop bit; a sent byte is an output stamped
 * likewise. Register and field names: ESP8266 Technical Reference, chapter UART. The RX time-out counts in
 * units of eight bit times.
 */
import { Request } from "../interrupts.js";
import { Block, type Soc } from "../soc.js";
import { bytes, component, u32, u64, type View } from "../state/fields.js";
import { NEVER } from "../time.js";

const FIFO = 0x00;
const INT_RAW = 0x04;
const INT_ST = 0x08;
const INT_ENA = 0x0c;
const INT_CLR = 0x10;
const CLKDIV = 0x14;
const AUTOBAUD = 0x18;
const STATUS = 0x1c;
const CONF0 = 0x20;
const CONF1 = 0x24;
const LOWPULSE = 0x28;
const HIGHPULSE = 0x2c;
const PULSE_NUM = 0x30;
const DATE = 0x78;
const ID = 0x7c;

const RXFIFO_FULL_INT = 1 << 0;
const TXFIFO_EMPTY_INT = 1 << 1;
const FRM_ERR_INT = 1 << 3;
const RXFIFO_OVF_INT = 1 << 4;
const RXFIFO_TOUT_INT = 1 << 8;

const PARITY_EN = 1 << 1;
const LOOPBACK = 1 << 14;
const RXFIFO_RST = 1 << 17;
const TXFIFO_RST = 1 << 18;

const RX_TOUT_EN = 1 << 31;

const FIFO_SIZE = 128;
/** TXD, DTRN, RTSN are high on an idle line. */
const STATUS_LINES = 0xe000;
/** Reset value for 115200 baud at 80 MHz. */
const CLKDIV_RESET = 694;
const CONF0_RESET = 0x1c;
const CONF1_RESET = 0x6060;
/** A receiver tolerates about half a bit over a frame: 5 percent. */
const BAUD_TOLERANCE = 20;

const fields = {
	intRaw: u32(),
	intEna: u32(),
	clkdiv: u32(),
	conf0: u32(),
	conf1: u32(),
	autobaud: u32(),
	lowPulse: u32(),
	highPulse: u32(),
	pulseCount: u32(),
	rxHead: u32(),
	rxCount: u32(),
	txHead: u32(),
	txCount: u32(),
	/** 1 while `txByte` is being shifted out, until tick `txDone`. */
	txBusy: u32(),
	txByte: u32(),
	txDone: u64(),
	/** Tick at which the RX line counts as idle; 0 when no time-out is running. */
	rxIdleAt: u64(),
	rxFifo: bytes(FIFO_SIZE),
	txFifo: bytes(FIFO_SIZE),
};

export const uart0Component = component("uart0", fields);
export const uart1Component = component("uart1", fields);

export class Uart extends Block {
	readonly #s: View<typeof fields>;
	readonly #line: 0 | 1;
	readonly #request: number;

	constructor(soc: Soc, line: 0 | 1) {
		super(soc);
		this.#s = soc.state.view(line === 0 ? uart0Component : uart1Component);
		this.#line = line;
		this.#request = line === 0 ? Request.UART0 : Request.UART1;
	}

	reset(): void {
		const s = this.#s;
		s.intRaw = 0;
		s.intEna = 0;
		s.clkdiv = CLKDIV_RESET;
		s.conf0 = CONF0_RESET;
		s.conf1 = CONF1_RESET;
		s.autobaud = 0;
		s.lowPulse = 0;
		s.highPulse = 0;
		s.pulseCount = 0;
		s.rxHead = 0;
		s.rxCount = 0;
		s.txHead = 0;
		s.txCount = 0;
		s.txBusy = 0;
		s.txByte = 0;
		s.txDone = 0;
		s.rxIdleAt = 0;
		s.rxFifo.fill(0);
		s.txFifo.fill(0);
		this.#update();
	}

	/** The speed the line is set to, baud. */
	get baud(): number {
		return Math.round(this.soc.clocks.apbHz / Math.max(1, this.#s.clkdiv));
	}

	/** Ticks one frame (start, data, parity, stop bits) takes on the line. */
	get frameTicks(): number {
		return this.#ticks(this.#frameHalfBits());
	}

	read(offset: number): number {
		const s = this.#s;
		switch (offset) {
			case FIFO:
				return this.#popRx();
			case INT_RAW:
				return s.intRaw;
			case INT_ST:
				return s.intRaw & s.intEna;
			case INT_ENA:
				return s.intEna;
			case CLKDIV:
				return s.clkdiv;
			case AUTOBAUD:
				return s.autobaud;
			case STATUS:
				return STATUS_LINES | s.rxCount | (s.txCount << 16);
			case CONF0:
				return s.conf0;
			case CONF1:
				return s.conf1;
			case LOWPULSE:
				return s.lowPulse;
			case HIGHPULSE:
				return s.highPulse;
			case PULSE_NUM:
				return s.pulseCount;
			case DATE:
				return 0x00062000;
			case ID:
				return 0x500;
			default:
				return 0;
		}
	}

	write(offset: number, value: number): void {
		const s = this.#s;
		switch (offset) {
			case FIFO:
				this.#pushTx(value & 0xff);
				break;
			case INT_ENA:
				s.intEna = value & 0x1ff;
				break;
			case INT_CLR:
				s.intRaw &= ~value;
				break;
			case CLKDIV:
				s.clkdiv = value & 0xfffff;
				break;
			case AUTOBAUD:
				this.#writeAutobaud(value);
				break;
			case CONF0:
				this.#writeConf0(value);
				break;
			case CONF1:
				s.conf1 = value;
				break;
		}
		this.#update();
	}

	/** A byte's stop bit has just ended on the RX line; `baud` is the speed it was sent at. */
	receive(byte: number, baud: number): void {
		this.#measure(byte, baud);
		const own = this.baud;
		const garbled = Math.abs(baud - own) * BAUD_TOLERANCE > own;
		if (garbled) this.#s.intRaw |= FRM_ERR_INT;
		this.#pushRx(garbled ? garble(byte, baud, own) : byte);
		this.#update();
	}

	override deadline(): number {
		const s = this.#s;
		const tx = s.txBusy ? s.txDone : NEVER;
		const rx = s.rxIdleAt > 0 ? s.rxIdleAt : NEVER;
		return Math.min(tx, rx);
	}

	override fire(): void {
		const s = this.#s;
		const now = this.soc.now();
		while (s.txBusy && s.txDone <= now) this.#finishTx();
		if (s.rxIdleAt > 0 && s.rxIdleAt <= now) {
			s.rxIdleAt = 0;
			if (s.rxCount > 0) s.intRaw |= RXFIFO_TOUT_INT;
		}
		this.#update();
	}

	override paused(ticks: number): void {
		const s = this.#s;
		if (s.txBusy) s.txDone += ticks;
		if (s.rxIdleAt > 0) s.rxIdleAt += ticks;
	}

	#writeConf0(value: number): void {
		const s = this.#s;
		s.conf0 = value;
		if (value & RXFIFO_RST) {
			s.rxHead = 0;
			s.rxCount = 0;
			s.rxIdleAt = 0;
		}
		if (value & TXFIFO_RST) {
			s.txHead = 0;
			s.txCount = 0;
		}
	}

	#writeAutobaud(value: number): void {
		const s = this.#s;
		if (value & 1 && !(s.autobaud & 1)) {
			s.pulseCount = 0;
			s.lowPulse = 0xfffff;
			s.highPulse = 0xfffff;
		}
		s.autobaud = value;
	}

	/** Autobaud: counts edges, and keeps the shortest low and high pulse in APB cycles. */
	#measure(byte: number, baud: number): void {
		const s = this.#s;
		if (!(s.autobaud & 1)) return;
		const apbPerBit = Math.floor(this.soc.clocks.apbHz / baud);
		let level = 0;
		let run = 1;
		let edges = 1;
		for (let bit = 0; bit <= 8; bit++) {
			const next = bit === 8 ? 1 : (byte >>> bit) & 1;
			if (next === level) {
				run++;
				continue;
			}
			const pulse = run * apbPerBit;
			if (level === 0) s.lowPulse = Math.min(s.lowPulse, pulse);
			else s.highPulse = Math.min(s.highPulse, pulse);
			edges++;
			level = next;
			run = 1;
		}
		s.pulseCount = Math.min(0x3ff, s.pulseCount + edges);
	}

	#popRx(): number {
		const s = this.#s;
		if (s.rxCount === 0) return 0;
		const byte = s.rxFifo[s.rxHead];
		s.rxHead = (s.rxHead + 1) % FIFO_SIZE;
		s.rxCount--;
		if (s.rxCount === 0) s.rxIdleAt = 0;
		this.#update();
		return byte;
	}

	#pushRx(byte: number): void {
		const s = this.#s;
		if (s.rxCount === FIFO_SIZE) {
			s.intRaw |= RXFIFO_OVF_INT;
		} else {
			s.rxFifo[(s.rxHead + s.rxCount) % FIFO_SIZE] = byte;
			s.rxCount++;
		}
		if (s.conf1 & RX_TOUT_EN) {
			const units = (s.conf1 >>> 24) & 0x7f;
			s.rxIdleAt = this.soc.now() + this.#ticks(2 * 8 * Math.max(1, units));
		}
	}

	#pushTx(byte: number): void {
		const s = this.#s;
		if (s.txCount === FIFO_SIZE) return;
		s.txFifo[(s.txHead + s.txCount) % FIFO_SIZE] = byte;
		s.txCount++;
		if (!s.txBusy) this.#startTx(this.soc.now());
	}

	#startTx(tick: number): void {
		const s = this.#s;
		s.txByte = s.txFifo[s.txHead];
		s.txHead = (s.txHead + 1) % FIFO_SIZE;
		s.txCount--;
		s.txBusy = 1;
		s.txDone = tick + this.frameTicks;
	}

	#finishTx(): void {
		const s = this.#s;
		const done = s.txDone;
		s.txBusy = 0;
		this.soc.outputs.uart(done, this.#line, s.txByte, this.baud);
		if (s.conf0 & LOOPBACK) this.#pushRx(s.txByte);
		if (s.txCount > 0) this.#startTx(done);
	}

	/** Frame length in half bits: start, 5 to 8 data, parity, and 1, 1.5 or 2 stop bits. */
	#frameHalfBits(): number {
		const { conf0 } = this.#s;
		const data = 5 + ((conf0 >>> 2) & 3);
		const parity = conf0 & PARITY_EN ? 1 : 0;
		const stopHalves = [2, 2, 3, 4][(conf0 >>> 4) & 3];
		return 2 * (1 + data + parity) + stopHalves;
	}

	#ticks(halfBits: number): number {
		const { numerator, denominator } = this.soc.clocks.apb;
		return Math.floor((halfBits * Math.max(1, this.#s.clkdiv) * numerator) / (2 * denominator));
	}

	#update(): void {
		const s = this.#s;
		if (s.rxCount >= Math.max(1, s.conf1 & 0x7f)) s.intRaw |= RXFIFO_FULL_INT;
		if (s.txCount <= ((s.conf1 >>> 8) & 0x7f)) s.intRaw |= TXFIFO_EMPTY_INT;
		this.soc.interrupts.request(this.#request, (s.intRaw & s.intEna) !== 0);
		this.soc.reschedule(this);
	}
}

/** What a receiver at `own` baud samples of a byte sent at `sent` baud: the line at its own bit centres. */
function garble(byte: number, sent: number, own: number): number {
	let seen = 0;
	for (let bit = 0; bit < 8; bit++) {
		const centre = Math.floor(((2 * bit + 3) * sent) / (2 * own));
		const level = centre === 0 ? 0 : centre > 8 ? 1 : (byte >>> (centre - 1)) & 1;
		seen |= level << bit;
	}
	return seen;
}
