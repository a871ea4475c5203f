/** What this program is: results that were worked out by another are worked out again. */
import { createHash } from "node:crypto";
import { readdirSync, readFileSync } from "node:fs";
import { join, sep } from "node:path";
import { fileURLToPath } from "node:url";
import { PACKAGE_ROOT } from "../package-root.js";

const PROGRAM = fileURLToPath(new URL("dist/src/", PACKAGE_ROOT));
const PACKAGE = fileURLToPath(new URL("package.json", PACKAGE_ROOT));

let known: string | undefined;

/** SHA-256 over this package's built files, their names, and what the package depends on; worked out once a process. */
export function codeHash(): string {
	known ??= hashOfFolder(PROGRAM, PACKAGE);
	return known;
}

/** Over the JavaScript files in a folder and below, and over `more`, a file. */
export function hashOfFolder(folder: string, more: string): string {
	const hash = createHash("sha256").update(readFileSync(more));
	const files = readdirSync(folder, { recursive: true, encoding: "utf8" }).filter((name) =>
		name.endsWith(".js"),
	);
	for (const name of files.map((file) => file.split(sep).join("/")).sort()) {
		const bytes = readFileSync(join(folder, name));
		hash.update(`\0${name}\0${bytes.length}\0`).update(bytes);
	}
	return hash.digest("hex");
}
