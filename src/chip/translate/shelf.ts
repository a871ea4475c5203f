/**
 * Translations that other chips can use, and this one again: a region is a function of the words it was made from, so
 * where these are found again, after a reset or in the next chip of the process, it need not be made anew.
 *
 * A cache: which translations are found here shows in no chip's state.
 */
import type { Bus } from "../memory/bus.js";
import type { Plan } from "./discover.js";
import type { Translation } from "./region.js";
import type { Places } from "./scratch.js";

/** Bytes of modules that are kept. */
const BYTE_LIMIT = 48 << 20;
/** Translations entered at one address, of different code or different shape. */
const CHOICES = 8;

/** What a translation depends on beside the words it was made from. */
export interface Circumstances {
	/** Where a chip's parts lie. */
	readonly places: Places;
	/** Whether the flash window is closed. */
	readonly isForClosed: boolean;
	/** Before which instruction translated code must stop. */
	readonly barrier: number | undefined;
}

/** A translation, compiled, and what it depends on. */
export interface Kept extends Translation {
	readonly compiled: WebAssembly.Module;
	/** Of each address in `words`, and what stood there. */
	readonly content: ReadonlyMap<number, number>;
	readonly circumstances: Circumstances;
}

export class Shelf {
	/** By entry, youngest first. */
	readonly #byEntry = new Map<number, Kept[]>();
	/** Oldest first. */
	readonly #kept = new Set<Kept>();
	#bytes = 0;
	/** Translations that were made so far, and times that one was found. */
	made = 0;
	found = 0;

	/** Compiles a translation that was just made, and keeps it. */
	add(translation: Translation, bus: Bus, circumstances: Circumstances): Kept {
		const kept = {
			...translation,
			compiled: new WebAssembly.Module(translation.module),
			content: contentOf(bus, translation.words),
			circumstances,
		};
		this.made++;
		this.#kept.add(kept);
		this.#bytes += kept.module.length;
		for (const pc of kept.entries) {
			const choices = this.#byEntry.get(pc);
			if (!choices) this.#byEntry.set(pc, [kept]);
			else if (choices.unshift(kept) > CHOICES) this.remove(choices[CHOICES]);
		}
		for (const oldest of this.#kept) {
			if (this.#bytes <= BYTE_LIMIT) break;
			this.remove(oldest);
		}
		return kept;
	}

	/** Forgets all. */
	clear(): void {
		this.#byEntry.clear();
		this.#kept.clear();
		this.#bytes = 0;
		this.made = 0;
		this.found = 0;
	}

	/** Forgets a translation that has turned out to be cut badly. */
	remove(kept: Kept): void {
		if (!this.#kept.delete(kept)) return;
		this.#bytes -= kept.module.length;
		for (const pc of kept.entries) {
			const others = this.#byEntry.get(pc)?.filter((other) => other !== kept) ?? [];
			if (others.length > 0) this.#byEntry.set(pc, others);
			else this.#byEntry.delete(pc);
		}
	}

	/** The youngest translation that is entered at `pc` and can be used there now. */
	at(pc: number, bus: Bus, circumstances: Circumstances): Kept | undefined {
		return this.#find(pc, (kept) => fits(kept, bus, circumstances));
	}

	/** The youngest translation of `plan` that can be used now. */
	planned(plan: Plan, bus: Bus, circumstances: Circumstances): Kept | undefined {
		return this.#find(plan.roots[0], (kept) => isSamePlan(kept.plan, plan) && fits(kept, bus, circumstances));
	}

	#find(pc: number, isWanted: (kept: Kept) => boolean): Kept | undefined {
		const kept = this.#byEntry.get(pc)?.find(isWanted);
		if (kept) this.found++;
		return kept;
	}
}

function contentOf(bus: Bus, words: ReadonlySet<number>): Map<number, number> {
	return new Map([...words].map((address) => [address, bus.words[bus.literalIndex(address)]]));
}

function isSamePlan(one: Plan, other: Plan): boolean {
	return (
		one.isAlone === other.isAlone &&
		one.roots.length === other.roots.length &&
		one.roots.every((pc, i) => pc === other.roots[i])
	);
}

function fits(kept: Kept, bus: Bus, { places, isForClosed, barrier }: Circumstances): boolean {
	const made = kept.circumstances;
	if (made.isForClosed !== isForClosed || !isSamePlace(made.places, places)) return false;
	// A barrier in code that is no part of it does not matter.
	if (made.barrier !== barrier && (kept.endsAtBarrier || contains(kept, barrier))) return false;
	for (const [address, value] of kept.content) {
		const index = bus.literalIndex(address);
		if (index < 0 || bus.words[index] !== value) return false;
	}
	return true;
}

const contains = ({ words }: Kept, pc: number | undefined): boolean => pc !== undefined && words.has(pc & ~3);

function isSamePlace(one: Places, other: Places): boolean {
	return one === other || (Object.keys(one) as (keyof Places)[]).every((key) => one[key] === other[key]);
}
