/**
 * One direction of the SLC: a list of descriptors in data RAM, walked one after another.
 *
 * A descriptor is three words: size in bits 11:0, length in 23:12, sub-frame start in 29, end of frame in 30, owned by the
 * hardware in 31; the buffer's address; the next descriptor, 0 after the last.
 * Source: lldesc_t of the vendor's SDK. That the hardware stops at a descriptor that it does not own where it writes, and
 * does not look where it reads, is what the I2S drivers of Arduino and the RTOS SDK live with.
 */
import { DRAM_BASE, DRAM_SIZE } from "../memory/memories.js";
import type { View } from "../state/fields.js";
import { type Fields, u32 } from "../state/fields.js";

const OWNER = 1 << 31;
const END_OF_FRAME = 1 << 30;
const MAX_LENGTH = 0xfff;
const DESCRIPTOR_SIZE = 12;

export const linkFields = {
	/** 1 while the list is being walked. */
	running: u32(),
	/** Address of the descriptor under way; of the last one when the list has ended. */
	descriptor: u32(),
	/** Bytes of its buffer that are done. */
	done: u32(),
} as const satisfies Fields;

export type LinkState = View<typeof linkFields>;

/** A descriptor whose buffer lies in data RAM. */
export interface Descriptor {
	readonly address: number;
	readonly owned: boolean;
	readonly endOfFrame: boolean;
	/** Bytes that may be used, and that are. */
	readonly size: number;
	readonly length: number;
	readonly buffer: number;
	readonly next: number;
}

export class SlcLink {
	readonly s: LinkState;
	readonly #dram: DataView;

	constructor(state: LinkState, dram: Uint8Array) {
		this.s = state;
		this.#dram = new DataView(dram.buffer, dram.byteOffset, dram.length);
	}

	reset(): void {
		const { s } = this;
		s.running = 0;
		s.descriptor = 0;
		s.done = 0;
	}

	start(address: number): void {
		const { s } = this;
		s.running = 1;
		s.descriptor = address;
		s.done = 0;
	}

	stop(): void {
		this.s.running = 0;
	}

	/** Goes on behind the descriptor at which the list ended; stays where it is when there is still none. */
	restart(): void {
		const { s } = this;
		if (s.running) return;
		const last = this.at(s.descriptor);
		if (last && last.next !== 0) this.start(last.next);
	}

	/** The descriptor under way; undefined when it or its buffer is not in data RAM. */
	current(): Descriptor | undefined {
		return this.at(this.s.descriptor);
	}

	/** The descriptor at `address`. */
	at(address: number): Descriptor | undefined {
		if (!inDram(address, DESCRIPTOR_SIZE)) return undefined;
		const control = this.word(address);
		const size = control & MAX_LENGTH;
		const length = (control >>> 12) & MAX_LENGTH;
		const buffer = this.word(address + 4);
		if (!inDram(buffer & ~3, roundUp(Math.max(size, length)))) return undefined;
		return {
			address,
			owned: (control & OWNER) !== 0,
			endOfFrame: (control & END_OF_FRAME) !== 0,
			size,
			length,
			buffer: (buffer & ~3) >>> 0,
			next: this.word(address + 8),
		};
	}

	/** The descriptor under way is done with; false when it was the last. */
	advance({ next }: Descriptor): boolean {
		const { s } = this;
		s.done = 0;
		if (next === 0) s.running = 0;
		else s.descriptor = next;
		return next !== 0;
	}

	/** Gives a descriptor back to the CPU. */
	release({ address }: Descriptor): void {
		this.#dram.setUint32(address - DRAM_BASE, this.word(address) & ~OWNER, true);
	}

	/** Gives a descriptor back to the CPU with `length` bytes in it. */
	fill({ address, size }: Descriptor, length: number, endOfFrame: boolean): void {
		const control = size | (length << 12) | (endOfFrame ? END_OF_FRAME : 0);
		this.#dram.setUint32(address - DRAM_BASE, control, true);
	}

	/** A word of data RAM. */
	word(address: number): number {
		return this.#dram.getUint32(address - DRAM_BASE, true);
	}

	setWord(address: number, value: number): void {
		this.#dram.setUint32(address - DRAM_BASE, value, true);
	}
}

function inDram(address: number, length: number): boolean {
	return (address & 3) === 0 && address >= DRAM_BASE && address + length <= DRAM_BASE + DRAM_SIZE;
}

function roundUp(bytes: number): number {
	return (bytes + 3) & ~3;
}
