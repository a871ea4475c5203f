/** A chip with I2S set up as drivers do, and what comes out of its pins. */
import { PinPattern } from "../../../src/chip/pin-pattern.js";
import { Bench } from "../harness.js";

export const SLC = 0x60000b00;
export const SLC_CONF0 = SLC + 0x00;
export const SLC_INT_RAW = SLC + 0x04;
export const SLC_INT_ST = SLC + 0x08;
export const SLC_INT_ENA = SLC + 0x0c;
export const SLC_INT_CLR = SLC + 0x10;
export const RX_LINK = SLC + 0x24;
export const TX_LINK = SLC + 0x28;
export const RX_EOF_DES_ADDR = SLC + 0x48;
export const TX_EOF_DES_ADDR = SLC + 0x4c;
export const LINK_START = 1 << 29;
export const LINK_STOP = 1 << 28;
export const LINK_RESTART = 1 << 30;
export const LINK_PARK = 2 ** 31;
export const RX_EOF = 1 << 17;
export const RX_DONE = 1 << 16;
export const TX_EOF = 1 << 15;
export const TX_DONE = 1 << 14;
export const RX_DSCR_ERR = 1 << 20;
export const TX_DSCR_EMPTY = 1 << 21;
export const AUTO_WRBACK = 1 << 6;

export const I2S = 0x60000e00;
export const TXFIFO = I2S + 0x00;
export const RXFIFO = I2S + 0x04;
export const CONF = I2S + 0x08;
export const INT_RAW = I2S + 0x0c;
export const INT_ST = I2S + 0x10;
export const INT_ENA = I2S + 0x14;
export const INT_CLR = I2S + 0x18;
export const FIFO_CONF = I2S + 0x20;
export const RXEOF_NUM = I2S + 0x24;
export const SINGLE_DATA = I2S + 0x28;
export const CONF_CHAN = I2S + 0x2c;
export const TX_START = 1 << 8;
export const RX_START = 1 << 9;
export const RIGHT_FIRST = 1 << 6;
export const MSB_RIGHT = 1 << 7;
export const TRANS_MSB_SHIFT = 1 << 10;
export const DSCR_EN = 1 << 12;
export const TX_RESET = 1;
export const dividers = (bck: number, clkm: number): number => (bck << 22) | (clkm << 16);

const IOMUX = 0x60000800;
const FUNCTION_1 = 1 << 4;
const PADS: Readonly<Record<number, number>> = { 2: 0x38, 3: 0x14, 12: 0x04, 13: 0x08, 14: 0x0c, 15: 0x10 };

const DRAM = 0x3ffe8000;
const OWNER = 2 ** 31;
const EOF = 2 ** 30;

/** A descriptor for the DMA. */
export interface Item {
	readonly words: readonly number[];
	readonly eof?: boolean;
	readonly owner?: boolean;
	/** Bytes, where not all of the words. */
	readonly length?: number;
	/** Number of the item that follows; -1 for none. */
	readonly next?: number;
	readonly buffer?: number;
}

export class I2sBench extends Bench {
	readonly #dram = this.chip.state.bytesOf("dram");
	readonly #view = new DataView(this.#dram.buffer, this.#dram.byteOffset, this.#dram.length);

	/** 80 MHz, and the given pads switched to I2S. */
	static with(...pads: number[]): I2sBench {
		const b = new I2sBench();
		b.setUpPll();
		for (const pad of pads) b.write(IOMUX + PADS[pad], FUNCTION_1);
		return b;
	}

	word(address: number): number {
		return this.#view.getUint32(address - DRAM, true);
	}

	setWord(address: number, value: number): void {
		this.#view.setUint32(address - DRAM, value >>> 0, true);
	}

	/** Address of descriptor `i` of the list that `list` makes, and of its buffer. */
	descriptor(i: number): number {
		return DRAM + 0x100 + 12 * i;
	}

	buffer(i: number): number {
		return DRAM + 0x2000 + 0x400 * i;
	}

	/** Puts a list of descriptors into memory; returns the first one's address. */
	list(items: readonly Item[]): number {
		items.forEach((item, i) => {
			const { words, eof = false, owner = true, next = i + 1 < items.length ? i + 1 : -1 } = item;
			const length = item.length ?? 4 * words.length;
			const size = Math.max(length, 4 * words.length);
			const control = (owner ? OWNER : 0) + (eof ? EOF : 0) + (length << 12) + size;
			this.setWord(this.descriptor(i), control);
			this.setWord(this.descriptor(i) + 4, item.buffer ?? this.buffer(i));
			this.setWord(this.descriptor(i) + 8, next < 0 ? 0 : this.descriptor(next));
			words.forEach((word, n) => void this.setWord(this.buffer(i) + 4 * n, word));
		});
		return this.descriptor(0);
	}

	/** Sends a list, with CONF's format bits as given, at `bitTicks` = bck * clkm. */
	transmit(address: number, conf = RIGHT_FIRST | MSB_RIGHT, [bck, clkm] = [5, 10] as [number, number]): void {
		this.write(SLC_CONF0, 1 << 12);
		this.write(RX_LINK, (address & 0xfffff) | LINK_START);
		this.write(FIFO_CONF, this.read(FIFO_CONF) | DSCR_EN);
		this.write(CONF, conf | dividers(bck, clkm));
		this.write(CONF, conf | dividers(bck, clkm) | TX_START);
	}

	/** Levels that a pin has followed from tick `from` on, each `step` ticks. */
	levels(pin: number, from: number, step: number, count: number): number[] {
		const told = this.out.pinBits.filter((bits) => bits.pin === pin);
		return Array.from({ length: count }, (_, i) => {
			const tick = from + i * step;
			const bits = told.filter((b) => b.tick <= tick).at(-1);
			if (!bits) throw new Error(`nothing was said of GPIO${pin}`);
			return new PinPattern(bits.tick, bits).levelAt(tick);
		});
	}

	/** The same as words of 32 bits. */
	words(pin: number, from: number, bitTicks: number, count: number): number[] {
		const levels = this.levels(pin, from, bitTicks, 32 * count);
		return Array.from({ length: count }, (_, i) =>
			levels.slice(32 * i, 32 * i + 32).reduce((word, bit) => word * 2 + bit, 0),
		);
	}
}
