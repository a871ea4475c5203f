import { countSorted } from "../sorted.js";

/** Where names of addresses come from. */
export interface Names {
	/** `name`, `name+0x1c`, or undefined where nothing is known to lie. */
	at(address: number): string | undefined;
	/** All of them. */
	entries(): Iterable<NameEntry>;
}

/** `size` in bytes where it is known. */
export type NameEntry = readonly [address: number, name: string, size?: number];

/** Something that lies somewhere. */
export interface NamedSpan {
	readonly address: number;
	/** Bytes; 0 for what only has an address. */
	readonly size: number;
	readonly name: string;
}

/** Names of spans that are known from end to end. */
export class SpanNames implements Names {
	readonly #spans: readonly NamedSpan[];

	/** By address. */
	constructor(spans: readonly NamedSpan[]) {
		this.#spans = spans;
	}

	at(address: number): string | undefined {
		const span = this.#spans[countSorted(this.#spans, "address", address) - 1];
		if (!span || (address !== span.address && address >= span.address + span.size)) return undefined;
		return withOffset(span.name, address - span.address);
	}

	*entries(): Generator<NameEntry> {
		for (const { address, name, size } of this.#spans) yield [address, name, size];
	}
}

/** `name+0x1c` */
export const withOffset = (name: string, offset: number): string =>
	offset === 0 ? name : `${name}+0x${offset.toString(16)}`;
