/**
 * MicroPython's interned strings, found in an image without symbols: pools of a form that nothing else has. A pool names
 * the one before it and how many strings there are before its own.
 *
 * Source: py/qstr.h, of v1.12 to v1.18, and from v1.19 on, where hashes and lengths have arrays of their own.
 */
import { DRAM_BASE, DRAM_SIZE, FLASH_WINDOW_BASE, FLASH_WINDOW_SIZE } from "../../chip/memory/memories.js";
import type { Memory } from "../code/image-memory.js";

/** Which form the build has. */
export type PythonLayout = "hashes in strings" | "hashes apart";

interface Pool {
	readonly first: number;
	readonly count: number;
	/** Of the first pointer to a string. */
	readonly pointers: number;
	readonly lengths: number;
}

/** What the first pool allocates, and how many strings a pool of an image may have. */
const ALLOCATED = 10;
const FEWEST = 50;
const MOST = 8000;
const POOLS = 32;
/** Of a string's hash, in front of its length. */
const HASH_BYTES = 2;
/** Strings of a pool that are looked at before it is taken for one. */
const CHECKED = 40;
const COUNT_MASK = 0x7fffffff;

export class Qstrs {
	readonly layout: PythonLayout;
	readonly #memory: Memory;
	readonly #pools: readonly Pool[];

	private constructor(memory: Memory, layout: PythonLayout, pools: readonly Pool[]) {
		this.#memory = memory;
		this.layout = layout;
		this.#pools = pools;
	}

	/** Finds the pools; undefined where there are none, as before a firmware has started. */
	static find(memory: Memory): Qstrs | undefined {
		const words = [
			wordsOf(memory, FLASH_WINDOW_BASE, FLASH_WINDOW_SIZE),
			wordsOf(memory, DRAM_BASE, DRAM_SIZE),
		];
		const [flash] = words;
		for (let i = 0; i + 8 < flash.words.length; i++) {
			if (flash.words[i] !== 0 || flash.words[i + 1] !== 0 || flash.words[i + 2] !== ALLOCATED) continue;
			const count = flash.words[i + 3];
			if (count < FEWEST || count > MOST) continue;
			const at = flash.base + 4 * i;
			for (const layout of ["hashes in strings", "hashes apart"] as const) {
				const first = poolAt(memory, at, 0, layout);
				if (!first) continue;
				const found = new Qstrs(memory, layout, chainOf(memory, words, at, first, layout));
				if (found.#isSound(first)) return found;
			}
		}
		return undefined;
	}

	/** Whether the first strings are such. */
	#isSound({ count }: Pool): boolean {
		// The null string, and the empty one.
		if (this.text(0) !== "" || this.text(1) !== "") return false;
		for (let i = 2; i < Math.min(count, CHECKED); i++)
			if (!/^[\x20-\x7e\r\n]+$/.test(this.text(i) ?? "")) return false;
		return true;
	}

	/** The text of a string by its number. */
	text(number: number): string | undefined {
		const pool = this.#pools.find(({ first, count }) => number >= first && number < first + count);
		if (!pool) return undefined;
		const index = number - pool.first;
		const pointer = this.#memory.peek(pool.pointers + 4 * index, 4);
		if (pointer === undefined) return undefined;
		const isApart = this.layout === "hashes apart";
		const length = this.#memory.peek(isApart ? pool.lengths + index : pointer + HASH_BYTES, 1) ?? 0;
		const from = isApart ? pointer : pointer + HASH_BYTES + 1;
		const bytes = Array.from({ length }, (_, i) => this.#memory.peek(from + i, 1));
		return bytes.includes(undefined) || this.#memory.peek(from + length, 1) !== 0
			? undefined
			: Buffer.from(bytes as number[]).toString("utf8");
	}
}

interface Words {
	readonly base: number;
	readonly words: Uint32Array;
}

function wordsOf(memory: Memory, base: number, size: number): Words {
	return {
		base,
		words: Uint32Array.from({ length: size >> 2 }, (_, i) => memory.peek(base + 4 * i, 4) ?? 0),
	};
}

function poolAt(memory: Memory, at: number, first: number, layout: PythonLayout): Pool | undefined {
	const count = memory.peek(at + 12, 4) ?? 0;
	const pointers = at + (layout === "hashes apart" ? 24 : 16);
	const lengths = layout === "hashes apart" ? (memory.peek(at + 20, 4) ?? 0) : 0;
	return { first, count, pointers, lengths };
}

/** The pools that follow on the one at `at`, each found by its pointer to the one before. */
function chainOf(
	memory: Memory,
	memories: readonly Words[],
	at: number,
	first: Pool,
	layout: PythonLayout,
): Pool[] {
	const pools = [first];
	let last = at;
	while (pools.length < POOLS) {
		const total = pools[pools.length - 1].first + pools[pools.length - 1].count;
		let next: number | undefined;
		for (const { base, words } of memories) {
			const i = words.findIndex((word, k) => word === last && (words[k + 1] & COUNT_MASK) === total);
			if (i >= 0) next = base + 4 * i;
		}
		const pool = next === undefined ? undefined : poolAt(memory, next, total, layout);
		if (next === undefined || !pool) return pools;
		pools.push(pool);
		last = next;
	}
	return pools;
}
