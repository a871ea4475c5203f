/** Reads a scenario that the command line names. */
import { readFileSync } from "node:fs";
import type { Board } from "../world/board/board.js";
import { parseScenario } from "../world/scenario/parse.js";
import type { Scenario } from "../world/scenario/schema.js";
import { UsageMistake } from "./exit-codes.js";

/** Throws UsageMistake for a file that cannot be read, and what the parser throws. */
export function readScenario(path: string, board?: Board): Scenario {
	let text: string;
	try {
		text = readFileSync(path, "utf8");
	} catch (error) {
		throw new UsageMistake(`the scenario ${path} cannot be read: ${(error as Error).message}`, {
			cause: error,
		});
	}
	return parseScenario(text, path, board);
}
