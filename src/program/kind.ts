/** Which processes run much the same code. */
import { COMMAND_NAMES } from "../cli/command-names.js";

/** The kind of process that these arguments make. */
export function kindOf(args: readonly string[]): string {
	if (args.length === 0 || args.some((arg) => arg === "--help" || arg === "-h" || arg === "--version"))
		return "help";
	return COMMAND_NAMES.find((name) => name === args[0]) ?? "replay";
}
