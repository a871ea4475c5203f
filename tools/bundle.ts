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
import { basename, dirname, join, relative, sep } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";
import { type BuildOptions, build, type Metafile, type OutputFile, type Plugin, transform } from "esbuild";
import { PACKAGE_ROOT } from "../src/package-root.js";
import { CORE } from "../src/program/chunks.js";
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

/** A file's path from the package's folder, as esbuild has it. */
const pathOf = (file: string): string => relative(ROOT, file).split(sep).join("/");

/** The chunk for a module that is imported when it is needed. */
const chunkFor = (path: string): string => path.replace(/^dist\/src\/|\.js$/g, "").replaceAll("/", "-");

/** Leaves what is imported later outside, as chunks whose modules go into `found`, by the chunk's name. */
function keepingOut(found: Record<string, string>): Plugin {
	return {
		name: "keeping out what is imported later",
		setup({ onResolve }) {
			onResolve({ filter: /^\./ }, ({ kind, path, resolveDir }) => {
				if (kind !== "dynamic-import") return undefined;
				const file = pathOf(join(resolveDir, path));
				found[chunkFor(file)] = file;
				return { path: `./${chunkFor(file)}.js`, external: true };
			});
		},
	};
}

/** Takes modules of the core from there; those that are asked for go into `needed`. */
function fromCore(core: Metafile["inputs"], needed: Set<string>): Plugin {
	const asked = {};
	return {
		name: "from the core",
		setup({ onResolve, onLoad, resolve }) {
			onResolve({ filter: /./ }, async ({ path, namespace, pluginData, ...importing }) => {
				if (namespace === "core") return { path: `./${CORE}`, external: true };
				if (pluginData === asked || importing.kind === "entry-point") return undefined;
				const found = await resolve(path, { ...importing, namespace, pluginData: asked });
				const file = pathOf(found.path);
				return Object.hasOwn(core, file) ? { path: file, namespace: "core" } : found;
			});
			onLoad({ filter: /./, namespace: "core" }, async ({ path }) => {
				needed.add(path);
				const whole = `require("./${CORE}")[${JSON.stringify(path)}]`;
				// Only of modules of ours it is known that what they export does not change later.
				if (!path.startsWith("dist/")) return { contents: `module.exports=${whole}` };
				const names = Object.keys(await import(pathToFileURL(join(ROOT, path)).href));
				return {
					contents: `const core=${whole};${names.map((name) => `export const ${name}=core.${name};`).join("")}`,
				};
			});
		},
	};
}

/** What exports modules of the core by their paths; CommonJS as it is. */
function coreEntry(inputs: Metafile["inputs"], needed: ReadonlySet<string>): string {
	return [...new Set([RUN, ...needed])]
		.map((path, i) => {
			const [name, file] = [path, `./${path}`].map((text) => JSON.stringify(text));
			return inputs[path]?.format === "cjs"
				? `const m${i}=require(${file});export{m${i} as ${name}};`
				: `export*as ${name} from${file};`;
		})
		.join("\n");
}

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

rmSync(FOLDER, { recursive: true, force: true });
mkdirSync(CHUNKS, { recursive: true });

const later: Record<string, string> = {};
const { metafile: reach } = await buildCore(coreEntry({}, new Set()), later);
const needed = new Set<string>();
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
const core = await buildCore(coreEntry(reach.inputs, needed), later);

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
const packages = [...packagesIn([core.metafile, others.metafile])].sort(([a], [b]) => (a < b ? -1 : 1));
writeFileSync(
	join(FOLDER, "THIRD-PARTY-LICENSES.txt"),
	`${packages.map(([name, folder]) => licenceOf(name, folder)).join(`\n\n${"-".repeat(80)}\n\n`)}\n`,
);
chmodSync(PROGRAM, 0o755);
