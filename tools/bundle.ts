/**
 * Makes the program of dist/src, its threads and what it depends on a few files in dist/program: a process that loads
 * hundreds of modules one by one spends more time on that than on a short replay.
 *
 *     node dist/tools/bundle.js
 *
 * What is not ours in there keeps its licence: all of them are in THIRD-PARTY-LICENSES.txt beside it.
 */
import { createHash } from "node:crypto";
import { chmodSync, mkdirSync, rmSync, writeFileSync } from "node:fs";
import { basename, dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { type BuildOptions, build, type OutputFile, transform } from "esbuild";
import { PACKAGE_ROOT } from "../src/package-root.js";
import { CORE } from "../src/program/chunks.js";
import { coreEntry, fromCore, keepingOut } from "./bundle/core.js";
import { licences } from "./bundle/licences.js";
import { PROGRAM } from "./program.js";

const ROOT = fileURLToPath(PACKAGE_ROOT);
const FOLDER = dirname(PROGRAM);
const CHUNKS = join(FOLDER, "chunks");
/** The command line with the command to replay, which is what nearly all others need too. */
const RUN = "dist/src/cli/run.js";
const THREADS = ["verify-worker", "judge-worker"];

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

/** A chunk is a function that src/program/chunks.ts calls: what V8 makes of a script can be kept, unlike of an ES module. */
const WRAPPER = {
	banner: '(function(exports,require,module,$later,$url){"use strict";',
	footer: "})",
};

const IN_CHUNKS = {
	...COMMON,
	outdir: CHUNKS,
	write: false,
	// To look for a native library takes msgpackr longer than that saves with traces, which are mostly numbers and bytes.
	external: ["msgpackr-extract"],
	define: {
		"process.env.MSGPACKR_NATIVE_ACCELERATION_DISABLED": '"true"',
		"import.meta.url": "$url",
	},
} satisfies BuildOptions;

const buildCore = (entry: string, later: Record<string, string>) =>
	build({
		...IN_CHUNKS,
		stdin: { contents: entry, resolveDir: ROOT, sourcefile: CORE },
		format: "cjs",
		sourcemap: "external",
		plugins: [keepingOut(later)],
		banner: { js: WRAPPER.banner },
		footer: { js: WRAPPER.footer },
	});

/**
 * Chunks give each other what they share by getters; what esbuild puts around those for CommonJS modules that import by
 * default would be a second getter before each. As long as what it replaces, so that the map fits.
 */
function plainExports(code: string): string {
	return code.replace(/\bmodule\.exports=(__toCommonJS\()(\w+)\);/, (_, call: string, exports: string) => {
		return `module.exports=${" ".repeat(call.length)}${exports} ;`;
	});
}

/** Of the files of a build, as text: the code and, by the same name, its map. */
function textsOf(files: readonly OutputFile[]): Map<string, string> {
	return new Map(files.map(({ path, text }) => [basename(path), text]));
}

const hash = createHash("sha256");

/** What is imported later is so by `$later`, for a script that V8 has compiled before cannot; as long, so that the map fits. */
function writeChunk(name: string, code: string, map: string): void {
	const text = code.replaceAll(/\bimport\(/g, "$later(").trimEnd();
	if (name === CORE && /[^\0-\x7f]/.test(text)) throw new Error(`${name} is not ASCII, as which it is read`);
	writeFileSync(join(CHUNKS, name), text);
	writeFileSync(join(CHUNKS, `${name}.map`), map);
	hash.update(text);
}

rmSync(FOLDER, { recursive: true, force: true });
mkdirSync(CHUNKS, { recursive: true });

const later: Record<string, string> = {};
const { metafile: reach } = await buildCore(coreEntry([RUN]), later);
const needed = new Set([RUN]);
const threads = THREADS.map((name) => [name, `dist/src/regress/${name}.js`]);
const others = await build({
	...IN_CHUNKS,
	entryPoints: { ...later, ...Object.fromEntries(threads) },
	entryNames: "[name]",
	splitting: true,
	format: "esm",
	sourcemap: "inline",
	plugins: [fromCore(reach.inputs, needed)],
});
const core = await buildCore(coreEntry(needed, reach.inputs), later);

const [coreCode, coreMap] = ["stdin.js", "stdin.js.map"].map(
	(name) => textsOf(core.outputFiles).get(name) ?? "",
);
writeChunk(CORE, coreCode, coreMap);
for (const [name, text] of textsOf(others.outputFiles)) {
	const { code, map } = await transform(text, {
		...WRAPPER,
		format: "cjs",
		platform: COMMON.platform,
		target: COMMON.target,
		minifyWhitespace: true,
		sourcemap: "external",
		sourcefile: name,
	});
	writeChunk(name, plainExports(code), map);
}

await build({
	...COMMON,
	entryPoints: ["main", ...THREADS].map((name) => `dist/src/program/${name}.js`),
	outdir: FOLDER,
	format: "cjs",
	sourcemap: "linked",
	define: { CHUNKS_HASH: JSON.stringify(hash.digest("hex")) },
});
// The files are CommonJS, which starts sooner.
writeFileSync(join(FOLDER, "package.json"), `${JSON.stringify({ type: "commonjs" })}\n`);
writeFileSync(join(FOLDER, "THIRD-PARTY-LICENSES.txt"), licences([core.metafile, others.metafile]));
chmodSync(PROGRAM, 0o755);
