/**
 * All mutable state of one chip: a single WebAssembly.Memory, described by one layout.
 *
 * Everything else about state follows from that: a snapshot copies the buffer, a hash runs over
 * named ranges of it, a diff names the field a byte belongs to.
 */
import { type ComponentHash, componentHash } from "./component-hash.js";
import type { Component, Fields, View } from "./fields.js";
import type { Hash64 } from "./hash64.js";
import { type Layout, PAGE_SIZE, type PlacedComponent, placeComponents, WASM_PAGE } from "./layout.js";
import { createView } from "./view.js";

/** A copy of the mutable state at one moment. */
export interface Snapshot {
	/** The whole buffer up to the layout's size; constant components are zero. */
	readonly bytes: Uint8Array;
}

/** Hashes of one moment: one a component, and one over all of them in layout order. */
export class StateHash {
	readonly whole: bigint;
	/** By component, in layout order; constant ones have none. */
	readonly hashes: BigUint64Array;
	readonly #names: readonly string[];

	constructor(whole: bigint, hashes: BigUint64Array, names: readonly string[]) {
		this.whole = whole;
		this.hashes = hashes;
		this.#names = names;
	}

	/** By name, in layout order. */
	get components(): ReadonlyMap<string, bigint> {
		return new Map(this.#names.map((name, i) => [name, this.hashes[i]]));
	}
}

/** A component with its bytes and the way it is hashed. */
interface Hashed {
	readonly placed: PlacedComponent;
	readonly data: Uint8Array;
	readonly way: ComponentHash;
}

/** Bytes of a component, from its start, that a restore has changed some of. */
export interface Change {
	readonly component: PlacedComponent;
	readonly offset: number;
	readonly length: number;
}

export class ChipState {
	readonly layout: Layout;
	readonly memory: WebAssembly.Memory;
	/** 64 KiB pages of the memory, and the byte offset behind those the layout takes. */
	readonly pages: number;
	readonly scratch: number;
	readonly #bytes: Uint8Array;
	/** All that are hashed, in layout order, and their names. */
	readonly #hashed: readonly Hashed[];
	readonly #hashedNames: readonly string[];
	readonly #ways: ReadonlyMap<PlacedComponent, ComponentHash>;
	readonly #restored: ((changes: readonly Change[]) => void)[] = [];

	/** With `scratch` bytes of memory behind the layout, which are no state. */
	constructor(components: readonly Component[], scratch = 0) {
		this.layout = placeComponents(components);
		this.scratch = this.layout.wasmPages * WASM_PAGE;
		this.pages = this.layout.wasmPages + Math.ceil(scratch / WASM_PAGE);
		this.memory = new WebAssembly.Memory({ initial: this.pages, maximum: this.pages });
		this.#bytes = new Uint8Array(this.memory.buffer, 0, this.layout.size);
		this.#hashed = this.layout.components
			.filter(({ constant }) => !constant)
			.map((placed) => ({ placed, data: this.#bytesAt(placed), way: componentHash(placed) }));
		this.#hashedNames = this.#hashed.map(({ placed }) => placed.name);
		this.#ways = new Map(this.#hashed.map(({ placed, way }) => [placed, way]));
	}

	/** The buffer itself; never detached, because the memory never grows. */
	get buffer(): ArrayBuffer {
		return this.memory.buffer;
	}

	/** The placed component called `name`; throws RangeError when there is none. */
	place(name: string): PlacedComponent {
		const found = this.layout.components.find((c) => c.name === name);
		if (!found) throw new RangeError(`no component is named ${name}`);
		return found;
	}

	/** The byte offset of a field in the buffer. */
	offsetOf(componentName: string, fieldName: string): number {
		const field = this.place(componentName).fields.find((f) => f.name === fieldName);
		if (!field) throw new RangeError(`${componentName} has no field ${fieldName}`);
		return field.offset;
	}

	/** The accessors of one component. */
	view<F extends Fields>(declared: Component<F>): View<F> {
		return createView<F>(this.memory.buffer, this.place(declared.name));
	}

	/** The bytes of one component, padding included. */
	bytesOf(name: string): Uint8Array {
		return this.#bytesAt(this.place(name));
	}

	#bytesAt({ offset, size }: PlacedComponent): Uint8Array {
		return this.#bytes.subarray(offset, offset + size);
	}

	/** Says that `length` bytes from `offset` of a component that is paged or tracked have changed. */
	touch(placed: PlacedComponent, offset: number, length: number): void {
		this.#ways.get(placed)?.touch(offset, length);
	}

	/** Registers what to do after a restore, which has changed what is listed: drop a cache, recompute a deadline. */
	onRestore(listener: (changes: readonly Change[]) => void): void {
		this.#restored.push(listener);
	}

	/** Copies the mutable state. */
	snapshot(): Snapshot {
		const bytes = this.#bytes.slice();
		for (const c of this.layout.components) {
			if (c.constant) bytes.fill(0, c.offset, c.offset + c.size);
		}
		return { bytes };
	}

	/** Puts a snapshot of a chip with the same layout back; throws RangeError for another size. */
	restore(snapshot: Snapshot): void {
		if (snapshot.bytes.length !== this.layout.size) {
			throw new RangeError(
				`snapshot of ${snapshot.bytes.length} bytes does not fit a layout of ${this.layout.size}`,
			);
		}
		const from = new Uint32Array(
			snapshot.bytes.buffer,
			snapshot.bytes.byteOffset,
			snapshot.bytes.length >> 2,
		);
		const to = new Uint32Array(this.memory.buffer);
		const changes: Change[] = [];
		for (const component of this.layout.components) {
			if (component.constant) continue;
			for (let offset = 0; offset < component.size; offset += PAGE_SIZE) {
				const length = Math.min(PAGE_SIZE, component.size - offset);
				const start = (component.offset + offset) >> 2;
				const end = start + (length >> 2);
				let at = start;
				while (at < end && from[at] === to[at]) at++;
				if (at === end) continue;
				to.set(from.subarray(at, end), at);
				this.#ways.get(component)?.touch(offset, length);
				changes.push({ component, offset, length });
			}
		}
		for (const listener of this.#restored) listener(changes);
	}

	/** Hashes every mutable component, and all of them together. */
	hash(hash64: Hash64): StateHash {
		const hashes = new BigUint64Array(this.#hashed.length);
		for (let i = 0; i < hashes.length; i++) {
			const { data, way } = this.#hashed[i];
			hashes[i] = way.hash(data, hash64);
		}
		return new StateHash(hash64(new Uint8Array(hashes.buffer), 0n), hashes, this.#hashedNames);
	}
}
