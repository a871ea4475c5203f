/**
 * The program's chunks: the core, all that a replay needs, in one scope; and what is loaded when it is needed, which takes
 * from the core what is there, so that no module is in the program twice.
 */
import { readFileSync } from "node:fs";
import { join, relative, sep } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";
import type { Metafile, Plugin } from "esbuild";
import { PACKAGE_ROOT } from "../../src/package-root.js";
import { CORE } from "../../src/program/chunks.js";

const ROOT = fileURLToPath(PACKAGE_ROOT);

/** A file's path from the package's folder, as esbuild has it. */
const pathOf = (file: string): string => relative(ROOT, file).split(sep).join("/");

/** The chunk for a module that is imported when it is needed. */
const chunkFor = (path: string): string => path.replace(/^dist\/src\/|\.js$/g, "").replaceAll("/", "-");

/** Leaves what is imported later outside, as chunks whose modules go into `found`, by the chunk's name. */
export function keepingOut(found: Record<string, string>): Plugin {
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
export function fromCore(core: Metafile["inputs"], needed: Set<string>): Plugin {
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
				const file = join(ROOT, path);
				if (/^export let /m.test(readFileSync(file, "utf8")))
					throw new Error(`${path} exports what may change`);
				const names = Object.keys(await import(pathToFileURL(file).href));
				return {
					contents: `const core=${whole};${names.map((name) => `export const ${name}=core.${name};`).join("")}`,
				};
			});
		},
	};
}

/** What exports modules by their paths; CommonJS, of which `inputs` tells, as it is. */
export function coreEntry(needed: Iterable<string>, inputs: Metafile["inputs"] = {}): string {
	return [...new Set(needed)]
		.map((path, i) => {
			const [name, file] = [path, `./${path}`].map((text) => JSON.stringify(text));
			return inputs[path]?.format === "cjs"
				? `const m${i}=require(${file});export{m${i} as ${name}};`
				: `export*as ${name} from${file};`;
		})
		.join("\n");
}
