/** Which file code was written in that runs from a file made of many. */
import { readFileSync } from "node:fs";
import { SourceMap } from "node:module";
import { fileURLToPath } from "node:url";

export class SourceFiles {
	readonly #maps = new Map<string, SourceMap | undefined>();

	/** The file behind a place, lines and columns from 0; `url` itself where no map lies beside it. */
	of(url: string, line: number, column: number): string {
		if (!url.startsWith("file:")) return url;
		if (!this.#maps.has(url)) this.#maps.set(url, mapOf(url));
		const entry = this.#maps.get(url)?.findEntry(line, column);
		return entry && "originalSource" in entry ? entry.originalSource : url;
	}
}

function mapOf(url: string): SourceMap | undefined {
	try {
		return new SourceMap(JSON.parse(readFileSync(fileURLToPath(`${url}.map`), "utf8")));
	} catch {
		// None there: the file is what was written, or its map is not to be had.
		return undefined;
	}
}
