#!/usr/bin/env node
/** The program: the command line. */
import { kindOf } from "./kind.js";
import { start } from "./start.js";

/** What the core exports, by the path that the bundler found it at. */
interface Core {
	readonly "dist/src/cli/run.js": typeof import("../cli/run.js");
}

const args = process.argv.slice(2);
const core = start({ chunk: "core.js", kind: kindOf(args), keeps: true }, __filename, require) as Core;

// A reader that has seen enough (`| head`) is no error; what is written after that goes nowhere.
for (const stream of [process.stdout, process.stderr]) {
	stream.on("error", (error: NodeJS.ErrnoException) => {
		if (error.code !== "EPIPE" && error.code !== "ERR_STREAM_DESTROYED") throw error;
	});
}

void core["dist/src/cli/run.js"].runCli(args).then((code) => {
	process.exitCode = code;
});
