/** Guest programs built in memory: code with labels and literals, and an ELF file around them. */
import { instructionLength } from "../../src/chip/xtensa/isa.js";
import { encode, instructionNamed } from "./assembler.js";

/** A place in a program, known once the program is laid out. */
export class Label {
	address = -1;
}

/** A number, or the address of a label. */
export type Value = number | Label;

const resolve = (value: Value): number => (typeof value === "number" ? value : value.address);

interface Fixup {
	readonly at: number;
	readonly name: string;
	readonly operands: readonly Value[];
}

/** Code of at most `size` bytes at `base`, written front to back. */
export class Code {
	readonly bytes: Uint8Array;
	readonly #view: DataView;
	readonly #fixups: Fixup[] = [];
	readonly #literals: { readonly at: number; readonly value: Label }[] = [];
	#end = 0;

	constructor(
		readonly base: number,
		size: number,
	) {
		this.bytes = new Uint8Array(size);
		this.#view = new DataView(this.bytes.buffer);
	}

	/** The address the next byte goes to. */
	get pc(): number {
		return this.base + this.#end;
	}

	/** Bytes still free. */
	get free(): number {
		return this.bytes.length - this.#end;
	}

	/** Puts a label here. */
	here(label: Label): void {
		label.address = this.pc;
	}

	/** Leaves zero bytes up to the next multiple of `unit`. */
	align(unit: number): void {
		this.#end = Math.ceil(this.#end / unit) * unit;
	}

	/** Goes on at an address further up. */
	org(address: number): void {
		if (address < this.pc) throw new RangeError(`code has already passed ${address.toString(16)}`);
		this.#end = address - this.base;
	}

	/** An instruction word as it is. */
	raw(word: number): void {
		this.#put(this.#end, word);
		this.#end += instructionLength(word);
	}

	/** An instruction; labels among its operands may be placed later. */
	emit(name: string, ...operands: readonly Value[]): void {
		this.#fixups.push({ at: this.#end, name, operands });
		this.#end += instructionNamed(name).length;
	}

	/** A word of data; returns where it lies. */
	word(value: Value): number {
		this.align(4);
		const address = this.pc;
		if (typeof value === "number") this.#view.setUint32(this.#end, value >>> 0, true);
		else this.#literals.push({ at: this.#end, value });
		this.#end += 4;
		return address;
	}

	/** Encodes what waited for labels. */
	finish(): void {
		for (const { at, name, operands } of this.#fixups) {
			this.#put(at, encode(name, operands.map(resolve), this.base + at));
		}
		for (const { at, value } of this.#literals) this.#view.setUint32(at, value.address, true);
	}

	#put(at: number, word: number): void {
		for (let i = 0; i < instructionLength(word); i++) this.bytes[at + i] = word >>> (8 * i);
	}
}

/** Bytes at an address. */
export interface Segment {
	readonly address: number;
	readonly data: Uint8Array;
}

const HEADER = 52;
const PROGRAM_HEADER = 32;

/** An Xtensa ELF executable of these segments. */
export function elfOf(entry: number, segments: readonly Segment[]): Uint8Array {
	const start = HEADER + PROGRAM_HEADER * segments.length;
	const size = segments.reduce((sum, { data }) => sum + data.length, start);
	const file = new Uint8Array(size);
	const view = new DataView(file.buffer);
	file.set([0x7f, 0x45, 0x4c, 0x46, 1, 1, 1]);
	const half = (at: number, value: number) => view.setUint16(at, value, true);
	const word = (at: number, value: number) => view.setUint32(at, value, true);
	half(16, 2);
	half(18, 94);
	word(20, 1);
	word(24, entry);
	word(28, HEADER);
	half(40, HEADER);
	half(42, PROGRAM_HEADER);
	half(44, segments.length);
	let offset = start;
	segments.forEach(({ address, data }, i) => {
		const at = HEADER + i * PROGRAM_HEADER;
		[1, offset, address, address, data.length, data.length, 7, 4].forEach((value, field) => {
			word(at + 4 * field, value);
		});
		file.set(data, offset);
		offset += data.length;
	});
	return file;
}
