/**
 * I2S's receiver: samples its data pad at each rising edge of its bit clock and puts frames together. A pad stands still
 * between its edges, so samples are taken when somebody moves it, when words go to memory, or when they are read.
 */
import type { Soc } from "../soc.js";
import { NEVER } from "../time.js";
import { bitCycles, clockBits, frameBits, type I2sFormat, rxFormat, wordsOf, wsBits } from "./i2s-format.js";
import * as R from "./i2s-registers.js";
import { BURST_WORDS, type I2sRxState, type I2sState } from "./i2s-state.js";
import type { TellPad } from "./i2s-tx.js";
import type { Pads } from "./pads.js";
import { pinBits, standing } from "./pin-bits.js";
import type { Ring } from "./ring.js";
import type { Slc } from "./slc.js";

export const DATA_IN_PAD = 12;
export const BCK_IN_PAD = 13;
export const WS_IN_PAD = 14;

export class I2sReceiver {
	readonly #soc: Soc;
	readonly #regs: I2sState;
	readonly #s: I2sRxState;
	readonly #fifo: Ring;
	readonly #slc: Slc;
	readonly #pads: Pads;
	readonly #tell: TellPad;

	constructor(
		soc: Soc,
		parts: { regs: I2sState; state: I2sRxState; fifo: Ring; slc: Slc; pads: Pads },
		tell: TellPad,
	) {
		this.#soc = soc;
		this.#regs = parts.regs;
		this.#s = parts.state;
		this.#fifo = parts.fifo;
		this.#slc = parts.slc;
		this.#pads = parts.pads;
		this.#tell = tell;
	}

	/** Forgets the frame under way. */
	reset(): void {
		const s = this.#s;
		s.bit = 0;
		s.first = 0;
		s.second = 0;
		s.half = 0;
		s.halves = 0;
		s.words = 0;
	}

	/** Registers or clocks may have changed: runs, stops, or begins a frame at the new pace, when `changed`. */
	update(changed: boolean): void {
		const s = this.#s;
		const runs = this.#mayRun;
		if (runs === (s.running === 1) && !(runs && changed)) return;
		const now = this.#soc.now();
		s.running = runs ? 1 : 0;
		s.bit = 0;
		s.first = 0;
		s.second = 0;
		s.next = now + this.#half;
		for (const pad of [BCK_IN_PAD, WS_IN_PAD]) this.#tell(pad, now);
	}

	/** Takes the samples up to now. */
	settle(): void {
		const s = this.#s;
		const now = this.#soc.now();
		if (!s.running || s.next > now) return;
		const level = this.#pads.level(DATA_IN_PAD);
		const { slotBits } = this.#format;
		const ticks = this.#bitTicks;
		for (; s.next <= now; s.next += ticks) {
			if (s.bit < slotBits) s.first = (s.first << 1) | level;
			else s.second = (s.second << 1) | level;
			if (++s.bit === 2 * slotBits) this.#frame();
		}
	}

	/** Words in the FIFO now, for the CPU. */
	pop(): number {
		this.settle();
		if (this.#fifo.count === 0) this.#regs.intRaw |= R.INT_RX_REMPTY;
		return this.#fifo.pop();
	}

	/**
	 * When enough words have come to be brought to memory or to be told of; the same whenever it is asked, whatever was
	 * sampled already.
	 */
	deadline(): number {
		const s = this.#s;
		if (!s.running) return NEVER;
		const format = this.#format;
		const words = this.#usesDma
			? Math.min(BURST_WORDS - (s.words % BURST_WORDS), Math.max(1, this.#regs.rxEofNum - s.words))
			: this.#untilNotice;
		const frames =
			format.fifoMod === 2 ? Math.ceil(words / 2) : format.fifoMod === 1 ? 2 * words - s.halves : words;
		return s.next + (frames * frameBits(format) - 1 - s.bit) * this.#bitTicks;
	}

	fire(): void {
		this.settle();
	}

	paused(ticks: number): void {
		this.#s.next += ticks;
	}

	/** The level of a pad of ours now. */
	level(pad: number): 0 | 1 {
		if (!this.#s.running) return 0;
		const { bits, ticks } = this.#bitsAt(pad);
		return bits[Math.floor(this.#elapsed(this.#soc.now()) / ticks) % bits.length] === 1 ? 1 : 0;
	}

	/** Tells the outside what a pad of ours does from tick `tick` on. */
	report(pad: number, tick: number): void {
		if (!this.#s.running) {
			this.#soc.outputs.bits?.(tick, pad, standing(0));
			return;
		}
		const { bits, ticks } = this.#bitsAt(pad);
		this.#soc.outputs.bits?.(tick, pad, pinBits(bits, ticks, this.#elapsed(tick), true));
	}

	#bitsAt(pad: number): { bits: readonly number[]; ticks: number } {
		const bitTicks = this.#bitTicks;
		return pad === BCK_IN_PAD ? clockBits(bitTicks) : { bits: wsBits(this.#format), ticks: bitTicks };
	}

	/** Ticks since a frame began, this one or, at the first half bit, the one before. */
	#elapsed(tick: number): number {
		const s = this.#s;
		const bitTicks = this.#bitTicks;
		const frameTicks = frameBits(this.#format) * bitTicks;
		const began = s.next - this.#half - s.bit * bitTicks;
		return (((tick - began) % frameTicks) + frameTicks) % frameTicks;
	}

	#frame(): void {
		const s = this.#s;
		const format = this.#format;
		const mask = 2 ** format.slotBits - 1;
		const words = wordsOf(s.first & mask, s.second & mask, format);
		s.bit = 0;
		s.first = 0;
		s.second = 0;
		if (format.fifoMod !== 1) {
			for (const word of words) this.#push(word);
		} else if (s.halves === 0) {
			s.half = words[0];
			s.halves = 1;
		} else {
			s.halves = 0;
			this.#push(((s.half & 0xffff0000) | (words[0] >>> 16)) >>> 0);
		}
	}

	#push(word: number): void {
		const s = this.#s;
		if (!this.#usesDma) {
			if (!this.#fifo.push(word)) this.#regs.intRaw |= R.INT_RX_WFULL;
			return;
		}
		s.words++;
		const end = s.words >= this.#regs.rxEofNum;
		if (end) s.words = 0;
		this.#slc.put(word, end);
	}

	/** Words until the FIFO is worth reading, or has one too many. */
	get #untilNotice(): number {
		const threshold = this.#regs.fifoConf & R.FIFO_CONF_DATA_NUM_MASK;
		const { count, room } = this.#fifo;
		return count < threshold ? threshold - count : room + 1;
	}

	get #usesDma(): boolean {
		return (this.#regs.fifoConf & R.FIFO_CONF_DSCR_EN) !== 0;
	}

	get #mayRun(): boolean {
		const { conf } = this.#regs;
		return (conf & (R.CONF_RX_START | R.CONF_RX_RESET | R.CONF_RECE_SLAVE_MOD)) === R.CONF_RX_START;
	}

	get #format(): I2sFormat {
		return rxFormat(this.#regs);
	}

	get #bitTicks(): number {
		return this.#soc.clocks.apbTicks(bitCycles(this.#regs.conf) / 2);
	}

	/** From a bit's beginning to its sample. */
	get #half(): number {
		return Math.floor(this.#bitTicks / 2);
	}
}
