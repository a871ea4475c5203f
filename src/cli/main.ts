import { runCli } from "./run.js";

// A reader that has seen enough (`| head`) is no error; what is written after that goes nowhere.
for (const stream of [process.stdout, process.stderr]) {
	stream.on("error", (error: NodeJS.ErrnoException) => {
		if (error.code !== "EPIPE" && error.code !== "ERR_STREAM_DESTROYED") throw error;
	});
}

void runCli(process.argv.slice(2)).then((code) => {
	process.exitCode = code;
});
