/** Whether two chips are in the same state, and in which registers, memory words and fields they differ. */
import type { Chip } from "../../chip/chip.js";
import { DRAM_BASE, IRAM_BASE, RTC_RAM_BASE } from "../../chip/memory/memories.js";
import type { PlacedComponent, PlacedField } from "../../chip/state/layout.js";

/** One value that the two have not in common. */
export interface ValueDifference {
	/** "a3", "uart0.rxCount", "dram" ... */
	readonly name: string;
	/** Where the CPU sees it, for memories. */
	readonly address?: number;
	readonly a: number;
	readonly b: number;
}

/** Where the CPU sees the bytes of a memory; flash is seen through a window that moves. */
const BASES: Readonly<Record<string, number>> = { dram: DRAM_BASE, iram: IRAM_BASE, rtcram: RTC_RAM_BASE };

/** Compares two chips of one layout by words; makes its views once. */
export class StateComparer {
	readonly #a: Chip;
	readonly #b: Chip;
	readonly #wordsA: Int32Array;
	readonly #wordsB: Int32Array;
	readonly #withoutFlash: number;
	readonly #all: number;

	constructor(a: Chip, b: Chip) {
		this.#a = a;
		this.#b = b;
		this.#wordsA = new Int32Array(a.state.buffer);
		this.#wordsB = new Int32Array(b.state.buffer);
		this.#withoutFlash = a.state.place("flash").offset >> 2;
		this.#all = a.state.layout.size >> 2;
	}

	/** Whether the states are the same; the flash array, which takes as long as all else together, when it is asked for. */
	same(flash = true): boolean {
		const [a, b, end] = [this.#wordsA, this.#wordsB, flash ? this.#all : this.#withoutFlash];
		for (let i = 0; i < end; i++) if (a[i] !== b[i]) return false;
		return true;
	}

	/** What differs, at most `max` values, and how many there are in all. */
	differences(max: number): { readonly values: readonly ValueDifference[]; readonly count: number } {
		const values: ValueDifference[] = [];
		let count = 0;
		for (const component of this.#a.state.layout.components) {
			if (component.constant) continue;
			for (const field of component.fields) {
				const one = elements(this.#a, field);
				const other = elements(this.#b, field);
				for (let i = 0; i < one.length; i++) {
					if (one[i] === other[i]) continue;
					if (count++ < max) values.push({ ...nameOf(component, field, i), a: one[i], b: other[i] });
				}
			}
		}
		return { values, count };
	}
}

function elements({ state }: Chip, field: PlacedField): ArrayLike<number> {
	if (field.kind === "bytes") return new Uint8Array(state.buffer, field.offset, field.length);
	return new Uint32Array(state.buffer, field.offset, field.size >> 2);
}

function nameOf(component: PlacedComponent, field: PlacedField, index: number) {
	const base = BASES[component.name];
	if (base !== undefined) return { name: component.name, address: base + index };
	if (component.name === "flash") return { name: `flash[0x${index.toString(16)}]` };
	if (component.name === "cpu" && field.name === "ar") return { name: `a${index}` };
	const name = `${component.name}.${field.name}`;
	if (field.kind === "u64") return { name: index === 0 ? name : `${name}.high` };
	return { name: field.length > 1 ? `${name}[${index}]` : name };
}
