/** Builds of a firmware in a row: found in folders, put in order. */
import { readdirSync, statSync } from "node:fs";
import { basename, extname, join } from "node:path";
import { ImageError } from "../firmware/errors.js";
import { type Firmware, readFirmware } from "../firmware/reference.js";

/** One build. */
export interface Build {
	/** What it is called in messages: its file's name, or the reference it was named by. */
	readonly name: string;
	readonly path: string;
	readonly sha256: string;
	readonly version?: string;
	/** When the file was written, ms since 1970. */
	readonly modified: number;
}

export const BUILD_ORDERS = ["version", "name", "date", "given"] as const;
export type BuildOrder = (typeof BUILD_ORDERS)[number];

/** A firmware as one of many builds. */
export function buildOf(firmware: Firmware, name: string): Build {
	const { path, sha256, version } = firmware;
	return {
		name,
		path,
		sha256,
		...(version === undefined ? {} : { version }),
		modified: statSync(path).mtimeMs,
	};
}

/** The images (`*.bin`) of a folder, by name; other files of that ending are passed over. Throws the file system's error. */
export function listBuilds(folder: string): Build[] {
	return readdirSync(folder)
		.filter((name) => extname(name) === ".bin")
		.sort(byName)
		.flatMap((name) => {
			try {
				return [buildOf(readFirmware(join(folder, name)), basename(name))];
			} catch (error) {
				if (error instanceof ImageError) return [];
				throw error;
			}
		});
}

/**
 * Puts builds in order: by MicroPython's version, by name, by the time their files were written, or as they are. Those
 * that are alike stay by name.
 */
export function orderBuilds(builds: readonly Build[], order: BuildOrder): Build[] {
	if (order === "given") return [...builds];
	const compare = { version: compareVersions, name: () => 0, date: compareDates }[order];
	return [...builds].sort((a, b) => compare(a, b) || byName(a.name, b.name));
}

/** How the builds of a folder are ordered unless it is said: by version, where each has one. */
export function naturalOrder(builds: readonly Build[]): BuildOrder {
	return builds.every(({ version }) => version !== undefined) ? "version" : "name";
}

const compareDates = (a: Build, b: Build): number => a.modified - b.modified;

/** Numbers in names count as numbers. */
const byName = (a: string, b: string): number => a.localeCompare(b, "en", { numeric: true });

/** Before a release, the release, after it. */
const STAGES = { preview: -1, release: 0, commits: 1 } as const;

/** v1.25.0-preview.7 is before v1.25.0, and v1.25.0-7-gabc after it. Builds without a version come first. */
function compareVersions(a: Build, b: Build): number {
	const [one, other] = [versionKey(a.version), versionKey(b.version)];
	for (let i = 0; i < Math.max(one.length, other.length); i++) {
		const difference = (one[i] ?? 0) - (other[i] ?? 0);
		if (difference !== 0) return difference;
	}
	return 0;
}

/** Major, minor, patch, stage, commits. */
function versionKey(version = ""): number[] {
	const match = /^v(\d+)\.(\d+)(?:\.(\d+))?(?:-(preview)(?:\.(\d+))?|-(\d+)-g)?/.exec(version);
	if (!match) return [-1];
	const [, major, minor, patch = "0", preview, before = "0", after] = match;
	const stage = preview ? STAGES.preview : after ? STAGES.commits : STAGES.release;
	return [major, minor, patch, stage, after ?? before].map(Number);
}
