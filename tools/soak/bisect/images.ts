/** Makes the images of the history: the whole of MicroPython is compiled once, then each build from what it changes. */
import { copyFileSync, existsSync, mkdirSync, readFileSync, renameSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { cacheFolder } from "../../../src/firmware/cache.js";
import { BUILDS, buildOf, type Edit } from "./history.js";

/** The steps of this project's build of MicroPython; plain JavaScript, beside the sources. */
const lib = (name: string) =>
	import(new URL(`../../../../tools/micropython/lib/${name}`, import.meta.url).href);

const ALL_EDITS: readonly Edit[] = Array.from({ length: BUILDS }, (_, n) => buildOf(n).edits).flat();

export const imageName = (build: number): string => `build-${String(build).padStart(2, "0")}.bin`;

/** Makes what is missing of the images in `work`/builds; gives their paths. What was compiled before is used again. */
export async function makeImages(work: string): Promise<string[]> {
	const folder = join(work, "builds");
	mkdirSync(folder, { recursive: true });
	const paths = Array.from({ length: BUILDS }, (_, n) => join(folder, imageName(n)));
	if (paths.every((path) => existsSync(path))) return paths;
	const { relink, tree } = await compileOnce(work);
	for (const [n, path] of paths.entries()) {
		if (existsSync(path)) continue;
		const { edits, subject } = buildOf(n);
		setSources(tree, edits);
		writeFileSync(`${path}.part`, await relink());
		renameSync(`${path}.part`, path);
		console.error(`${path}: ${subject}`);
	}
	return paths;
}

async function compileOnce(work: string) {
	const [{ buildEnvironment, buildMpyCross, buildPort, buildSdk }, debian, { flashImage }] =
		await Promise.all(["compile.mjs", "debian.mjs", "image.mjs"].map(lib));
	const { crossCompiler, fetchSource, sourceDate, unpackSource } = debian;
	const tree = join(work, "micropython");
	const stored = join(cacheFolder(), "debian");
	const description = await fetchSource(work, stored);
	const programs = await crossCompiler(work, stored);
	if (!existsSync(tree)) await unpackSource(description, tree);
	const env = buildEnvironment(programs, await sourceDate(tree));
	const log = join(work, "log");
	const mpyCross = await buildMpyCross(tree, work, env, log);
	const sdk = join(work, "objects.json");
	const objects: string[] = existsSync(sdk)
		? JSON.parse(readFileSync(sdk, "utf8"))
		: await buildSdk(work, env, log);
	writeFileSync(sdk, JSON.stringify(objects));
	const relink = async (): Promise<Uint8Array> =>
		flashImage(readFileSync(await buildPort(tree, work, { mpyCross, objects, env, log })));
	return { relink, tree };
}

/** The sources with these edits and no others. Only files that become different are written: their time tells make. */
function setSources(tree: string, edits: readonly Edit[]): void {
	for (const file of new Set(ALL_EDITS.map((edit) => edit.file))) {
		const path = join(tree, file);
		const original = `${path}.orig`;
		if (!existsSync(original)) copyFileSync(path, original);
		let text = readFileSync(original, "utf8");
		for (const { from, to } of edits.filter((edit) => edit.file === file)) {
			if (text.split(from).length !== 2) throw new Error(`${file} has not got once: ${from}`);
			text = text.replace(from, () => to);
		}
		if (text !== readFileSync(path, "utf8")) writeFileSync(path, text);
	}
}
