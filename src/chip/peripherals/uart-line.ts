/**
 * What is on a UART's line: the bits of a frame, and what a receiver sees in them that runs at another speed.
 * The frame format is the receiver's own (CONF0 bits 5:0); the far end is taken to use the same.
 */

import { TICKS_PER_SECOND } from "../time.js";

const PARITY_ODD = 1 << 0;
const PARITY_EN = 1 << 1;
const BIT_NUM_SHIFT = 2;
const STOP_BIT_NUM_SHIFT = 4;
/** Stop bits by their code, in halves. */
const STOP_HALF_BITS = [2, 2, 3, 4] as const;

const dataBits = (conf0: number): number => 5 + ((conf0 >>> BIT_NUM_SHIFT) & 3);

function parityOf(data: number, conf0: number): number {
	let parity = conf0 & PARITY_ODD;
	for (let rest = data; rest !== 0; rest >>>= 1) parity ^= rest & 1;
	return parity;
}

/** Length of a frame in bits, a multiple of one half: start, 5 to 8 data, parity, and 1, 1.5 or 2 stop bits. */
export function frameBits(conf0: number): number {
	const parity = conf0 & PARITY_EN ? 1 : 0;
	return 1 + dataBits(conf0) + parity + STOP_HALF_BITS[(conf0 >>> STOP_BIT_NUM_SHIFT) & 3] / 2;
}

/** The line's levels bit by bit: start, data (low bit first), parity, one stop bit. */
function frameLevels(byte: number, conf0: number): number[] {
	const bits = dataBits(conf0);
	const data = byte & ((1 << bits) - 1);
	const levels = [0];
	for (let bit = 0; bit < bits; bit++) levels.push((data >>> bit) & 1);
	if (conf0 & PARITY_EN) levels.push(parityOf(data, conf0));
	levels.push(1);
	return levels;
}

/** The speed, baud, at which the start bit and zero data bits of a frame take `ticks`. */
export function breakBaud(conf0: number, ticks: number): number {
	return Math.max(1, Math.round(((1 + dataBits(conf0)) * TICKS_PER_SECOND) / Math.max(1, ticks)));
}

/** What a receiver makes of one frame. */
export interface Reception {
	readonly byte: number;
	readonly parityError: boolean;
	/** There is no stop bit where one should be. */
	readonly framingError: boolean;
	/** The line was low for the whole of the frame. */
	readonly breakDetected: boolean;
}

/** Samples the frame of `byte`, sent at `sent` baud, in the bit centres of a receiver at `own` baud. */
export function receiveFrame(byte: number, sent: number, own: number, conf0: number): Reception {
	const levels = frameLevels(byte, conf0);
	const seen = levels.map((_, bit) => levels[Math.floor(((2 * bit + 1) * sent) / (2 * own))] ?? 1);
	const bits = dataBits(conf0);
	let data = 0;
	for (let bit = 0; bit < bits; bit++) data |= seen[1 + bit] << bit;
	return {
		byte: data,
		parityError: (conf0 & PARITY_EN) !== 0 && seen[1 + bits] !== parityOf(data, conf0),
		framingError: seen[seen.length - 1] === 0,
		breakDetected: !seen.includes(1),
	};
}

/** The pulses of a frame that begin and end within it, and the number of edges. */
export interface Pulses {
	/** Bits of the shortest low and the shortest high pulse; Infinity when there is none. */
	readonly low: number;
	readonly high: number;
	readonly edges: number;
}

/** The pulses of the frame of `byte`, between its start bit's edge and the one into its stop bit. */
export function framePulses(byte: number, conf0: number): Pulses {
	const shortest = [Number.POSITIVE_INFINITY, Number.POSITIVE_INFINITY];
	const levels = frameLevels(byte, conf0);
	let edges = 1;
	let run = 1;
	for (let bit = 1; bit < levels.length; bit++) {
		if (levels[bit] === levels[bit - 1]) {
			run++;
			continue;
		}
		const level = levels[bit - 1];
		shortest[level] = Math.min(shortest[level], run);
		edges++;
		run = 1;
	}
	return { low: shortest[0], high: shortest[1], edges };
}
