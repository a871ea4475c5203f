/** The sources of the chip, for tests of the rules they keep. */
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { dirname, join, relative, sep } from "node:path";
import { fileURLToPath } from "node:url";

/** The project's root, seen from a test in source or built form. */
function projectRoot(): string {
	const start = dirname(fileURLToPath(import.meta.url));
	for (let here = start; here !== dirname(here); here = dirname(here)) {
		if (existsSync(join(here, "src", "chip", "chip.ts"))) return here;
	}
	throw new Error(`the sources of the chip are not above ${start}`);
}

/** Where the chip's sources are. */
export const CHIP_DIRECTORY = join(projectRoot(), "src", "chip");

export interface Source {
	/** Path from the directory that was scanned. */
	readonly path: string;
	/** The text; comments blanked out, line numbers kept. */
	readonly code: string;
}

function withoutComments(text: string): string {
	const blank = (comment: string): string => comment.replace(/[^\n]/g, " ");
	return text.replace(/\/\*[\s\S]*?\*\//g, blank).replace(/(^|\s)\/\/.*/g, blank);
}

/** All TypeScript sources below src/chip. */
export function chipSources(): Source[] {
	return sourcesBelow(CHIP_DIRECTORY);
}

/** All TypeScript sources below a directory; their paths are from there. */
export function sourcesBelow(directory: string): Source[] {
	return readdirSync(directory, { recursive: true, encoding: "utf8" })
		.filter((name) => name.endsWith(".ts"))
		.sort()
		.map((name) => {
			const file = join(directory, name);
			return {
				path: relative(directory, file).replaceAll(sep, "/"),
				code: withoutComments(readFileSync(file, "utf8")),
			};
		});
}
