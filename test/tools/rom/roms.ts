/** The two ROMs that are compared: the one built from tools/rom, and a dump of the mask ROM, when there is one. */
import { existsSync, readFileSync } from "node:fs";
import { homedir } from "node:os";
import { join } from "node:path";

const DUMP_SHA256 = "32f199bf10da9a08c6c4e1b556b29c7606656b8a6d04e4f17d5afa74e5d98c68";
const dumpPath = join(homedir(), ".cache", "esp8266-replay", "rom", `${DUMP_SHA256}.bin`);

/** The repository's root, whether the tests run from dist/ or not. */
export const root = process.cwd();

/** The ROM in this repository. */
export const ownRom = (): Uint8Array => new Uint8Array(readFileSync(join(root, "tools", "rom", "rom.bin")));

/** Whether comparisons with the dump can run; REPLAY_REQUIRE_IMAGES=1 says that they must. */
export const hasDump = existsSync(dumpPath) || process.env.REPLAY_REQUIRE_IMAGES === "1";

export const dumpRom = (): Uint8Array => new Uint8Array(readFileSync(dumpPath));

/** Entry points by name, from the list the ROM is built with. */
export function entryPoints(): ReadonlyMap<string, number> {
	const lines = readFileSync(join(root, "tools", "rom", "entries.txt"), "utf8").split("\n");
	return new Map(
		lines
			.filter((line) => line !== "" && !line.startsWith("#"))
			.map((line) => line.split(" "))
			.map(([address, name]) => [name, Number.parseInt(address, 16)]),
	);
}
