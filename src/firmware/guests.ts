/**
 * The guest programs that come with this project, found by what they are: all of them in a checkout, the one of the
 * demonstration in an installed package.
 */
import { readdirSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { PACKAGE_ROOT } from "../package-root.js";
import { sha256 } from "./cache.js";
import { isMissing, readBounded } from "./files.js";
import { MAX_IMAGE_SIZE } from "./image.js";

const FOLDER = fileURLToPath(new URL("tools/guests/bin/", PACKAGE_ROOT));

/** A guest program's image. */
export interface GuestImage {
	readonly bytes: Uint8Array;
	readonly sha256: string;
	readonly path: string;
}

/** The guest programs of `folder`, whose hashes begin with `prefix` (lower-case hex). Throws ImageError. */
export function findGuests(prefix: string, folder: string = FOLDER): GuestImage[] {
	return imageNames(folder).flatMap((name) => {
		const path = join(folder, name);
		const bytes = readBounded(path, MAX_IMAGE_SIZE, "the guest program");
		if (!bytes) return [];
		const hash = sha256(bytes);
		return hash.startsWith(prefix) ? [{ bytes, sha256: hash, path }] : [];
	});
}

function imageNames(folder: string): string[] {
	try {
		return readdirSync(folder)
			.filter((name) => name.endsWith(".bin"))
			.sort();
	} catch (error) {
		if (isMissing(error)) return [];
		throw error;
	}
}
