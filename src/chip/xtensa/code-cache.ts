/**
 * Decoded instructions, one entry a byte address of code space.
 *
 * A throw-away cache: any entry may be dropped at any moment and is decoded again when needed.
 * Code space reaches 512 KiB below and above the memories that hold code, as far as a CALL0
 * does, so that only computed jumps can leave it; its unmapped entries are never filled.
 */
import { Op } from "./isa.js";

/** Where code space lies. */
export const enum CodeSpace {
	BASE = 0x3ff80000,
	/** In bytes. */
	SIZE = 0x400000,
}

const PAGE_SHIFT = 12;
/** A mark that stands for an instruction: to the interpreter, one that it has no case for. */
const MARK = Op.ENTER;

/** Told when bytes of code space have changed. */
export type CodeListener = (address: number, length: number) => void;

/** What the cache is kept in; all 0 at first. */
export interface CodeArrays {
	/**
	 * Two words an address: the packed instruction (0 when not decoded, see `decode`) and its
	 * immediate. The entry of address a is at index 2 * (a - CodeSpace.BASE).
	 */
	readonly entries: Int32Array;
	/** The same, but for marks at the entries of translated code; the same array where nothing is translated. */
	readonly marked: Int32Array;
	/**
	 * 1 for each byte address of code space at which a load or store has been seen to reach beyond data RAM. Only a
	 * hint for the translator; code that has changed may find it wrong.
	 */
	readonly foreign: Uint8Array;
}

/** Arrays of the cache's own, without marks. */
function ownArrays(): CodeArrays {
	const entries = new Int32Array(CodeSpace.SIZE * 2);
	return { entries, marked: entries, foreign: new Uint8Array(CodeSpace.SIZE) };
}

export class CodeCache {
	/** As of `CodeArrays`. */
	readonly entries: Int32Array;
	readonly marked: Int32Array;
	readonly foreign: Uint8Array;
	/** 1 for each 4 KiB page that holds a decoded instruction. */
	readonly #used = new Uint8Array(CodeSpace.SIZE >> PAGE_SHIFT);
	/** The same as `marked`, but for more marks where `#isWired` says so; undefined as long as that is never given. */
	#wired: Int32Array | undefined;
	#isWired: (pc: number, op: Op) => boolean = () => false;
	#listener: CodeListener | undefined;

	constructor({ entries, marked, foreign } = ownArrays()) {
		this.entries = entries;
		this.marked = marked;
		this.foreign = foreign;
	}

	/** `listener` hears of all that is dropped. */
	listen(listener: CodeListener): void {
		this.#listener = listener;
	}

	/** Entries in which a mark stands there, and wherever `wire` was told. */
	get wired(): Int32Array {
		return this.#wired ?? this.marked;
	}

	/** Keeps marks at the instructions for which `isWired`, in the place of those that were told before. */
	wire(isWired: (pc: number, op: Op) => boolean): void {
		this.#isWired = isWired;
		this.#wired ??= new Int32Array(this.entries.length);
		this.#used.forEach((used, page) => {
			if (!used) return;
			for (let index = page << (PAGE_SHIFT + 1); index < (page + 1) << (PAGE_SHIFT + 1); index += 2)
				if (this.marked[index] !== 0) this.#putWired(index);
		});
	}

	#putWired(index: number): void {
		const wired = this.#wired;
		if (!wired) return;
		const packed = this.entries[index];
		const isMarked =
			this.marked[index] === MARK || this.#isWired(CodeSpace.BASE + (index >> 1), packed & 0xff);
		wired[index] = isMarked ? MARK : packed;
		wired[index + 1] = this.entries[index + 1];
	}

	/** Puts a mark at a code index. */
	mark(index: number): void {
		this.marked[index] = MARK;
		this.#putWired(index);
		this.#used[index >> (PAGE_SHIFT + 1)] = 1;
	}

	/** Takes the mark at a code index away. */
	unmark(index: number): void {
		this.marked[index] = this.entries[index];
		this.marked[index + 1] = this.entries[index + 1];
		this.#putWired(index);
	}

	/** Keeps a decoded instruction. */
	put(index: number, packed: number, immediate: number): void {
		this.entries[index] = packed;
		this.entries[index + 1] = immediate;
		if (this.marked[index] !== MARK) this.unmark(index);
		else this.#putWired(index);
		this.#used[index >> (PAGE_SHIFT + 1)] = 1;
	}

	/** Drops what was decoded from any of the `length` bytes at `address`. */
	drop(address: number, length: number): void {
		const end = Math.min(address - CodeSpace.BASE + length, CodeSpace.SIZE);
		let at = Math.max(address - CodeSpace.BASE - 2, 0);
		while (at < end) {
			const page = at >> PAGE_SHIFT;
			const pageEnd = Math.min((page + 1) << PAGE_SHIFT, end);
			if (this.#used[page]) {
				this.entries.fill(0, at * 2, pageEnd * 2);
				if (this.marked !== this.entries) this.marked.fill(0, at * 2, pageEnd * 2);
				this.#wired?.fill(0, at * 2, pageEnd * 2);
			}
			at = pageEnd;
		}
		this.#listener?.(address, length);
	}

	/** Drops everything. */
	dropAll(): void {
		this.drop(CodeSpace.BASE, CodeSpace.SIZE);
		this.#used.fill(0);
	}
}
