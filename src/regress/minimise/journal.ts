/** What tests have shown, kept line by line, so that a search that was stopped goes on. */
import { appendFileSync, readFileSync, rmSync } from "node:fs";
import { isMissing, writeAtomically } from "../../firmware/files.js";

export class Journal {
	readonly #path: string;
	readonly #known = new Map<string, boolean>();

	/** `title` says what all the tests are of; a journal of anything else is begun anew. Throws the file system's error. */
	constructor(path: string, title: string) {
		this.#path = path;
		const [first, ...lines] = readLines(path);
		for (const text of first === title ? lines : []) {
			const [, key, result] = /^([0-9a-f]{64}) (yes|no)$/.exec(text) ?? [];
			if (key !== undefined) this.#known.set(key, result === "yes");
		}
		// Written anew: what follows must not go on half a line.
		writeAtomically(
			path,
			[title, ...[...this.#known].map(([key, holds]) => line(key, holds)), ""].join("\n"),
		);
	}

	/** Tests that are known from before, and since. */
	get size(): number {
		return this.#known.size;
	}

	find(key: string): boolean | undefined {
		return this.#known.get(key);
	}

	add(key: string, result: boolean): void {
		this.#known.set(key, result);
		appendFileSync(this.#path, `${line(key, result)}\n`);
	}

	/** The search is over. */
	remove(): void {
		rmSync(this.#path, { force: true });
	}
}

const line = (key: string, holds: boolean): string => `${key} ${holds ? "yes" : "no"}`;

function readLines(path: string): string[] {
	try {
		return readFileSync(path, "utf8").split("\n");
	} catch (error) {
		if (isMissing(error)) return [];
		throw error;
	}
}
