/** Small file helpers: bounded reads, whole writes. */
import { randomBytes } from "node:crypto";
import {
	closeSync,
	mkdirSync,
	openSync,
	readSync,
	renameSync,
	rmSync,
	statSync,
	writeFileSync,
} from "node:fs";
import { dirname } from "node:path";
import { ImageError } from "./errors.js";

/** Whether an error of the file system says that the file is not there. */
export function isMissing(error: unknown): boolean {
	const { code } = error as NodeJS.ErrnoException;
	return code === "ENOENT" || code === "ENOTDIR";
}

/** Whether there is a folder at that path. */
export function isFolder(path: string): boolean {
	return statSync(path, { throwIfNoEntry: false })?.isDirectory() ?? false;
}

/**
 * Reads a file of at most `max` bytes; undefined when there is none. Throws ImageError for one that is
 * larger or cannot be read; `what` names it in the message.
 */
export function readBounded(path: string, max: number, what: string): Uint8Array | undefined {
	try {
		const stat = statSync(path);
		if (!stat.isFile()) throw new ImageError("invalid", `${what} ${path} is not a file`);
		if (stat.size > max) {
			throw new ImageError("invalid", `${what} ${path} has ${stat.size} bytes; at most ${max} can be right`);
		}
		return readWhole(path, stat.size);
	} catch (error) {
		if (error instanceof ImageError) throw error;
		if (isMissing(error)) return undefined;
		throw new ImageError("invalid", `${what} ${path} cannot be read: ${(error as Error).message}`, {
			cause: error,
		});
	}
}

/** Into memory of its own, and no Buffer: a slice of a Buffer shares its memory. */
function readWhole(path: string, size: number): Uint8Array {
	const bytes = new Uint8Array(size);
	const fd = openSync(path, "r");
	try {
		let done = 0;
		while (done < size) {
			const got = readSync(fd, bytes, done, size - done, null);
			if (got === 0) break;
			done += got;
		}
		return bytes.subarray(0, done);
	} finally {
		closeSync(fd);
	}
}

/** Writes a file whole or not at all: beside it first, then renamed. Throws the file system's error. */
export function writeAtomically(path: string, bytes: Uint8Array | string, mode = 0o666): void {
	mkdirSync(dirname(path), { recursive: true });
	const beside = `${path}.${randomBytes(6).toString("hex")}.tmp`;
	try {
		writeFileSync(beside, bytes, { flag: "wx", mode });
		renameSync(beside, path);
	} catch (error) {
		rmSync(beside, { force: true });
		throw error;
	}
}
