/**
 * One function of our ROM against the mask ROM's: the same random arguments, memory and registers for both, and
 * afterwards the same result, the same data RAM, the same register writes in the same order, the same state of the core.
 */
import { DRAM_BASE } from "../../../src/chip/memory/memories.js";
import { Word } from "../../../src/chip/xtensa/cpu-state.js";
import type { Bench, Called } from "./bench.js";
import { Random } from "./random.js";
import { MadeUpRegisters } from "./registers.js";

/** A function, and how inputs for it are made up. */
export interface Comparison {
	/** Its entry point; for a function without one, what it is. */
	readonly name: string;
	/** Word of data RAM that holds the function's address, once `prepare` has been there. */
	readonly at?: number;
	/**
	 * How much of the result counts: a2, a2 and a3, the sign of a2, a2 as a pointer to code (a function that has no
	 * public name lies elsewhere in each ROM), or nothing.
	 */
	readonly result: "none" | "word" | "wide" | "sign" | "code";
	/** Puts memory and registers up and gives the arguments. */
	prepare(bench: Bench, random: Random): readonly number[];
	/** Share of the inputs that a slow function gets in a short run: 1 of n. */
	readonly slow?: number;
	/** Words of data RAM that hold a pointer to code, compared like a result of `code`. */
	readonly code?: readonly number[];
	/** Register writes that do not count, by address and value. */
	readonly ignore?: (address: number, value: number) => boolean;
}

/** Guest ticks after which a function counts as lost. */
const PATIENCE = 320e6;
/** Where functions have their stack: what they leave below it is nobody's business. */
const STACK_AREA = { from: 0x3fffb000, to: 0x3fffc000 };
const ROM_END = 0x40010000;
const ROM_BASE = 0x40000000;
/** What a function must hand back as it got it, or what is the core's state and not the function's own. */
const KEPT: readonly (readonly [name: string, word: number])[] = [
	...[1, 12, 13, 14, 15].map((n): [string, number] => [`a${n}`, n]),
	["INTENABLE", Word.INTENABLE],
	["PS", Word.PS],
	["VECBASE", Word.VECBASE],
	["CCOMPARE0", Word.CCOMPARE0],
];

/** How two calls of one function differ. */
export interface Difference {
	readonly input: number;
	readonly args: readonly number[];
	/** One line each: what, then the mask ROM's and ours. */
	readonly lines: readonly string[];
}

/** Two benches, and what in their data RAM can be compared. */
export class Pair {
	readonly #mask: Bench;
	readonly #own: Bench;
	readonly #entries: ReadonlyMap<string, number>;
	readonly #public: ReadonlySet<number>;
	/** Offsets of data RAM that both ROMs leave alike after boot: what differs is a ROM's own. */
	readonly #comparable: readonly (readonly [from: number, to: number])[];
	/** Instructions of all calls so far. */
	readonly instructions = { mask: 0, own: 0 };

	constructor(mask: Bench, own: Bench, entries: ReadonlyMap<string, number>) {
		this.#mask = mask;
		this.#own = own;
		this.#entries = entries;
		this.#public = new Set(entries.values());
		this.#comparable = alikeRanges(mask.dram32, own.dram32);
		for (const bench of [mask, own]) bench.registers = new MadeUpRegisters();
	}

	/** Calls both with inputs `from` to `to` - 1; the first difference, if there is one. */
	compare(f: Comparison, from: number, to: number): Difference | undefined {
		for (let input = from; input < to; input++) {
			const [args, mask] = this.#call(this.#mask, f, input);
			const [, own] = this.#call(this.#own, f, input);
			this.instructions.mask += mask.instructions;
			this.instructions.own += own.instructions;
			const lines = this.#differences(f, mask, own);
			if (lines.length > 0) return { input, args, lines };
		}
		return undefined;
	}

	#call(bench: Bench, f: Comparison, input: number): [readonly number[], Called] {
		bench.restore();
		bench.registers?.reset(input);
		const args = f.prepare(bench, new Random(7919 * input + 17));
		const address = f.at === undefined ? this.#entries.get(f.name) : bench.word(f.at);
		if (address === undefined) throw new RangeError(`the ROM has no entry ${f.name}`);
		return [args, bench.call(address, args, PATIENCE)];
	}

	#differences(f: Comparison, mask: Called, own: Called): string[] {
		const lines: string[] = [];
		const say = (what: string, a: unknown, b: unknown) => {
			if (a !== b) lines.push(`${what}: ${a}, ours ${b}`);
		};
		say("ends", mask.stop, own.stop);
		say("result", this.#result(f, mask), this.#result(f, own));
		for (const [name, word] of KEPT) say(name, hex(this.#mask.regs[word]), hex(this.#own.regs[word]));
		say("writes", writes(this.#mask, f), writes(this.#own, f));
		for (const [from, to] of this.#comparable) {
			if (Buffer.compare(this.#mask.dram.subarray(from, to), this.#own.dram.subarray(from, to)) === 0)
				continue;
			for (let at = from; at < to; at += 4) {
				const address = DRAM_BASE + at;
				const read = (bench: Bench) => this.#code(f.code?.includes(address) ?? false, bench.word(address));
				say(hex(address), read(this.#mask), read(this.#own));
			}
		}
		return lines;
	}

	#result(f: Comparison, { low, high }: Called): string {
		switch (f.result) {
			case "none":
				return "";
			case "sign":
				return String(Math.sign(low | 0));
			case "wide":
				return `${hex(low)} ${hex(high)}`;
			default:
				return this.#code(f.result === "code", low);
		}
	}

	/** A word as text; when it is a pointer into a ROM, to no entry point, one text for all. */
	#code(isCode: boolean, value: number): string {
		const unnamed = value >= ROM_BASE && value < ROM_END && !this.#public.has(value);
		return isCode && unnamed ? "a function without a name" : hex(value);
	}
}

function writes({ registers }: Bench, { ignore }: Comparison): string {
	const all = registers?.writes ?? [];
	const lines: string[] = [];
	for (let i = 0; i < all.length; i += 2)
		if (!ignore?.(all[i], all[i + 1])) lines.push(`${hex(all[i])}=${hex(all[i + 1])}`);
	return lines.join(" ");
}

function alikeRanges(mask: Int32Array, own: Int32Array): [number, number][] {
	const ranges: [number, number][] = [];
	for (let i = 0; i < mask.length; i++) {
		const address = DRAM_BASE + 4 * i;
		const stack = address >= STACK_AREA.from && address < STACK_AREA.to;
		if (stack || mask[i] !== own[i]) continue;
		const last = ranges.at(-1);
		if (last?.[1] === 4 * i) last[1] += 4;
		else ranges.push([4 * i, 4 * i + 4]);
	}
	return ranges;
}

function hex(value: number): string {
	return (value >>> 0).toString(16);
}
