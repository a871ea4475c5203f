/**
 * Reads a littlefs 2 as it stands on flash, as a mount would find it: a move that was cut short has not left its source
 * behind. Total: any bytes give a file system, perhaps with problems, or none. Source: littlefs, SPEC.md.
 */
import { FileCollector, type FileSystem } from "./file-system.js";
import { type MetadataBlock, readMetadataBlock, type Tag } from "./littlefs-block.js";

const MAGIC = "littlefs";
/** Where the name of the superblock stands in its block. */
const MAGIC_AT = 8;
const MAJOR_VERSION = 2;
/** Smallest block that the format allows. */
const MIN_BLOCK = 104;
/** Of flash chips; the superblock says the size that is used. */
const USUAL_BLOCK = 4096;

const NAME = 0x0;
const STRUCT = 0x2;
const SPLICE = 0x4;
const TAIL = 0x6;
const REGULAR = 0x001;
const DIRECTORY = 0x002;
const SUPERBLOCK = 0x0ff;
const DIR_STRUCT = 0x200;
const INLINE_STRUCT = 0x201;
const CTZ_STRUCT = 0x202;
const CREATE = 0x401;
const DELETE = 0x4ff;
const HARD_TAIL = 0x601;
const MOVE_STATE = 0x7ff;

/** Two blocks of which one is valid. */
type Pair = readonly [number, number];

interface Slot {
	type: number;
	name: Uint8Array;
	struct: Tag | undefined;
}

interface Directory {
	readonly slots: readonly (Slot | undefined)[];
	readonly tail: { readonly pair: Pair; readonly hard: boolean } | undefined;
	/** Its part of the global state: of a move under way. */
	readonly move: readonly number[];
}

/** The file system that begins at `offset`; undefined when none does. */
export function readLittlefs(flash: Uint8Array, offset: number): FileSystem | undefined {
	const geometry = readGeometry(flash.subarray(offset));
	if (!geometry) return undefined;
	const { blockSize, blockCount } = geometry;
	const reader = new LittlefsReader(flash.subarray(offset, offset + blockSize * blockCount), blockSize);
	return { kind: "littlefs", offset, ...reader.read() };
}

/** From the superblock in the first half of its pair: the other half looks like it, and says not which one it is. */
function readGeometry(device: Uint8Array): { blockSize: number; blockCount: number } | undefined {
	const magic = Buffer.from(device.subarray(MAGIC_AT, MAGIC_AT + MAGIC.length)).toString("latin1");
	const block = magic === MAGIC ? readMetadataBlock(device.subarray(0, USUAL_BLOCK)) : undefined;
	const slot = block && slotsOf(block.tags)[0];
	const data = slot?.struct?.data;
	if (slot?.type !== SUPERBLOCK || data === undefined || data.length < 12) return undefined;
	const [version, blockSize, blockCount] = words(data);
	const fits = blockSize >= MIN_BLOCK && blockCount >= 2 && blockSize * blockCount <= device.length;
	return version >>> 16 === MAJOR_VERSION && fits ? { blockSize, blockCount } : undefined;
}

class LittlefsReader {
	readonly #device: Uint8Array;
	readonly #blockSize: number;
	readonly #found = new FileCollector();
	readonly #visited = new Set<string>();
	/** A file that is being moved, and so is not where it was. */
	#moved: { readonly id: number; readonly pair: Pair } | undefined;

	constructor(device: Uint8Array, blockSize: number) {
		this.#device = device;
		this.#blockSize = blockSize;
	}

	read(): Pick<FileSystem, "entries" | "problems"> {
		const root = this.#findRoot();
		const pending: { path: string; pair: Pair }[] = [{ path: "", pair: root }];
		for (let next = pending.pop(); next && !this.#found.isFull; next = pending.pop()) {
			this.#list(next.path, next.pair, (path, pair) => pending.push({ path, pair }));
		}
		return this.#found;
	}

	/** Follows the thread through all pairs; the last one with a superblock is the root. */
	#findRoot(): Pair {
		let root: Pair = [0, 1];
		const state = [0, 0, 0];
		const seen = new Set<string>();
		for (let pair: Pair | undefined = root; pair && !seen.has(pair.join()); ) {
			seen.add(pair.join());
			const directory = this.#directory(pair);
			if (!directory) break;
			if (directory.slots[0]?.type === SUPERBLOCK) root = pair;
			for (const [i, word] of directory.move.entries()) state[i] ^= word;
			pair = directory.tail?.pair;
		}
		const [tag, ...pair] = state.map((word) => word >>> 0);
		if (((tag >>> 20) & 0x7ff) === DELETE) {
			this.#moved = { id: (tag >>> 10) & 0x3ff, pair: [pair[0], pair[1]] };
		}
		return root;
	}

	#list(path: string, first: Pair, enter: (path: string, pair: Pair) => void): void {
		for (let pair: Pair | undefined = first; pair; ) {
			const key = [...pair].sort((a, b) => a - b).join();
			if (this.#visited.has(key)) {
				this.#found.problem(`${path}/`, "the directory leads to itself");
				return;
			}
			if (this.#visited.size >= this.#device.length / this.#blockSize) {
				this.#found.problem(`${path}/`, "there are more directories than blocks");
				return;
			}
			this.#visited.add(key);
			const directory = this.#directory(pair);
			if (!directory) {
				this.#found.problem(`${path}/`, `blocks ${pair.join(" and ")} hold no directory`);
				return;
			}
			for (const [id, slot] of directory.slots.entries()) {
				if (slot && !this.#isMoved(pair, id)) this.#entry(path, slot, enter);
			}
			pair = directory.tail?.hard ? directory.tail.pair : undefined;
		}
	}

	#entry(parent: string, { type, name, struct }: Slot, enter: (path: string, pair: Pair) => void): void {
		if (type === SUPERBLOCK) return;
		const path = `${parent}/${new TextDecoder().decode(name)}`;
		if (type === DIRECTORY && struct?.type === DIR_STRUCT && struct.data.length >= 8) {
			this.#found.add(path, "directory");
			const [one, other] = words(struct.data);
			enter(path, [one, other]);
		} else if (type === REGULAR && struct?.type === INLINE_STRUCT) {
			this.#found.add(path, Uint8Array.from(struct.data));
		} else if (type === REGULAR && struct?.type === CTZ_STRUCT && struct.data.length >= 8) {
			const [head, size] = words(struct.data);
			this.#add(path, head, size);
		} else this.#found.problem(path, "neither a file nor a directory");
	}

	/** A file in blocks of its own: each points at the one before it, and further back. */
	#add(path: string, head: number, size: number): void {
		if (size > this.#device.length) {
			this.#found.problem(path, `${size} bytes are more than there are`);
			return;
		}
		if (!this.#found.hasRoom(path, size)) return;
		const contents = new Uint8Array(size);
		const starts = [0];
		while (starts[starts.length - 1] + this.#room(starts.length - 1) < size) {
			starts.push(starts[starts.length - 1] + this.#room(starts.length - 1));
		}
		let at = head;
		for (let index = starts.length - 1; index >= 0; index--) {
			const block = this.#block(at);
			if (!block) {
				this.#found.problem(path, `there is no block ${at}`);
				return;
			}
			const from = this.#blockSize - this.#room(index);
			contents.set(block.subarray(from, from + size - starts[index]), starts[index]);
			at = words(block)[0];
		}
		this.#found.add(path, contents);
	}

	/** Bytes of a file's n-th block that are the file's; the others are pointers. */
	#room(index: number): number {
		const pointers = index === 0 ? 0 : 32 - Math.clz32(index & -index);
		return this.#blockSize - 4 * pointers;
	}

	#isMoved(pair: Pair, id: number): boolean {
		const moved = this.#moved;
		return moved !== undefined && moved.id === id && pair.every((block) => moved.pair.includes(block));
	}

	/** What the valid half of a pair says; the one that was written last, where both are. */
	#directory(pair: Pair): Directory | undefined {
		const halves = pair.flatMap((at) => {
			const block = this.#block(at);
			return (block && readMetadataBlock(block)) ?? [];
		});
		const last = halves.reduce<MetadataBlock | undefined>(
			(best, half) => (best && ((half.revision - best.revision) | 0) <= 0 ? best : half),
			undefined,
		);
		if (!last) return undefined;
		const { tags } = last;
		const lastOf = (is: (tag: Tag) => boolean): Tag | undefined => tags.filter(is).at(-1);
		const tail = lastOf(({ type, data }) => type >>> 8 === TAIL && data.length >= 8);
		const move = lastOf(({ type, data }) => type === MOVE_STATE && data.length >= 12);
		const [one, other] = tail ? words(tail.data) : [];
		return {
			slots: slotsOf(tags),
			tail: tail && { pair: [one, other], hard: tail.type === HARD_TAIL },
			move: move ? words(move.data).slice(0, 3) : [],
		};
	}

	#block(index: number): Uint8Array | undefined {
		const at = index * this.#blockSize;
		return at < this.#device.length ? this.#device.subarray(at, at + this.#blockSize) : undefined;
	}
}

/** The entries of a directory, by id: ids move up and down as others come and go. */
function slotsOf(tags: readonly Tag[]): (Slot | undefined)[] {
	const slots: (Slot | undefined)[] = [];
	const slot = (id: number): Slot => {
		slots[id] ??= { type: -1, name: new Uint8Array(0), struct: undefined };
		return slots[id];
	};
	for (const { type, id, data } of tags) {
		const kind = type >>> 8;
		if (kind === SPLICE && type === CREATE) {
			slots.length = Math.max(slots.length, id);
			slots.splice(id, 0, undefined);
		} else if (kind === SPLICE && type === DELETE) slots.splice(id, 1);
		else if (kind === NAME) Object.assign(slot(id), { type, name: data });
		else if (kind === STRUCT) slot(id).struct = { type, id, data };
	}
	return slots;
}

function words(bytes: Uint8Array): number[] {
	const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
	return Array.from({ length: Math.min(3, bytes.length >>> 2) }, (_, i) => view.getUint32(4 * i, true));
}
