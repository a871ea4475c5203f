/**
 * The SLC (0x60000B00), the DMA that I2S shares with SDIO: here only as I2S's. Both of its links are walked when I2S asks
 * for words or has some; it has no time of its own.
 * Source: the vendor's slc_register.h, and how the I2S drivers of Arduino, NeoPixelBus and the RTOS SDK use it. START,
 * STOP and RESTART are taken to clear themselves: those drivers set one after the other and never clear any.
 */
import { Request } from "../interrupts.js";
import type { Registers } from "../memory/register-map.js";
import { Block } from "../soc.js";
import { component, u32, words } from "../state/fields.js";
import { type Descriptor, linkFields, SlcLink } from "./slc-link.js";
import * as R from "./slc-registers.js";

/** Descriptors without data that are passed by at one time: a list may consist of them. */
const MAX_EMPTY = 16;

export const slcComponent = component("slc", {
	regs: words(R.SIZE >> 2),
	intRaw: u32(),
	intEna: u32(),
});
export const slcRxComponent = component("slc.rx", linkFields);
export const slcTxComponent = component("slc.tx", linkFields);

export class Slc extends Block implements Registers {
	readonly #s = this.soc.state.view(slcComponent);
	readonly #rx: SlcLink;
	readonly #tx: SlcLink;
	/** Wired once, while the chip is built. */
	#dataReady: () => void = () => {};

	constructor(soc: Block["soc"]) {
		super(soc);
		const dram = soc.state.bytesOf("dram");
		this.#rx = new SlcLink(soc.state.view(slcRxComponent), dram);
		this.#tx = new SlcLink(soc.state.view(slcTxComponent), dram);
	}

	/** Connects the block that `take` gives words to; it is told when there may be some. */
	connect(dataReady: () => void): void {
		this.#dataReady = dataReady;
	}

	reset(): void {
		const s = this.#s;
		s.regs.fill(0);
		s.intRaw = 0;
		s.intEna = 0;
		this.#rx.reset();
		this.#tx.reset();
		this.#update();
	}

	read(offset: number): number {
		const s = this.#s;
		switch (offset) {
			case R.INT_RAW:
				return s.intRaw;
			case R.INT_STATUS:
				return s.intRaw & s.intEna;
			case R.INT_ENA:
				return s.intEna;
			case R.INT_CLR:
				return 0;
			case R.RX_LINK:
				return s.regs[offset >> 2] | (this.#rx.s.running ? 0 : R.LINK_PARK);
			case R.TX_LINK:
				return s.regs[offset >> 2] | (this.#tx.s.running ? 0 : R.LINK_PARK);
			case R.RXLINK_DSCR:
				return this.#rx.s.descriptor;
			case R.TXLINK_DSCR:
				return this.#tx.s.descriptor;
			default:
				return s.regs[offset >> 2];
		}
	}

	write(offset: number, value: number): void {
		const s = this.#s;
		switch (offset) {
			case R.INT_RAW:
			case R.INT_STATUS:
			case R.RX_EOF_DES_ADDR:
			case R.TX_EOF_DES_ADDR:
			case R.RX_EOF_BFR_DES_ADDR:
			case R.RXLINK_DSCR:
			case R.TXLINK_DSCR:
				return;
			case R.INT_ENA:
				s.intEna = value;
				break;
			case R.INT_CLR:
				s.intRaw &= ~value;
				break;
			case R.RX_LINK:
				s.regs[offset >> 2] = value & R.LINK_ADDRESS;
				this.#command(this.#rx, value, R.INT_RX_START, R.INT_RX_DSCR_ERR);
				this.#dataReady();
				break;
			case R.TX_LINK:
				s.regs[offset >> 2] = value & R.LINK_ADDRESS;
				this.#command(this.#tx, value, R.INT_TX_START, R.INT_TX_DSCR_ERR);
				break;
			case R.CONF0:
				s.regs[offset >> 2] = value;
				if (value & R.CONF0_RXLINK_RST) this.#rx.reset();
				if (value & R.CONF0_TXLINK_RST) this.#tx.reset();
				break;
			default:
				s.regs[offset >> 2] = value;
		}
		this.#update();
	}

	/** Whether there may be words to take. */
	get hasData(): boolean {
		return this.#rx.s.running !== 0;
	}

	/**
	 * Takes up to `most` words out of memory, and stops behind a frame's end. A length that is no whole number of words is
	 * rounded up.
	 */
	take(most: number, to: (word: number) => void): number {
		const link = this.#rx;
		const { s } = link;
		let taken = 0;
		for (let empty = 0; s.running && taken < most && empty < MAX_EMPTY; empty++) {
			const descriptor = link.current();
			if (!descriptor) {
				this.#fail(link, R.INT_RX_DSCR_ERR);
				break;
			}
			const before = taken;
			for (; s.done < descriptor.length && taken < most; s.done += 4, taken++) {
				to(link.word(descriptor.buffer + s.done));
			}
			if (s.done < descriptor.length) break;
			if (taken > before) empty = -1;
			if (this.#readOut(descriptor)) break;
		}
		this.#update();
		return taken;
	}

	/** I2S has nothing left to send. */
	underflow(): void {
		this.#raise(R.INT_RX_UDF);
	}

	/** Puts a word into memory; with `end` it is the last of a frame. Lost when there is no buffer for it. */
	put(word: number, end: boolean): void {
		const link = this.#tx;
		const { s } = link;
		const descriptor = s.running ? link.current() : undefined;
		if (!descriptor?.owned || descriptor.size < 4) {
			if (s.running) this.#fail(link, descriptor ? R.INT_TX_DSCR_EMPTY : R.INT_TX_DSCR_ERR);
			this.#raise(R.INT_TX_OVF);
			return;
		}
		link.setWord(descriptor.buffer + s.done, word);
		s.done += 4;
		if (!end && s.done + 4 <= descriptor.size) return;
		link.fill(descriptor, s.done, end);
		this.#raise(R.INT_TX_DONE);
		if (end) {
			this.#s.regs[R.TX_EOF_DES_ADDR >> 2] = descriptor.address;
			this.#raise(R.INT_TX_EOF);
		}
		link.advance(descriptor);
	}

	/** A descriptor was read to its end: true when something has to be told of it before others follow. */
	#readOut(descriptor: Descriptor): boolean {
		const s = this.#s;
		if (s.regs[R.CONF0 >> 2] & R.CONF0_RX_AUTO_WRBACK) this.#rx.release(descriptor);
		s.intRaw |= R.INT_RX_DONE;
		if (descriptor.endOfFrame) {
			s.intRaw |= R.INT_RX_EOF;
			s.regs[R.RX_EOF_DES_ADDR >> 2] = descriptor.address;
			s.regs[R.RX_EOF_BFR_DES_ADDR >> 2] = descriptor.buffer;
		}
		this.#rx.advance(descriptor);
		return descriptor.endOfFrame || (s.intEna & R.INT_RX_DONE) !== 0;
	}

	#command(link: SlcLink, value: number, started: number, error: number): void {
		if (value & R.LINK_START) {
			link.start(R.LINK_SPACE | (value & R.LINK_ADDRESS));
			this.#s.intRaw |= started;
			if (!link.current()) this.#fail(link, error);
		} else if (value & R.LINK_STOP) link.stop();
		else if (value & R.LINK_RESTART) link.restart();
	}

	#fail(link: SlcLink, interrupt: number): void {
		link.stop();
		this.#s.intRaw |= interrupt;
	}

	#raise(interrupt: number): void {
		this.#s.intRaw |= interrupt;
		this.#update();
	}

	#update(): void {
		const s = this.#s;
		this.soc.interrupts.request(Request.SLC, (s.intRaw & s.intEna) !== 0);
	}
}
