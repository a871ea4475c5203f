/** Which regions there are, where they are entered, and which words of code memory they were made from. */
import type { Bus } from "../memory/bus.js";
import { CodeSpace } from "../xtensa/code-cache.js";
import type { Translation } from "./region.js";
import { CodeRange } from "./scratch.js";

/** A translation that can be run. */
export interface LiveRegion extends Translation {
	readonly run: () => void;
	/** Calls of `run`, as far as they are counted. */
	calls: number;
	/** How often control went from it to another region, since it was last thought about. */
	crossings: number;
	/** Crossings that make it worth a thought. */
	patience: number;
	/** Loads and stores that were not to data RAM. */
	misses: number;
}

/** Entries are numbered with 16 bits; 0 is none. */
const LAST_ENTRY = 0xffff;

export class RegionTable {
	/** The table translated code looks targets up in. */
	readonly #table: Uint16Array;
	/** 1 for each word of code memory that some region was made from. */
	readonly #covered = new Uint8Array(CodeRange.SIZE >> 2);
	readonly #regions = new Set<LiveRegion>();
	readonly #byEntry: (LiveRegion | undefined)[] = [];
	readonly #bus: Bus;
	#nextEntry = 1;

	constructor(bus: Bus, table: Uint16Array) {
		this.#bus = bus;
		this.#table = table;
	}

	/** The number the next region's first entry will have. */
	get nextEntry(): number {
		return this.#nextEntry;
	}

	get count(): number {
		return this.#regions.size;
	}

	/** The region that is entered at `pc`. */
	at(pc: number): LiveRegion | undefined {
		const offset = (pc - CodeRange.BASE) >>> 0;
		return offset < CodeRange.SIZE ? this.#byEntry[this.#table[offset]] : undefined;
	}

	/** Whether the numbers suffice for a region of `entries`. */
	hasRoomFor(entries: number): boolean {
		return this.#nextEntry + entries <= LAST_ENTRY;
	}

	add(region: LiveRegion): void {
		this.#regions.add(region);
		this.#nextEntry = region.firstEntry + region.entries.length;
		region.entries.forEach((pc, i) => {
			this.#byEntry[region.firstEntry + i] = region;
			this.#table[pc - CodeRange.BASE] = region.firstEntry + i;
			this.#bus.code.mark((pc - CodeSpace.BASE) * 2);
		});
		for (const word of region.words) this.#covered[(word - CodeRange.BASE) >>> 2] = 1;
	}

	/** Forgets a region. What it covered stays covered: a change there costs one look more. */
	remove(region: LiveRegion): void {
		this.#regions.delete(region);
		region.entries.forEach((pc, i) => {
			const number = region.firstEntry + i;
			this.#byEntry[number] = undefined;
			if (this.#table[pc - CodeRange.BASE] !== number) return;
			this.#table[pc - CodeRange.BASE] = 0;
			this.#bus.code.unmark((pc - CodeSpace.BASE) * 2);
		});
	}

	/** Forgets all regions, and begins to number entries anew. */
	clear(): void {
		for (const region of this.#regions) this.remove(region);
		this.#covered.fill(0);
		this.#byEntry.length = 0;
		this.#nextEntry = 1;
	}

	/** Forgets the regions that were made from any of the `length` bytes at `address`; true when there were any. */
	drop(address: number, length: number): boolean {
		// The code cache drops what begins up to two bytes before.
		const start = (Math.max(address - 2 - CodeRange.BASE, 0) >>> 2) | 0;
		const end = Math.min((address + length - CodeRange.BASE + 3) >> 2, this.#covered.length);
		let covered = false;
		for (let at = start; at < end && !covered; at++) covered = this.#covered[at] !== 0;
		if (!covered) return false;
		let found = false;
		for (const region of this.#regions) {
			if (!this.#isMadeFrom(region, start, end)) continue;
			this.remove(region);
			found = true;
		}
		return found;
	}

	#isMadeFrom(region: LiveRegion, start: number, end: number): boolean {
		for (const word of region.words) {
			const at = (word - CodeRange.BASE) >>> 2;
			if (at >= start && at < end) return true;
		}
		return false;
	}
}
