/**
 * Field declarations: the vocabulary in which a component of the chip describes its mutable state.
 *
 * A component lists its fields once. From that list follow the place of each field in the chip's
 * one buffer, the view the component works through, snapshot, hash, and diff by name.
 */

/** One field: its storage kind and, for arrays, its length in elements. */
export interface Field<Kind extends FieldKind = FieldKind> {
	readonly kind: Kind;
	/** Elements: 1 for scalars. */
	readonly length: number;
	/** Bytes the field takes in the buffer. */
	readonly size: number;
}

/**
 * `u32` and `i32` scalars; `u64` an exact integer below 2^53 kept as two words; `bytes` and `words`
 * arrays.
 */
export type FieldKind = "u32" | "i32" | "u64" | "bytes" | "words";

/** An unsigned 32-bit scalar. */
export const u32 = (): Field<"u32"> => ({ kind: "u32", length: 1, size: 4 });

/** A signed 32-bit scalar. */
export const i32 = (): Field<"i32"> => ({ kind: "i32", length: 1, size: 4 });

/** An unsigned integer below 2^53, stored little-endian in two words. */
export const u64 = (): Field<"u64"> => ({ kind: "u64", length: 1, size: 8 });

/** An array of bytes; takes whole words in the buffer. */
export const bytes = (length: number): Field<"bytes"> => ({
	kind: "bytes",
	length,
	size: Math.ceil(length / 4) * 4,
});

/** An array of unsigned 32-bit words. */
export const words = (length: number): Field<"words"> => ({ kind: "words", length, size: length * 4 });

/** The fields of one component, in storage order. */
export type Fields = Readonly<Record<string, Field>>;

/** A named part of the chip's state. */
export interface Component<F extends Fields = Fields> {
	readonly name: string;
	readonly fields: F;
	/**
	 * Large and written by few: hashed by 4 KiB page, and only pages reported through
	 * `ChipState.touch` are hashed again.
	 */
	readonly paged?: boolean;
	/** Written by few, but hashed as a whole: hashed again only when reported through `ChipState.touch`. */
	readonly tracked?: boolean;
	/** Fixed at construction (the mask ROM): not hashed, not in snapshots. */
	readonly constant?: boolean;
}

/** What a component sees of its state: numbers for scalars, typed arrays for arrays. */
export type View<F extends Fields> = {
	-readonly [K in keyof F as F[K]["kind"] extends "u32" | "i32" | "u64" ? K : never]: number;
} & {
	readonly [K in keyof F as F[K]["kind"] extends "bytes" ? K : never]: Uint8Array;
} & {
	readonly [K in keyof F as F[K]["kind"] extends "words" ? K : never]: Uint32Array;
};

/** Declares a component. */
export function component<F extends Fields>(
	name: string,
	fields: F,
	options: Pick<Component, "paged" | "tracked" | "constant"> = {},
): Component<F> {
	return { name, fields, ...options };
}
