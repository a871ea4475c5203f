/**
 * Makes the program of dist/src, its threads and what it depends on a few files in dist/program: a process that loads
 * hundreds of modules one by one spends more time on that than on a short replay.
 *
 *     node dist/tools/bundle.js
 *
 * What is not ours in there keeps its licence: all of them are in THIRD-PARTY-LICENSES.txt beside it.
 */
import { chmodSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { build, type Metafile } from "esbuild";
import { PACKAGE_ROOT } from "../src/package-root.js";
import { PROGRAM } from "./program.js";

const ROOT = fileURLToPath(PACKAGE_ROOT);
const FOLDER = dirname(PROGRAM);

/** Packages by name: the folder each is in. */
function packagesIn({ inputs }: Metafile): Map<string, string> {
	const found = new Map<string, string>();
	for (const path of Object.keys(inputs)) {
		const [folder, name] = /^.*node_modules\/((?:@[^/]+\/)?[^/]+)\//.exec(path) ?? [];
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

rmSync(FOLDER, { recursive: true, force: true });
const { metafile } = await build({
	absWorkingDir: ROOT,
	entryPoints: ["cli/main", "regress/verify-worker", "regress/judge-worker"].map(
		(name) => `dist/src/${name}.js`,
	),
	outdir: FOLDER,
	entryNames: "[name]",
	bundle: true,
	splitting: true,
	platform: "node",
	format: "esm",
	target: "node20",
	sourcemap: "linked",
	metafile: true,
	logLevel: "warning",
	// To look for a native library takes msgpackr longer than that saves with traces, which are mostly numbers and bytes.
	external: ["msgpackr-extract"],
	define: { "process.env.MSGPACKR_NATIVE_ACCELERATION_DISABLED": '"true"' },
	minifyWhitespace: true,
	minifySyntax: true,
	// What is CommonJS among the dependencies asks for Node's own modules by it.
	banner: {
		js: 'import{createRequire as $createRequire}from"node:module";const require=$createRequire(import.meta.url);',
	},
});
const packages = [...packagesIn(metafile)].sort(([a], [b]) => (a < b ? -1 : 1));
writeFileSync(
	join(FOLDER, "THIRD-PARTY-LICENSES.txt"),
	`${packages.map(([name, folder]) => licenceOf(name, folder)).join(`\n\n${"-".repeat(80)}\n\n`)}\n`,
);
chmodSync(PROGRAM, 0o755);
