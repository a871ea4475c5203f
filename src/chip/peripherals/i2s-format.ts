/**
 * From FIFO words to what is on I2S's wires, and back: pure functions.
 *
 * A frame on the wires is two slots of 16 + BITS_MOD bits, one a channel, most significant bit first. FIFO_MOD says what
 * a word is: 0 both channels, 16 bits each; 1 two samples of one channel; 2 one channel, its bits at the top, the other
 * in the next word; 3 one channel's whole sample. CHAN_MOD says which channel is sent twice, or replaced by a constant.
 * Source: the drivers of Arduino, NeoPixelBus and the RTOS SDK, which put right into the upper half with MSB_RIGHT and
 * expect it first with RIGHT_FIRST; for what they leave open, the I2S chapter of the ESP32's Technical Reference Manual.
 */
import * as R from "./i2s-registers.js";

/** What CONF, FIFO_CONF and CONF_CHAN make of one direction. */
export interface I2sFormat {
	/** Bits of one channel on the wire, 16 to 31. */
	readonly slotBits: number;
	/** FIFO_MOD, 0 to 3. */
	readonly fifoMod: number;
	readonly channelMod: number;
	readonly rightFirst: boolean;
	/** Whether the channel that is first on the wire is in a word's upper half. */
	readonly upperFirst: boolean;
	/** Whether WS changes one bit before the channel's first. */
	readonly early: boolean;
}

export interface FormatRegisters {
	readonly conf: number;
	readonly fifoConf: number;
	readonly confChan: number;
}

export function txFormat({ conf, fifoConf, confChan }: FormatRegisters): I2sFormat {
	const fifoMod = (fifoConf >>> R.FIFO_CONF_TX_FIFO_MOD_SHIFT) & 3;
	return format(conf, fifoMod, confChan & R.CONF_CHAN_TX_MASK, (conf & R.CONF_TRANS_MSB_SHIFT) !== 0);
}

export function rxFormat({ conf, fifoConf, confChan }: FormatRegisters): I2sFormat {
	const fifoMod = (fifoConf >>> R.FIFO_CONF_RX_FIFO_MOD_SHIFT) & 3;
	const channelMod = (confChan >>> R.CONF_CHAN_RX_SHIFT) & R.CONF_CHAN_RX_MASK;
	return format(conf, fifoMod, channelMod, (conf & R.CONF_RECE_MSB_SHIFT) !== 0);
}

/** Made several times a burst: one plain object, no spreads. */
function format(conf: number, fifoMod: number, channelMod: number, early: boolean): I2sFormat {
	const rightFirst = (conf & R.CONF_RIGHT_FIRST) !== 0;
	return {
		slotBits: 16 + ((conf >>> R.CONF_BITS_MOD_SHIFT) & R.CONF_BITS_MOD_MASK),
		fifoMod,
		channelMod,
		rightFirst,
		upperFirst: rightFirst === ((conf & R.CONF_MSB_RIGHT) !== 0),
		early,
	};
}

/** Cycles of the 160 MHz clock that a bit takes. Dividers are 6 bits wide; 0 is taken for 64. */
export function bitCycles(conf: number): number {
	const divider = (shift: number): number => (conf >>> shift) & R.CONF_DIV_MASK || R.CONF_DIV_MASK + 1;
	return divider(R.CONF_BCK_DIV_SHIFT) * divider(R.CONF_CLKM_DIV_SHIFT);
}

/** FIFO words that make whole frames together. */
export function wordsAtOnce({ fifoMod }: I2sFormat): number {
	return fifoMod === 2 ? 2 : 1;
}

/** Frames that `wordsAtOnce` words make. */
export function framesAtOnce({ fifoMod }: I2sFormat): number {
	return fifoMod === 1 ? 2 : 1;
}

export function frameBits({ slotBits }: I2sFormat): number {
	return 2 * slotBits;
}

/** The bits of whole frames, one an element; `single` is CONF_SINGLE_DATA. */
export function bitsOf(words: ArrayLike<number>, format: I2sFormat, single: number): number[] {
	const bits: number[] = [];
	const { slotBits } = format;
	const slot = (top: number): void => {
		for (let bit = 0; bit < slotBits; bit++) bits.push((top >>> (31 - bit)) & 1);
	};
	const frame = (first: number, second: number): void => {
		const [left, right] = format.rightFirst ? [second, first] : [first, second];
		const [sentLeft, sentRight] = channels(left, right, format.channelMod, single);
		slot(format.rightFirst ? sentRight : sentLeft);
		slot(format.rightFirst ? sentLeft : sentRight);
	};
	for (let i = 0; i + wordsAtOnce(format) <= words.length; i += wordsAtOnce(format)) {
		const word = words[i];
		const upper = word & 0xffff0000;
		const lower = word << 16;
		switch (format.fifoMod) {
			case 0:
				if (format.upperFirst) frame(upper, lower);
				else frame(lower, upper);
				break;
			case 1:
				frame(upper, upper);
				frame(lower, lower);
				break;
			case 2:
				frame(word, words[i + 1]);
				break;
			default:
				frame(word, word);
		}
	}
	return bits;
}

/** The same as bytes, where words go out as they are, in 16 bits a channel; undefined where they do not. */
export function plainBytes(words: Uint32Array, format: I2sFormat): Uint8Array | undefined {
	const { slotBits, fifoMod, channelMod, upperFirst } = format;
	if (slotBits !== 16 || fifoMod !== 0 || channelMod !== 0) return undefined;
	const bytes = new Uint8Array(4 * words.length);
	const view = new DataView(bytes.buffer);
	words.forEach((word, i) => {
		view.setUint32(4 * i, upperFirst ? word : (word << 16) | (word >>> 16));
	});
	return bytes;
}

/** 1 sends the right channel twice, 2 the left one; 3 replaces the left one, 4 the right one. */
function channels(left: number, right: number, mode: number, single: number): [number, number] {
	switch (mode) {
		case 1:
			return [right, right];
		case 2:
			return [left, left];
		case 3:
			return [single, right];
		case 4:
			return [left, single];
		default:
			return [left, right];
	}
}

/** WS over a whole frame, one bit an element: low for left. */
export function wsBits({ slotBits, rightFirst, early }: I2sFormat): number[] {
	const first = rightFirst ? 1 : 0;
	return Array.from({ length: 2 * slotBits }, (_, bit) => {
		const shown = early ? (bit + 1) % (2 * slotBits) : bit;
		return shown < slotBits ? first : 1 - first;
	});
}

/** A bit's clock: low, then high; with the ticks that each element stands. */
export function clockBits(bitTicks: number): { readonly bits: readonly number[]; readonly ticks: number } {
	if (bitTicks % 2 === 0) return { bits: [0, 1], ticks: bitTicks / 2 };
	const low = Math.floor(bitTicks / 2);
	return { bits: Array.from({ length: bitTicks }, (_, tick) => (tick < low ? 0 : 1)), ticks: 1 };
}

/** What the receiver makes of one frame: the channels' bits as numbers, in the order on the wire. */
export function wordsOf(first: number, second: number, format: I2sFormat): readonly number[] {
	const { slotBits, fifoMod, upperFirst, rightFirst, channelMod } = format;
	const top = (value: number): number => (value << (32 - slotBits)) >>> 0;
	const one = (channelMod === 2) === rightFirst ? second : first;
	switch (fifoMod) {
		case 0: {
			const [upper, lower] = upperFirst ? [first, second] : [second, first];
			return [((top(upper) & 0xffff0000) | (top(lower) >>> 16)) >>> 0];
		}
		case 2:
			return [top(first), top(second)];
		default:
			return [top(one)];
	}
}
