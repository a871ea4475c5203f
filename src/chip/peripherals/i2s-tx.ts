/**
 * I2S's transmitter: takes words from its FIFO in bursts and tells the outside their bits as the first one begins. The
 * DMA keeps the FIFO full. With nothing to send the last frame goes out again and again.
 */
import type { PinBits } from "../outputs.js";
import type { Soc } from "../soc.js";
import { NEVER } from "../time.js";
import {
	bitCycles,
	bitsOf,
	clockBits,
	frameBits,
	framesAtOnce,
	type I2sFormat,
	plainBytes,
	txFormat,
	wordsAtOnce,
	wsBits,
} from "./i2s-format.js";
import * as R from "./i2s-registers.js";
import { BURST_WORDS, type I2sState, type I2sTxState } from "./i2s-state.js";
import { pinBits, standing } from "./pin-bits.js";
import type { Ring } from "./ring.js";
import type { Slc } from "./slc.js";

/** Ticks the DMA takes a word: assumed, two cycles of its bus. */
const DMA_TICKS_PER_WORD = 4;
/** The DMA's pauses, assumed too: after a frame's end, so that the CPU can see it, and on the way round an empty list. */
const DMA_PAUSE_TICKS = 64;
const DMA_IDLE_TICKS = 16_384;

export const WS_PAD = 2;
export const DATA_PAD = 3;
export const BCK_PAD = 15;

/** Tells the outside what a pad does from tick `tick` on, if the pad is I2S's. */
export type TellPad = (pad: number, tick: number) => void;

export class I2sTransmitter {
	readonly #soc: Soc;
	readonly #regs: I2sState;
	readonly #s: I2sTxState;
	readonly #fifo: Ring;
	readonly #slc: Slc;
	readonly #tell: TellPad;

	constructor(
		soc: Soc,
		{ regs, state, fifo, slc }: { regs: I2sState; state: I2sTxState; fifo: Ring; slc: Slc },
		tell: TellPad,
	) {
		this.#soc = soc;
		this.#regs = regs;
		this.#s = state;
		this.#fifo = fifo;
		this.#slc = slc;
		this.#tell = tell;
	}

	/** Forgets the words under way, as TX_RESET does. */
	reset(): void {
		const s = this.#s;
		s.count = 0;
		s.last.fill(0);
		s.resume = 0;
	}

	/** Registers or clocks may have changed: runs, stops or goes on at the new pace. `changed` when the pace has changed. */
	update(changed: boolean): void {
		const s = this.#s;
		const runs = this.#mayRun;
		const now = this.#soc.now();
		if (runs && (!s.running || changed)) {
			if (s.running) this.#drop();
			s.running = 1;
			this.#begin(now);
			for (const pad of [WS_PAD, BCK_PAD]) this.#tell(pad, now);
		} else if (!runs && s.running) {
			this.#drop();
			s.running = 0;
			for (const pad of [WS_PAD, DATA_PAD, BCK_PAD]) this.#tell(pad, now);
		}
	}

	/** Before a change: leaves the frames that are over behind. */
	settle(): void {
		const s = this.#s;
		if (!s.running || s.count === 0) return;
		const format = this.#format;
		const unit = wordsAtOnce(format);
		const unitTicks = framesAtOnce(format) * frameBits(format) * this.#bitTicks;
		const over = Math.floor((this.#soc.now() - s.from) / unitTicks);
		const units = Math.max(0, Math.min(Math.floor(s.count / unit) - 1, over));
		s.burst.copyWithin(0, units * unit, s.count);
		s.count -= units * unit;
		s.from += units * unitTicks;
	}

	/** There may be words for the FIFO. */
	fill(): void {
		const s = this.#s;
		const now = this.#soc.now();
		s.fillAt = 0;
		if (!(this.#regs.fifoConf & R.FIFO_CONF_DSCR_EN) || !this.#slc.hasData) return;
		const { room } = this.#fifo;
		if (room === 0) return;
		const taken = this.#slc.take(room, (word) => this.#fifo.push(word));
		if (taken > 0) this.#dataCame(now);
		if (taken < room && this.#slc.hasData) {
			s.fillAt = now + (taken > 0 ? DMA_PAUSE_TICKS + taken * DMA_TICKS_PER_WORD : DMA_IDLE_TICKS);
		}
	}

	/** The CPU writes the FIFO; a full one loses the word. */
	push(word: number): void {
		if (!this.#fifo.push(word)) this.#regs.intRaw |= R.INT_TX_WFULL;
		else this.#dataCame(this.#soc.now());
	}

	deadline(): number {
		const s = this.#s;
		const fill = s.fillAt > 0 ? s.fillAt : NEVER;
		if (!s.running) return fill;
		return Math.min(fill, s.count > 0 ? this.#burstEnd : s.resume > 0 ? s.resume : NEVER);
	}

	fire(): void {
		const s = this.#s;
		const now = this.#soc.now();
		if (s.fillAt > 0 && s.fillAt <= now) this.fill();
		if (!s.running) return;
		// More than one when the CPU was busy with a long instruction.
		while (s.count > 0 && this.#burstEnd <= now) this.#next(this.#burstEnd);
		if (s.count === 0 && s.resume > 0 && s.resume <= now) this.#next(s.resume);
	}

	paused(ticks: number): void {
		const s = this.#s;
		s.from += ticks;
		if (s.resume > 0) s.resume += ticks;
		if (s.fillAt > 0) s.fillAt += ticks;
	}

	/** The level of a pad of ours now. */
	level(pad: number): 0 | 1 {
		const s = this.#s;
		if (!s.running) return 0;
		const elapsed = this.#soc.now() - s.from;
		const { bits, ticks, repeat } = this.#bitsAt(pad);
		const at = Math.floor(elapsed / ticks);
		return bits[repeat ? at % bits.length : Math.min(at, bits.length - 1)] === 1 ? 1 : 0;
	}

	/** Tells the outside what a pad of ours does from tick `tick` on. */
	report(pad: number, tick: number): void {
		const s = this.#s;
		this.#soc.outputs.bits?.(tick, pad, s.running ? this.#pinBits(pad, tick) : standing(0));
	}

	#pinBits(pad: number, tick: number): PinBits {
		const { from } = this.#s;
		const plain = pad === DATA_PAD && tick === from ? plainBytes(this.#words, this.#format) : undefined;
		if (plain) {
			const [bitTicks, repeat] = [this.#bitTicks, this.#s.count === 0];
			return { bytes: plain, count: 8 * plain.length, bitTicks, elapsed: 0, repeat };
		}
		const { bits, ticks, repeat } = this.#bitsAt(pad);
		return pinBits(bits, ticks, tick - from, repeat);
	}

	/** What is being sent: a burst, or the last frame again. */
	get #words(): Uint32Array {
		const s = this.#s;
		return s.count > 0 ? s.burst.subarray(0, s.count) : s.last.subarray(0, wordsAtOnce(this.#format));
	}

	/** What a pad does since tick `from`. */
	#bitsAt(pad: number): { bits: readonly number[]; ticks: number; repeat: boolean } {
		const s = this.#s;
		const bitTicks = this.#bitTicks;
		const format = this.#format;
		if (pad === BCK_PAD) return { ...clockBits(bitTicks), repeat: true };
		if (pad === WS_PAD) return { bits: wsBits(format), ticks: bitTicks, repeat: true };
		const bits = bitsOf(this.#words, format, this.#regs.singleData);
		return { bits, ticks: bitTicks, repeat: s.count === 0 };
	}

	/** The frame that has begun is lost. */
	#drop(): void {
		const s = this.#s;
		if (s.count === 0 || s.from === this.#soc.now()) return;
		const words = Math.min(s.count, wordsAtOnce(this.#format));
		s.burst.copyWithin(0, words, s.count);
		s.count -= words;
	}

	/** Begins at tick `tick` with what was left of a burst, or the next one. */
	#begin(tick: number): void {
		const s = this.#s;
		if (s.count === 0) {
			this.fill();
			this.#next(tick);
			return;
		}
		s.from = tick;
		this.#tell(DATA_PAD, tick);
	}

	/** Takes the next words out of the FIFO, whose first bit is sent at tick `tick`. */
	#next(tick: number): void {
		const s = this.#s;
		const unit = wordsAtOnce(this.#format);
		const count = Math.min(BURST_WORDS, Math.floor(this.#fifo.count / unit) * unit);
		s.from = tick;
		s.resume = 0;
		if (count === 0) {
			s.count = 0;
			this.#slc.underflow();
			this.#regs.intRaw |= R.INT_TX_REMPTY;
		} else {
			for (let i = 0; i < count; i++) s.burst[i] = this.#fifo.pop();
			s.count = count;
			for (let i = 0; i < unit; i++) s.last[i] = s.burst[count - unit + i];
		}
		this.#tell(DATA_PAD, tick);
		if (s.fillAt === 0) this.fill();
	}

	/** Words wait while the last frame is repeated: they are taken when it is over. */
	#dataCame(tick: number): void {
		const s = this.#s;
		if (!s.running || s.count > 0 || s.resume > 0) return;
		if (this.#fifo.count < wordsAtOnce(this.#format)) return;
		const ticks = this.#bitTicks * frameBits(this.#format);
		s.resume = s.from + Math.max(1, Math.ceil((tick - s.from) / ticks)) * ticks;
	}

	get #mayRun(): boolean {
		const { conf } = this.#regs;
		return (conf & (R.CONF_TX_START | R.CONF_TX_RESET | R.CONF_TRANS_SLAVE_MOD)) === R.CONF_TX_START;
	}

	get #burstEnd(): number {
		const s = this.#s;
		const format = this.#format;
		const frames = Math.floor(s.count / wordsAtOnce(format)) * framesAtOnce(format);
		return s.from + frames * frameBits(format) * this.#bitTicks;
	}

	get #format(): I2sFormat {
		return txFormat(this.#regs);
	}

	/** The I2S clock is twice the APB's. */
	get #bitTicks(): number {
		return this.#soc.clocks.apbTicks(bitCycles(this.#regs.conf) / 2);
	}
}
