/** The accessors through which a component reads and writes its own part of the buffer. */
import type { Fields, View } from "./fields.js";
import type { PlacedComponent, PlacedField } from "./layout.js";

const TWO_32 = 0x1_0000_0000;

function scalar(buffer: ArrayBuffer, field: PlacedField): PropertyDescriptor {
	const at = field.offset >>> 2;
	if (field.kind === "i32") {
		const memory = new Int32Array(buffer);
		return {
			get: () => memory[at],
			set: (value: number) => {
				memory[at] = value;
			},
		};
	}
	const memory = new Uint32Array(buffer);
	if (field.kind === "u32") {
		return {
			get: () => memory[at],
			set: (value: number) => {
				memory[at] = value;
			},
		};
	}
	return {
		get: () => memory[at + 1] * TWO_32 + memory[at],
		set: (value: number) => {
			memory[at] = value % TWO_32;
			memory[at + 1] = Math.floor(value / TWO_32);
		},
	};
}

function array(buffer: ArrayBuffer, field: PlacedField): PropertyDescriptor {
	const value =
		field.kind === "bytes"
			? new Uint8Array(buffer, field.offset, field.length)
			: new Uint32Array(buffer, field.offset, field.length);
	return { value, writable: false };
}

/** Builds the view of one placed component over `buffer`. */
export function createView<F extends Fields>(buffer: ArrayBuffer, placed: PlacedComponent): View<F> {
	const view = {};
	for (const field of placed.fields) {
		const isArray = field.kind === "bytes" || field.kind === "words";
		Object.defineProperty(view, field.name, {
			enumerable: true,
			...(isArray ? array(buffer, field) : scalar(buffer, field)),
		});
	}
	return Object.freeze(view) as View<F>;
}
