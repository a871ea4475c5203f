/**
 * The round in which a slice ends: what its way has done up to any of its instructions.
 *
 * What such a round writes is the same as in a whole one of its way, up to where it stops: it needs no more than that.
 */
import type { Loop, Way, Write } from "./loop.js";
import { Skipped } from "./skip-locals.js";
import type { Expression } from "./values.js";

/** Instructions between two summaries of what was written so far. */
const STRIDE = 64;
/** Numbers of what varies. */
const MOST_VARYING = 160;
/** In the place of a mask: the value is the number of what varies. */
const VARIES = 0;

/** Writes as numbers: word, mask, value; with VARIES for a mask, the value's number. */
type Writes = Int32Array;

export interface Rump {
	/** What varies, by its number, as far as it is to be worked out. */
	readonly varying: readonly Expression[];
	/** Words as they are when the round begins, numbered from behind what varies. */
	readonly copied: readonly number[];
	/** Addresses: of each instruction, and of the one behind the round. */
	readonly pcs: Int32Array;
	/** Cycles from the start to behind each instruction. */
	readonly cycles: Int32Array;
	readonly writes: Writes;
	/** How many of them there are behind each instruction. */
	readonly written: Int32Array;
	/** What was written before every STRIDE-th instruction, each word once. */
	readonly summaries: readonly Writes[];
	/** Ticks from the start to the last stamp, for each instruction; -1 before the first. */
	readonly stamps: Int32Array;
}

/** What a write depends on, by number. */
class Numbers {
	readonly varying: Expression[] = [];
	readonly copied: number[] = [];
	readonly #of = new Map<Expression | number, number>();

	constructor(writes: readonly Write[]) {
		// A word that was only loaded is not looked at by the round, and can be what it likes.
		for (const { varying } of writes) if (varying && varying.kind !== "cell") this.#add(varying);
		const first = this.varying.length;
		for (const { varying } of writes) {
			if (varying?.kind !== "cell" || this.#of.has(varying.index)) continue;
			this.#of.set(varying.index, first + this.copied.push(varying.index) - 1);
		}
	}

	get count(): number {
		return this.varying.length + this.copied.length;
	}

	of(expression: Expression): number {
		return this.#of.get(expression.kind === "cell" ? expression.index : expression)!;
	}

	#add(expression: Expression): void {
		if (!this.#of.has(expression)) this.#of.set(expression, this.varying.push(expression) - 1);
	}
}

/** Adds a write to what was written to its word before. */
function merged(before: Write | undefined, write: Write): Write {
	if (!before || write.mask === -1) return write;
	return { ...before, mask: before.mask | write.mask, value: (before.value & ~write.mask) | write.value };
}

/** The rump of a way; undefined when too much varies. */
export function rumpOf({ pcs, course }: Way, { pc }: Loop): Rump | undefined {
	const numbers = new Numbers(course.writes);
	if (numbers.count > MOST_VARYING) return undefined;
	const encoded = (writes: Iterable<Write>): Writes =>
		Int32Array.from(
			[...writes].flatMap(({ word, mask, value, varying }) =>
				varying ? [word, VARIES, numbers.of(varying)] : [word, mask, value],
			),
		);
	const summaries: Writes[] = [];
	const sofar = new Map<number, Write>();
	const stamps = new Int32Array(pcs.length).fill(-1);
	for (const { instruction, ticks } of course.stamps) stamps.fill(ticks, instruction);
	for (let i = 0, w = 0; i < pcs.length; i++) {
		if (i % STRIDE === 0) summaries.push(encoded(sofar.values()));
		for (; w < course.written[i]; w++) {
			const write = course.writes[w];
			sofar.set(write.word, merged(sofar.get(write.word), write));
		}
	}
	return {
		varying: numbers.varying,
		copied: numbers.copied,
		pcs: Int32Array.from([...pcs, pc]),
		cycles: Int32Array.from(course.cycles),
		writes: encoded(course.writes),
		written: Int32Array.from(course.written),
		summaries,
		stamps,
	};
}

/** The number of the instruction in which `left` cycles are spent: at most those of the round. */
export function lastInstruction({ cycles }: Rump, left: number): number {
	let low = 0;
	let high = cycles.length - 1;
	while (low < high) {
		const middle = (low + high) >> 1;
		if (cycles[middle] >= left) high = middle;
		else low = middle + 1;
	}
	return low;
}

/** Writes what the round has written behind instruction `last`; `at` is the first word of what a skip leaves. */
export function writeUpTo(rump: Rump, last: number, words: Int32Array, at: number): void {
	const varying = at + (Skipped.VARYING >> 2);
	const { copied } = rump;
	const firstCopy = varying + rump.varying.length;
	for (let i = 0; i < copied.length; i++) words[firstCopy + i] = words[copied[i]];
	const stride = Math.floor(last / STRIDE);
	const summary = rump.summaries[stride];
	writeAll(summary, 0, summary.length, words, varying);
	const from = stride === 0 ? 0 : rump.written[stride * STRIDE - 1];
	writeAll(rump.writes, 3 * from, 3 * rump.written[last], words, varying);
}

function writeAll(writes: Writes, from: number, to: number, words: Int32Array, varying: number): void {
	for (let i = from; i < to; i += 3) {
		const word = writes[i];
		const mask = writes[i + 1];
		const value = writes[i + 2];
		if (mask === -1) words[word] = value;
		else if (mask === VARIES) words[word] = words[varying + value];
		else words[word] = (words[word] & ~mask) | value;
	}
}
