/**
 * The small fields of the chip's state as one flat list of words, recorded with every checkpoint so that a
 * mismatch can name the field that differs. Memories and large register files are left out: their
 * component's hash must do.
 */
import type { Layout, PlacedField } from "../chip/state/layout.js";

/** Words of the longest array that is taken in. */
const MAX_WORDS = 64;

/** One recorded value that is not as it was. */
export interface FieldMismatch {
	/** "uart0.rxCount", "cpu.ar[3]"; `.high` is the upper word of a 64-bit field. */
	readonly name: string;
	readonly expected: number;
	readonly actual: number;
}

export class FieldTable {
	/** In layout order. */
	readonly names: readonly string[];
	readonly #words: Uint32Array;

	constructor(layout: Layout) {
		const entries = layout.components
			.filter((component) => !component.constant)
			.flatMap((component) => component.fields.flatMap((field) => wordsOf(component.name, field)));
		this.names = entries.map(([name]) => name);
		this.#words = Uint32Array.from(entries, ([, word]) => word);
	}

	/** The values in a chip's buffer, in the order of `names`; into `values` where that is given. */
	read(buffer: ArrayBuffer, values: Uint32Array = new Uint32Array(this.#words.length)): Uint32Array {
		const memory = new Uint32Array(buffer);
		const words = this.#words;
		for (let i = 0; i < words.length; i++) values[i] = memory[words[i]];
		return values;
	}

	/** Where values recorded under `names` differ from this chip's; names this table lacks are passed over. */
	compare(names: readonly string[], expected: Uint32Array, actual: Uint32Array): FieldMismatch[] {
		const own = new Map(this.names.map((name, i) => [name, actual[i]]));
		return names.flatMap((name, i) => {
			const value = own.get(name);
			return value === undefined || value === expected[i]
				? []
				: [{ name, expected: expected[i], actual: value }];
		});
	}
}

function wordsOf(component: string, field: PlacedField): [name: string, word: number][] {
	const name = `${component}.${field.name}`;
	const at = field.offset / 4;
	switch (field.kind) {
		case "u32":
		case "i32":
			return [[name, at]];
		case "u64":
			return [
				[name, at],
				[`${name}.high`, at + 1],
			];
		default: {
			const count = field.size / 4;
			if (count > MAX_WORDS) return [];
			const step = field.kind === "bytes" ? 4 : 1;
			return Array.from({ length: count }, (_, i) => [`${name}[${i * step}]`, at + i]);
		}
	}
}
