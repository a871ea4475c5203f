/** The tool's cache folder: images by the hash of their contents, so that a name cannot lie. */
import { createHash } from "node:crypto";
import { readdirSync } from "node:fs";
import { homedir } from "node:os";
import { join } from "node:path";
import { ImageError } from "./errors.js";
import { isMissing, readBounded, writeAtomically } from "./files.js";

const NAME = "esp8266-replay";
/** The largest flash chip: no image is larger. */
const MAX_IMAGE = 16 * 1024 * 1024;

/** Folders of the cache. */
export type CacheKind = "firmware" | "rom";

/** Where the cache is: `ESP8266_REPLAY_CACHE`, else the platform's place for caches. */
export function cacheFolder(
	env: Readonly<Record<string, string | undefined>> = process.env,
	platform: NodeJS.Platform = process.platform,
): string {
	if (env.ESP8266_REPLAY_CACHE) return env.ESP8266_REPLAY_CACHE;
	if (env.XDG_CACHE_HOME) return join(env.XDG_CACHE_HOME, NAME);
	if (platform === "win32" && env.LOCALAPPDATA) return join(env.LOCALAPPDATA, NAME);
	return join(homedir(), ".cache", NAME);
}

/** SHA-256 of `bytes`, lower-case hex. */
export function sha256(bytes: Uint8Array): string {
	return createHash("sha256").update(bytes).digest("hex");
}

export class ImageCache {
	readonly folder: string;

	constructor(folder: string = cacheFolder()) {
		this.folder = folder;
	}

	/** Where the image of this hash is, or would be. */
	path(kind: CacheKind, hash: string): string {
		return join(this.folder, kind, `${hash}.bin`);
	}

	/** Hashes of the images that are there, ascending. Their contents are not looked at. */
	list(kind: CacheKind): string[] {
		try {
			const names = readdirSync(join(this.folder, kind));
			return names.flatMap((name) => /^([0-9a-f]{64})\.bin$/.exec(name)?.[1] ?? []).sort();
		} catch (error) {
			if (isMissing(error)) return [];
			throw new ImageError("invalid", `the cache cannot be read: ${(error as Error).message}`, {
				cause: error,
			});
		}
	}

	/** The image of this hash, verified; undefined when it is not there. Throws ImageError for a spoilt one. */
	read(kind: CacheKind, hash: string): Uint8Array | undefined {
		const path = this.path(kind, hash);
		const bytes = readBounded(path, MAX_IMAGE, "the cached image");
		if (bytes && sha256(bytes) !== hash) {
			throw new ImageError("invalid", `the cached image ${path} is not what its name says; delete it`);
		}
		return bytes;
	}

	/** Puts an image in; returns its hash. Throws the file system's error. */
	store(kind: CacheKind, bytes: Uint8Array): string {
		const hash = sha256(bytes);
		writeAtomically(this.path(kind, hash), bytes);
		return hash;
	}
}
