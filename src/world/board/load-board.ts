/** Finds a board: one of the profiles that come with this package, or a file of the user's. */
import { readdirSync, readFileSync } from "node:fs";
import { basename, extname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { PACKAGE_ROOT } from "../../package-root.js";
import { DeviceError } from "../devices/errors.js";
import type { Board } from "./board.js";
import { parseBoard } from "./parse-board.js";

const PROFILES = fileURLToPath(new URL("src/world/board/profiles", PACKAGE_ROOT));
const ENDING = ".yaml";
/** A profile is written by hand; a larger file is a mistake. Bytes. */
const MAX_FILE = 1024 * 1024;

/** Names of the profiles that come with this package. */
export function boardNames(): string[] {
	return readdirSync(PROFILES)
		.filter((file) => file.endsWith(ENDING))
		.map((file) => basename(file, ENDING))
		.sort();
}

/**
 * Loads a board by its profile's name, or from a file: what has a slash or an ending is one. Throws DeviceError for a
 * board that is not there, ScenarioError for a profile that is wrong.
 */
export function loadBoard(name: string): Board {
	const isFile = /[\\/]/.test(name) || extname(name) !== "";
	if (!isFile && !boardNames().includes(name)) {
		throw new DeviceError(
			`there is no board "${name}": there is ${boardNames().join(", ")}, or name a profile's file`,
		);
	}
	const path = isFile ? name : join(PROFILES, `${name}${ENDING}`);
	return parseBoard(readProfile(path), path, basename(path, extname(path)));
}

function readProfile(path: string): string {
	try {
		const bytes = readFileSync(path);
		if (bytes.length <= MAX_FILE) return bytes.toString("utf8");
	} catch (error) {
		throw new DeviceError(`the board's profile ${path} cannot be read: ${(error as Error).message}`, {
			cause: error,
		});
	}
	throw new DeviceError(`the board's profile ${path} is larger than such a file may be (1 MiB)`);
}
