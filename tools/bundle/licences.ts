/** The licences of what is not ours in a bundle. */
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import type { Metafile } from "esbuild";
import { PACKAGE_ROOT } from "../../src/package-root.js";

const ROOT = fileURLToPath(PACKAGE_ROOT);

/** Packages by name: the folder each is in. */
function packagesIn(builds: readonly Metafile[]): Map<string, string> {
	const found = new Map<string, string>();
	for (const path of builds.flatMap(({ inputs }) => Object.keys(inputs))) {
		const [folder, name] = /^(?!core:).*node_modules\/((?:@[^/]+\/)?[^/]+)\//.exec(path) ?? [];
		if (folder && name) found.set(name, join(ROOT, folder));
	}
	return found;
}

function licenceOf(name: string, folder: string): string {
	const { version, license } = JSON.parse(readFileSync(join(folder, "package.json"), "utf8"));
	const texts = readdirSync(folder)
		.filter((file) => /^(licen[cs]e|notice|copying)/i.test(file))
		.map((file) => readFileSync(join(folder, file), "utf8").trim());
	return [`${name} ${version} (${license})`, ...texts].join("\n\n");
}

/** The texts of all packages that builds have taken in. */
export function licences(builds: readonly Metafile[]): string {
	const packages = [...packagesIn(builds)].sort(([a], [b]) => (a < b ? -1 : 1));
	const texts = packages.map(([name, folder]) => licenceOf(name, folder));
	return `${texts.join(`\n\n${"-".repeat(80)}\n\n`)}\n`;
}
