/**
 * Makes the program of dist/src, its threads and what it depends on a few files in dist/program: a process that loads
 * hundreds of modules one by one spends more time on that than on a short replay.
 *
 *     node dist/tools/bundle.js
 *
 * What is not ours in there keeps its licence: all of them are in THIRD-PARTY-LICENSES.txt beside it.
 */
import { createHash } from "node:crypto";
import { chmodSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { basename, dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { type BuildOptions, build, type Metafile, transform } from "esbuild";
import { PACKAGE_ROOT } from "../src/package-root.js";
import { CORE } from "../src/program/chunks.js";
import { PROGRAM } from "./program.js";

const ROOT = fileURLToPath(PACKAGE_ROOT);
const FOLDER = dirname(PROGRAM);
const CHUNKS = join(FOLDER, "chunks");
const REPLAY = "dist/src/cli/commands/replay.js";

const COMMON = {
	absWorkingDir: ROOT,
	bundle: true,
	platform: "node",
	target: "node20",
	metafile: true,
	logLevel: "warning",
	minifyWhitespace: true,
	minifySyntax: true,
} satisfies BuildOptions;

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

/** What the modules of the program are in: ES modules, of which each takes from others what they share. */
async function bundleChunks() {
	return build({
		...COMMON,
		entryPoints: {
			cli: "dist/src/cli/main.js",
			"verify-worker": "dist/src/regress/verify-worker.js",
			"judge-worker": "dist/src/regress/judge-worker.js",
		},
		outdir: CHUNKS,
		entryNames: "[name]",
		splitting: true,
		format: "esm",
		sourcemap: "inline",
		write: false,
		// To look for a native library takes msgpackr longer than that saves with traces, which are mostly numbers and bytes.
		external: ["msgpackr-extract"],
		define: {
			"process.env.MSGPACKR_NATIVE_ACCELERATION_DISABLED": '"true"',
			"import.meta.url": "$url",
		},
	});
}

/** A chunk as a function, on lines of its own, and the places of its code. */
interface Chunk {
	readonly name: string;
	readonly code: string;
	readonly map: object;
}

/**
 * Makes of a chunk the function that src/program/chunks.ts calls: what V8 makes of that can be kept, unlike an ES module.
 * `names` are all chunks; those that are imported later are loaded by `$chunk`, which is as long as `import`, so that
 * places in the source map stay.
 */
async function wrapChunk(name: string, text: string, names: ReadonlySet<string>): Promise<Chunk> {
	const source = text.replaceAll(/\bimport\("\.\/([\w-]+\.js)"\)/g, (whole, imported) =>
		names.has(imported) ? whole.replace("import", "$chunk") : whole,
	);
	const { code, map } = await transform(source, {
		format: "cjs",
		platform: COMMON.platform,
		target: COMMON.target,
		minifyWhitespace: true,
		sourcemap: "external",
		sourcefile: name,
		banner: '(function(exports,require,module,$chunk,$url){"use strict";',
		footer: "})",
	});
	return { name, code: code.trimEnd(), map: JSON.parse(map) };
}

/** Chunks that are loaded with these, in the order of their names. */
function closure(first: readonly string[], { outputs }: Metafile): Set<string> {
	const found = new Set<string>();
	const byName = new Map(Object.entries(outputs).map(([path, output]) => [basename(path), output]));
	const visit = (name: string) => {
		if (found.has(name)) return;
		found.add(name);
		for (const { path, kind } of byName.get(name)?.imports ?? []) {
			if (kind === "import-statement") visit(basename(path));
		}
	};
	first.forEach(visit);
	return found;
}

/** Chunks as one expression, an object of them by name, and a map with a section for each. */
function joinChunks(chunks: readonly Chunk[]): Omit<Chunk, "name"> {
	const lines = ["({"];
	const sections = [];
	for (const { name, code, map } of chunks) {
		lines.push(`${JSON.stringify(name)}:`);
		sections.push({ offset: { line: lines.length, column: 0 }, map });
		lines.push(...code.split("\n"), ",");
	}
	return { code: [...lines, "})"].join("\n"), map: { version: 3, file: CORE, sections } };
}

function writeChunk({ name, code, map }: Chunk): void {
	if (name === CORE && /[^\0-\x7f]/.test(code)) throw new Error(`${name} is not ASCII, as which it is read`);
	writeFileSync(join(CHUNKS, name), code);
	writeFileSync(join(CHUNKS, `${name}.map`), JSON.stringify(map));
	hash.update(code);
}

const hash = createHash("sha256");
rmSync(FOLDER, { recursive: true, force: true });
mkdirSync(CHUNKS, { recursive: true });
const { outputFiles, metafile } = await bundleChunks();
const names = new Set(outputFiles.map(({ path }) => basename(path)));
const chunks = await Promise.all(outputFiles.map(({ path, text }) => wrapChunk(basename(path), text, names)));
const replay = Object.entries(metafile.outputs).find(([, { entryPoint }]) => entryPoint === REPLAY);
if (!replay) throw new Error(`${REPLAY} is no chunk of its own`);
const core = closure(["cli.js", basename(replay[0])], metafile);
writeChunk({ name: CORE, ...joinChunks(chunks.filter(({ name }) => core.has(name))) });
for (const chunk of chunks) if (!core.has(chunk.name)) writeChunk(chunk);
await build({
	...COMMON,
	entryPoints: ["main", "verify-worker", "judge-worker"].map((name) => `dist/src/program/${name}.js`),
	outdir: FOLDER,
	format: "cjs",
	sourcemap: "linked",
	define: { CHUNKS_HASH: JSON.stringify(hash.digest("hex")) },
});
// The files are CommonJS, which starts sooner.
writeFileSync(join(FOLDER, "package.json"), `${JSON.stringify({ type: "commonjs" })}\n`);
const packages = [...packagesIn(metafile)].sort(([a], [b]) => (a < b ? -1 : 1));
writeFileSync(
	join(FOLDER, "THIRD-PARTY-LICENSES.txt"),
	`${packages.map(([name, folder]) => licenceOf(name, folder)).join(`\n\n${"-".repeat(80)}\n\n`)}\n`,
);
chmodSync(PROGRAM, 0o755);
