/** What a guest keeps on its flash: the files of its file system, whatever kind that is. */

/** A file's contents; a directory. */
export type FileEntry = Uint8Array | "directory";

export interface FileSystem {
	readonly kind: "littlefs" | "FAT";
	/** Where it begins in the flash, bytes. */
	readonly offset: number;
	/** By absolute path, "/lib/umqtt.py"; the root is not among them. */
	readonly entries: ReadonlyMap<string, FileEntry>;
	/** What could not be read, and why; empty for a file system that is whole. */
	readonly problems: readonly string[];
}

/** What a file system may hold for this to read it: hostile ones say the same bytes many times. */
const MAX_ENTRIES = 16_384;
const MAX_BYTES = 64 * 1024 * 1024;
const MAX_PATH = 4096;

/** Gathers what a reader finds, within limits. */
export class FileCollector {
	readonly entries = new Map<string, FileEntry>();
	readonly problems: string[] = [];
	#bytes = 0;
	#full = false;

	/** Whether the limits are reached: nothing more is taken. */
	get isFull(): boolean {
		return this.#full;
	}

	/** Whether there is room for an entry of that many bytes; notes once that there is not. */
	hasRoom(path: string, bytes: number): boolean {
		if (this.#full) return false;
		if (
			this.entries.size < MAX_ENTRIES &&
			this.#bytes + bytes <= MAX_BYTES &&
			Buffer.byteLength(path) <= MAX_PATH
		) {
			return true;
		}
		this.#full = true;
		this.problems.push(`${path}: more than can be listed`);
		return false;
	}

	add(path: string, entry: FileEntry): void {
		const bytes = entry === "directory" ? 0 : entry.length;
		if (!this.hasRoom(path, bytes)) return;
		this.#bytes += bytes;
		this.entries.set(path, entry);
	}

	problem(path: string, what: string): void {
		if (this.problems.length < MAX_ENTRIES) this.problems.push(`${path}: ${what}`);
	}
}
