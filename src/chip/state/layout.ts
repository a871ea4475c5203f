/** Where each component and field lies in the chip's one buffer. */
import type { Component, Field } from "./fields.js";

/** Granularity of dirty tracking and of paged hashing, bytes. */
export const PAGE_SIZE = 4096;

/** Granularity of a WebAssembly memory, bytes. */
export const WASM_PAGE = 65536;
const LINE = 64;

/** A field at its place; `offset` is in bytes from the start of the buffer. */
export interface PlacedField extends Field {
	readonly name: string;
	readonly offset: number;
}

/** A component at its place: `size` is padded, and padding is always zero. */
export interface PlacedComponent {
	readonly name: string;
	readonly offset: number;
	readonly size: number;
	readonly paged: boolean;
	readonly tracked: boolean;
	readonly constant: boolean;
	readonly fields: readonly PlacedField[];
}

/** The whole picture. */
export interface Layout {
	readonly components: readonly PlacedComponent[];
	/** Bytes in use, from 0. */
	readonly size: number;
	/** 64 KiB WebAssembly pages that hold `size`. */
	readonly wasmPages: number;
}

const roundUp = (value: number, unit: number): number => Math.ceil(value / unit) * unit;

/**
 * Places components one after another: on a cache line, or on a page when they are a page or more.
 * Throws RangeError when two components, or two fields of one, share a name.
 */
export function placeComponents(components: readonly Component[]): Layout {
	const placed: PlacedComponent[] = [];
	const seen = new Set<string>();
	let end = 0;
	for (const { name, fields, paged = false, tracked = false, constant = false } of components) {
		if (seen.has(name)) throw new RangeError(`two components are named ${name}`);
		seen.add(name);
		const total = Object.values(fields).reduce((sum, field) => sum + field.size, 0);
		const unit = total >= PAGE_SIZE ? PAGE_SIZE : LINE;
		const offset = roundUp(end, unit);
		let at = offset;
		const placedFields = Object.entries(fields).map(([fieldName, field]) => {
			const here = { ...field, name: fieldName, offset: at };
			at += field.size;
			return here;
		});
		const size = roundUp(total, unit);
		placed.push({ name, offset, size, paged, tracked, constant, fields: placedFields });
		end = offset + size;
	}
	return { components: placed, size: end, wasmPages: Math.ceil(end / WASM_PAGE) };
}
