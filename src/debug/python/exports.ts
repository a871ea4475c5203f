/**
 * Functions of a MicroPython image without symbols that Python can call by name: from tables of names and objects, which
 * modules and types have, to the function objects in them, and so to code.
 *
 * Source: py/obj.h, py/objtype.h of v1.14 to v1.26, with objects of representation C. Where a field stands that moved
 * between them is found by what it leads to.
 */
import type { ImageMemory } from "../code/image-memory.js";
import { Qstrs } from "./qstrs.js";

/** A function's address and all names by which Python has it. */
export type Exports = ReadonlyMap<number, readonly string[]>;

/** Of a type: where its name may stand, in 16 bits, and words that may lead to its table of names. */
const TYPE_NAMES = [6, 4];
const TYPE_WORDS = 20;
/** Of a dict: flags and count, room, table. */
const DICT_COUNT = 4;
const DICT_TABLE = 12;
const COUNT_SHIFT = 3;
const MOST_ENTRIES = 1000;
/** How an object that is a string has its number; the second form until v1.9. */
const STRING_FORMS = [
	{ mask: 0xff80000f, tag: 6, shift: 4 },
	{ mask: 0xff800007, tag: 6, shift: 3 },
];
/** Modules of which the names must be understood before anything is believed. */
const FEWEST_MODULES = 5;
const DEEPEST = 4;

/** Undefined where there is no table of names of a kind that is known. */
export function findExports(memory: ImageMemory): Exports | undefined {
	const qstrs = Qstrs.find(memory);
	return qstrs && new Walk(memory, qstrs).exports;
}

/** Of a table of names. */
type Entries = readonly (readonly [key: string, value: number])[];

class Walk {
	readonly exports = new Map<number, string[]>();
	readonly #memory: ImageMemory;
	readonly #qstrs: Qstrs;
	/** By address, what types are called. */
	readonly #types: ReadonlyMap<number, string>;
	#typeNameAt = 0;
	#form = STRING_FORMS[0];
	readonly #walked = new Set<number>();

	constructor(memory: ImageMemory, qstrs: Qstrs) {
		this.#memory = memory;
		this.#qstrs = qstrs;
		const words = [...wordsOf(memory)];
		const selves = words.filter(([at, word]) => word === at).map(([at]) => at);
		const typeType = selves.find((at) => {
			this.#typeNameAt = TYPE_NAMES.find((offset) => this.#short(at + offset) === "type") ?? 0;
			return this.#typeNameAt !== 0;
		});
		this.#types = new Map(
			words
				.filter(([, word]) => word === typeType)
				.flatMap(([at]) => {
					const name = this.#typeName(at);
					return name === undefined ? [] : [[at, name] as const];
				}),
		);
		const objects = words.filter(([, word]) => this.#types.get(word) === "module").map(([at]) => at);
		const modules = STRING_FORMS.map((form) => {
			this.#form = form;
			return { form, named: objects.flatMap((at) => this.#module(at) ?? []) };
		}).find(({ named }) => named.length >= FEWEST_MODULES);
		if (!modules) return;
		this.#form = modules.form;
		for (const { name, entries } of modules.named)
			for (const [key, value] of entries) this.#value(`${name}.${key}`, value, 0);
		// Types that no module names.
		for (const [at, name] of this.#types) this.#type(name, at, 0);
	}

	#word(at: number): number {
		return this.#memory.peek(at, 4) ?? 0;
	}

	#typeName(type: number): string | undefined {
		return this.#short(type + this.#typeNameAt) || undefined;
	}

	/** The string whose number stands in 16 bits. */
	#short(at: number): string | undefined {
		return this.#qstrs.text(this.#memory.peek(at, 2) ?? 0);
	}

	#qstr(object: number): string | undefined {
		const { mask, tag, shift } = this.#form;
		return (object & mask) >>> 0 === tag ? this.#qstrs.text(object >>> shift) : undefined;
	}

	/** What a module object is called, and what it has. */
	#module(at: number): { name: string; entries: Entries } | undefined {
		// Older ones have their name in front of the table.
		const entries = [4, 8]
			.map((offset) => this.#entries(this.#word(at + offset)))
			.find((all) => all.length > 0);
		const named = entries?.find(([key]) => key === "__name__");
		const name = named && this.#qstr(named[1]);
		return entries && name !== undefined ? { name, entries } : undefined;
	}

	/** The entries of a dict of the image; none for anything else. */
	#entries(dict: number): Entries {
		if (this.#types.get(this.#word(dict)) !== "dict") return [];
		const count = this.#word(dict + DICT_COUNT) >>> COUNT_SHIFT;
		if (count > MOST_ENTRIES) return [];
		const table = this.#word(dict + DICT_TABLE);
		return Array.from({ length: count }, (_, i) => table + 8 * i).flatMap((at) => {
			const key = this.#qstr(this.#word(at));
			return key === undefined ? [] : [[key, this.#word(at + 4)] as const];
		});
	}

	#value(name: string, value: number, depth: number): void {
		if (value % 4 !== 0 || depth > DEEPEST) return;
		const type = this.#types.get(this.#word(value));
		if (type === "function") this.#function(name, value);
		else if (type === "staticmethod" || type === "classmethod")
			this.#value(name, this.#word(value + 4), depth + 1);
		else if (type === "type") this.#type(name, value, depth + 1);
	}

	/** A builtin function: its code follows on its type, or on the number of its arguments. */
	#function(name: string, at: number): void {
		const code = [this.#word(at + 4), this.#word(at + 8)].find((word) => this.#memory.isCode(word));
		if (code === undefined) return;
		const names = this.exports.get(code);
		if (!names) this.exports.set(code, [name]);
		else if (!names.includes(name)) names.push(name);
	}

	#type(name: string, at: number, depth: number): void {
		if (this.#walked.has(at)) return;
		this.#walked.add(at);
		for (let i = 2; i < TYPE_WORDS; i++) {
			// The next type begins here.
			if (this.#types.has(at + 4 * i)) return;
			const entries = this.#entries(this.#word(at + 4 * i));
			for (const [key, value] of entries) this.#value(`${name}.${key}`, value, depth);
			if (entries.length > 0) return;
		}
	}
}

/** The words of all regions. */
function* wordsOf({ regions }: ImageMemory): Generator<readonly [address: number, word: number]> {
	for (const { base, bytes } of regions) {
		const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
		for (let at = 0; at + 4 <= bytes.length; at += 4) yield [base + at, view.getUint32(at, true)];
	}
}
