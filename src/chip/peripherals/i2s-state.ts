/** The mutable state of I2S. */
import { component, type Fields, u32, u64, type View, words } from "../state/fields.js";
import { FIFO_WORDS } from "./i2s-registers.js";

/** Words that are taken from the FIFO, or brought to memory, at one time. */
export const BURST_WORDS = 16;

export const i2sComponent = component("i2s", {
	conf: u32(),
	intRaw: u32(),
	intEna: u32(),
	timing: u32(),
	fifoConf: u32(),
	rxEofNum: u32(),
	singleData: u32(),
	confChan: u32(),
});

export const fifoFields = { head: u32(), count: u32(), ring: words(FIFO_WORDS) } as const satisfies Fields;

export const i2sTxFifoComponent = component("i2s.tx.fifo", fifoFields);
export const i2sRxFifoComponent = component("i2s.rx.fifo", fifoFields);

export const i2sTxComponent = component("i2s.tx", {
	running: u32(),
	/** Words that are being sent since tick `from`; none while the last frame is sent again and again. */
	count: u32(),
	from: u64(),
	burst: words(BURST_WORDS),
	/** Words of the last frame. */
	last: words(2),
	/** Where the frame ends after which words are taken again; 0 when nothing waits for that. */
	resume: u64(),
	/** When the DMA goes on to fill the FIFO; 0 when it has nothing to do. */
	fillAt: u64(),
});

export const i2sRxComponent = component("i2s.rx", {
	running: u32(),
	/** Tick of the next sample, and its number within the frame. */
	next: u64(),
	bit: u32(),
	/** The frame's channels so far. */
	first: u32(),
	second: u32(),
	/** FIFO_MOD 1: the sample before, at the top, when `halves` is 1. */
	half: u32(),
	halves: u32(),
	/** Words since the last end of a frame in memory. */
	words: u32(),
});

export type I2sState = View<(typeof i2sComponent)["fields"]>;
export type I2sTxState = View<(typeof i2sTxComponent)["fields"]>;
export type I2sRxState = View<(typeof i2sRxComponent)["fields"]>;
