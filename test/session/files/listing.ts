/** A file system in lines that compare: "FILE path size sha256", "DIR path". */
import { createHash } from "node:crypto";
import type { FileEntry } from "../../../src/session/files/file-system.js";

export function listingOf(entries: ReadonlyMap<string, FileEntry>): string[] {
	return [...entries]
		.map(([path, entry]) =>
			entry === "directory"
				? `DIR ${path}`
				: `FILE ${path} ${entry.length} ${createHash("sha256").update(entry).digest("hex")}`,
		)
		.sort();
}
