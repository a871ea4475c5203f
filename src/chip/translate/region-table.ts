/** Which regions there are, where they are entered, and which words of code memory they were made from. */
import type { Bus } from "../memory/bus.js";
import { CodeSpace } from "../xtensa/code-cache.js";
import type { Plan } from "./discover.js";
import type { Translation } from "./region.js";
import { CodeRange, ENTRY_NUMBERS, IN_WINDOW, REGION_NUMBERS, Scratch } from "./scratch.js";
import type { Kept } from "./shelf.js";

/** A translation that can be run. */
export interface LiveRegion extends Translation {
	/** What it is an instance of, where others may use that too. */
	readonly kept: Kept | undefined;
	/** The table's number of its first entry. */
	readonly firstEntry: number;
	/** From 1. */
	readonly number: number;
	/** How often control may come to it from other regions before they are perhaps joined. */
	patience: number;
	/** Whether it was made while the flash window was closed. */
	readonly isForClosed: boolean;
	/** Loads and stores that were not to data RAM. */
	misses: number;
}

export class RegionTable {
	/** The tables translated code looks targets up in. */
	readonly #entries: Uint16Array;
	readonly #regionOfEntry: Uint16Array;
	readonly #patience: Uint32Array;
	/** 1 for each word of code memory that some region was made from. */
	readonly #covered = new Uint8Array(CodeRange.SIZE >> 2);
	readonly #regions: (LiveRegion | undefined)[] = [undefined];
	readonly #freeNumbers: number[] = [];
	readonly #bus: Bus;
	#nextEntry = 1;

	constructor(bus: Bus, memory: ArrayBuffer, scratch: number) {
		this.#bus = bus;
		this.#entries = new Uint16Array(memory, scratch + Scratch.TABLE, CodeRange.SIZE);
		this.#regionOfEntry = new Uint16Array(memory, scratch + Scratch.REGIONS, ENTRY_NUMBERS);
		this.#patience = new Uint32Array(memory, scratch + Scratch.PATIENCE, REGION_NUMBERS);
	}

	/** The number the next region's first entry will have. */
	get nextEntry(): number {
		return this.#nextEntry;
	}

	/** The number the next region will have. */
	get nextNumber(): number {
		return this.#freeNumbers.at(-1) ?? this.#regions.length;
	}

	/** The region that is entered at `pc`. */
	at(pc: number): LiveRegion | undefined {
		const offset = (pc - CodeRange.BASE) >>> 0;
		if (offset >= CodeRange.SIZE) return undefined;
		return this.#regions[this.#regionOfEntry[this.#entries[offset]] & ~IN_WINDOW];
	}

	numbered(number: number): LiveRegion | undefined {
		return this.#regions[number];
	}

	/** Whether there are numbers for a region of `entries`. */
	hasRoomFor(entries: number): boolean {
		return this.#nextEntry + entries <= ENTRY_NUMBERS && this.nextNumber < REGION_NUMBERS;
	}

	add(region: LiveRegion): void {
		this.#freeNumbers.pop();
		this.#regions[region.number] = region;
		this.setPatience(region, region.patience);
		this.#nextEntry = region.firstEntry + region.entries.length;
		region.entries.forEach((pc, i) => {
			this.#regionOfEntry[region.firstEntry + i] = region.number | (region.inWindow ? IN_WINDOW : 0);
			this.#entries[pc - CodeRange.BASE] = region.firstEntry + i;
			this.#bus.code.mark((pc - CodeSpace.BASE) * 2);
		});
		for (const word of region.words) this.#covered[(word - CodeRange.BASE) >>> 2] = 1;
	}

	/** Whether control has come to `region` as often as it may. */
	isOutOfPatience({ number }: LiveRegion): boolean {
		return this.#patience[number] === 0;
	}

	setPatience(region: LiveRegion, patience: number): void {
		region.patience = patience;
		this.#patience[region.number] = patience;
	}

	/** Forgets a region. What it covered stays covered: a change there costs one look more. */
	remove(region: LiveRegion): void {
		this.#regions[region.number] = undefined;
		this.#freeNumbers.push(region.number);
		region.entries.forEach((pc, i) => {
			const number = region.firstEntry + i;
			this.#regionOfEntry[number] = 0;
			if (this.#entries[pc - CodeRange.BASE] !== number) return;
			this.#entries[pc - CodeRange.BASE] = 0;
			this.#bus.code.unmark((pc - CodeSpace.BASE) * 2);
		});
	}

	/** Forgets all regions, and begins to number entries anew. */
	clear(): void {
		for (const region of this.#regions) if (region) this.remove(region);
		this.#covered.fill(0);
		this.#regions.length = 1;
		this.#freeNumbers.length = 0;
		this.#nextEntry = 1;
	}

	/** What the regions were made to hold. */
	plans(): Plan[] {
		return this.#regions.flatMap((region) => (region ? [region.plan] : []));
	}

	/** The regions that were made from the word at `pc`. */
	madeFrom(pc: number): LiveRegion[] {
		return this.#regions.filter((region): region is LiveRegion => region?.words.has(pc & ~3) === true);
	}

	/** Forgets the regions that were made from any of the `length` bytes at `address`; true when there were any. */
	drop(address: number, length: number): boolean {
		if (this.#nextEntry === 1) return false;
		// The code cache drops what begins up to two bytes before.
		const start = Math.max(address - 2 - CodeRange.BASE, 0) >>> 2;
		const end = Math.min((address + length - CodeRange.BASE + 3) >> 2, this.#covered.length);
		let covered = false;
		for (let at = start; at < end && !covered; at++) covered = this.#covered[at] !== 0;
		if (!covered) return false;
		let found = false;
		for (const region of this.#regions) {
			if (!region || !this.#isMadeFrom(region, start, end)) continue;
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
