/** A firmware image as the chip's memory shows it once it runs: without a chip, and at any moment of a run the same. */
import {
	DRAM_BASE,
	DRAM_SIZE,
	FLASH_WINDOW_BASE,
	FLASH_WINDOW_SIZE,
	IRAM_BASE,
	IRAM_SIZE,
} from "../../chip/memory/memories.js";
import { ImageError } from "../../firmware/errors.js";
import { parseImage } from "../../firmware/image.js";

/** What can be looked at by address; undefined, or -1, where there is nothing. */
export interface Memory {
	peek(address: number, width: 1 | 2 | 4): number | undefined;
	/** The instruction at `pc`: three bytes, of which one of 16 bits uses two. */
	fetch(pc: number): number;
}

/** Bytes at an address. */
export interface Region {
	readonly base: number;
	readonly bytes: Uint8Array;
}

export class ImageMemory implements Memory {
	/** The flash window first. */
	readonly regions: readonly Region[];
	readonly entry: number;

	private constructor(regions: readonly Region[], entry: number) {
		this.regions = regions;
		this.entry = entry;
	}

	/** Undefined for what is no image. */
	static of(image: Uint8Array): ImageMemory | undefined {
		try {
			const { segments, entry } = parseImage(image, "the firmware");
			const loaded = segments.map(({ address, offset, length }) => ({
				base: address,
				bytes: image.subarray(offset, offset + length),
			}));
			const flash = { base: FLASH_WINDOW_BASE, bytes: image.subarray(0, FLASH_WINDOW_SIZE) };
			return new ImageMemory([flash, ...loaded.filter(isRam)], entry);
		} catch (error) {
			if (error instanceof ImageError) return undefined;
			throw error;
		}
	}

	peek(address: number, width: 1 | 2 | 4): number | undefined {
		for (const { base, bytes } of this.regions) {
			const at = address - base;
			if (at < 0 || at + width > bytes.length) continue;
			let value = 0;
			for (let i = width - 1; i >= 0; i--) value = value * 256 + bytes[at + i];
			return value;
		}
		return undefined;
	}

	fetch(pc: number): number {
		if (!this.isCode(pc)) return -1;
		const [a, b, c] = [0, 1, 2].map((i) => this.peek(pc + i, 1));
		return a === undefined || b === undefined ? -1 : a | (b << 8) | ((c ?? 0) << 16);
	}

	/** Whether the image has something there that can be executed. */
	isCode(address: number): boolean {
		const inIram = address >= IRAM_BASE && address < IRAM_BASE + IRAM_SIZE;
		return (inIram || address >= FLASH_WINDOW_BASE) && this.peek(address, 1) !== undefined;
	}
}

function isRam({ base }: Region): boolean {
	return (
		(base >= DRAM_BASE && base < DRAM_BASE + DRAM_SIZE) || (base >= IRAM_BASE && base < IRAM_BASE + IRAM_SIZE)
	);
}
